"""Data files that people may edit: TOML, parsed into a pydantic model, with errors that name the faulty place."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gametape.errors import BadSettings

Model = TypeVar("Model", bound=BaseModel)


def read_toml(model: type[Model], file: Path, *, hint: str, parse_float: Callable[[str], Any] = float) -> Model:
    """Parse a TOML file into a model.

    Args:
        model: pydantic model of the file's content.
        file: path of the file.
        hint: what to do if the file cannot be parsed.
        parse_float: parser of decimal numbers; `Decimal` for files with amounts of money.

    Raises:
        BadSettings: the file cannot be read or parsed; the message names the place.
    """
    with file_errors(file, hint=hint):
        return model.model_validate(tomllib.loads(file.read_text(encoding="utf-8"), parse_float=parse_float))


@contextmanager
def file_errors(file: Path, *, hint: str) -> Iterator[None]:
    """Turn errors while reading and parsing a file into BadSettings.

    Raises:
        BadSettings: the file cannot be read or parsed; the message names the place.
    """
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadSettings(f"{file}: {where}: {first['msg']}", hint=hint) from None
    except (OSError, ValueError) as error:
        raise BadSettings(f"{file}: {error}", hint=hint) from None
