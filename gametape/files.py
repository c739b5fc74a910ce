"""Data files that people may read and change: TOML, read into a model, with an error that says where it is wrong."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gametape.errors import BadSettings

Model = TypeVar("Model", bound=BaseModel)


def read_toml(model: type[Model], file: Path, *, hint: str, parse_float: Callable[[str], Any] = float) -> Model:
    """What a file says.

    Args:
        model: its form.
        file: where it is.
        hint: what to do when it cannot be understood.
        parse_float: for files with money, `Decimal`.

    Raises:
        BadSettings: the file cannot be read or understood; the message says where.
    """
    with understanding(file, hint=hint):
        return model.model_validate(tomllib.loads(file.read_text(encoding="utf-8"), parse_float=parse_float))


@contextmanager
def understanding(file: Path, *, hint: str) -> Iterator[None]:
    """Make something of a file.

    Raises:
        BadSettings: it cannot be read or understood; the message says where.
    """
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadSettings(f"{file}: {where}: {first['msg']}", hint=hint) from None
    except (OSError, ValueError) as error:
        raise BadSettings(f"{file}: {error}", hint=hint) from None
