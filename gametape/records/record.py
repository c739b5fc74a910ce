"""The base of all records, and the one way from a source document to a record."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from gametape.errors import BadRecord
from gametape.records.fields import Flag, clean_json
from gametape.text.spelling import is_composed

Row = dict[str, Any]

# How every document is read, whatever its record: raise it when that changes, and every row is read again.
READING = 2

# Escapes of a NUL, of a surrogate, or of what may be an accent of its own, and what the fast parser says of characters
# that Postgres cannot hold when they stand there raw: rare enough to be worth a slower way.
_suspicious = re.compile(r"\\u(?:0000|0[3-9a-fA-F]|[1-9a-fA-F])").search
_UNPARSED = frozenset(("json_invalid", "string_unicode"))


class Record(BaseModel, ABC):
    """One source row, understood. Unknown keys are left alone: a source may grow columns at any time."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    # Part of the content hash: raise it when the same document is to be read differently.
    version: ClassVar[int]

    is_deleted: Flag = None

    @classmethod
    def key(cls, source_id: str) -> str:
        """The natural key in the store for a source row's id."""
        return source_id

    @classmethod
    def read(cls, document: str, warnings: list[str]) -> Self:
        """Parse a document; values that cannot be used become None and are named in `warnings`.

        Raises:
            BadRecord: no JSON object, or the id is missing.
        """
        if is_composed(document) and ("\\u" not in document or not _suspicious(document)):
            try:
                return cls.model_validate_json(document, context=warnings)
            except ValidationError as error:
                if error.errors(include_url=False)[0]["type"] not in _UNPARSED:
                    raise _bad(error) from None
                warnings.clear()
        try:
            return cls.model_validate(clean_json(json.loads(document, strict=False)), context=warnings)
        except ValidationError as error:
            raise _bad(error) from None
        except (ValueError, RecursionError) as error:
            raise BadRecord(f"not JSON: {error}") from None

    @abstractmethod
    def missing(self) -> str | None:
        """The name of a field that the store demands and this row lacks; a deleted row may be an empty shell."""

    def dangling(self) -> list[str]:
        """What the row points to and the source does not have, as warnings."""
        return []

    def parts(self) -> Iterable[BaseModel]:
        """Where the row's values stand: itself, unless the row is a list of others."""
        return (self,)

    @abstractmethod
    def row(self) -> Row:
        """Column values for the store, without the ones that the sync adds (hash, stamps)."""


def _bad(error: ValidationError) -> BadRecord:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing" or first.get("input") is None:
        return BadRecord(f"{where} is missing")
    return BadRecord(f"{where}: {first['msg']}" if where else first["msg"])
