"""Base class of all records, and the parsing of a source document into a record."""

import json
import re
from abc import ABCMeta, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from msgspec import DecodeError, StructMeta, ValidationError
from msgspec.json import Decoder

from gametape.errors import BadRecord
from gametape.records.fields import Flag
from gametape.records.json_model import JsonModel
from gametape.records.storable import clean_json
from gametape.text.spelling import is_composed

Row = dict[str, Any]

# Version of the parsing that all records share: raise it when the parsing changes, and each row is parsed again.
READING = 2

# Escapes of NUL, of a surrogate or of a combining accent: rare, so a slower path handles them.
_suspicious = re.compile(r"\\u(?:0000|0[3-9a-fA-F]|[1-9a-fA-F])").search
_decode = Decoder().decode


class _RecordMeta(StructMeta, ABCMeta):
    """Metaclass of records, whose methods may be abstract."""


class Record(JsonModel, frozen=True, kw_only=True, metaclass=_RecordMeta):
    """Parsed source row. Unknown keys are ignored, since a source may add columns at any time."""

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
        values = _parse(document)
        if not isinstance(values, dict):
            raise BadRecord("Input should be an object")
        return cls.of(values, warnings)

    @abstractmethod
    def missing(self) -> str | None:
        """Name a field that the store requires and this row lacks; None if complete.

        A deleted row may be nearly empty.
        """

    def dangling(self) -> list[str]:
        """List, as warnings, the rows that this row refers to but the source does not have."""
        return []

    def parts(self) -> Iterable[JsonModel]:
        """Return the models that hold the row's values: the record itself, or its entries if it is a list."""
        return (self,)

    @abstractmethod
    def row(self) -> Row:
        """Return the column values for the store, without those that the sync adds (hash, stamps)."""


def _parse(document: str) -> Any:
    """Parse JSON into values that Postgres can store.

    Raises:
        BadRecord: the document is not JSON.
    """
    if is_composed(document) and ("\\u" not in document or not _suspicious(document)):
        try:
            return _decode(document)
        except (DecodeError, ValidationError, UnicodeEncodeError, RecursionError):
            pass  # raw control characters, NaN or numbers without bound: the standard library reads them
    try:
        return clean_json(json.loads(document, strict=False))
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"not JSON: {error}") from None
