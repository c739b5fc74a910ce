"""Base class of all records, and the parsing of a source document into a record."""

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

# Version of the parsing that all records share: raise it when the parsing changes, and each row is parsed again.
READING = 2

# Escapes of NUL, of a surrogate or of a combining accent, and the fast parser's errors for raw characters that Postgres
# cannot store. Both are rare, so a slower path handles them.
_suspicious = re.compile(r"\\u(?:0000|0[3-9a-fA-F]|[1-9a-fA-F])").search
_UNPARSED = frozenset(("json_invalid", "string_unicode"))


class Record(BaseModel, ABC):
    """Parsed source row. Unknown keys are ignored, since a source may add columns at any time."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    # Part of the content hash: raise it when the same document is to be parsed differently.
    version: ClassVar[int]

    is_deleted: Flag = None

    @classmethod
    def key(cls, source_id: str) -> str:
        """Return the natural key in the store for a source row's id."""
        return source_id

    @classmethod
    def read(cls, document: str, warnings: list[str]) -> Self:
        """Parse a document; unusable values become None and are named in `warnings`.

        Raises:
            BadRecord: the document is no JSON object, or the id is missing.
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
        """Name a field that the store requires and this row lacks; None if complete.

        A deleted row may be nearly empty.
        """

    def dangling(self) -> list[str]:
        """List, as warnings, the rows that this row refers to but the source does not have."""
        return []

    def parts(self) -> Iterable[BaseModel]:
        """Return the models that hold the row's values: the record itself, or its entries if it is a list."""
        return (self,)

    @abstractmethod
    def row(self) -> Row:
        """Return the column values for the store, without those that the sync adds (hash, stamps)."""


def _bad(error: ValidationError) -> BadRecord:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing" or first.get("input") is None:
        return BadRecord(f"{where} is missing")
    return BadRecord(f"{where}: {first['msg']}" if where else first["msg"])
