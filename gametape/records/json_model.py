"""Models read leniently from a JSON object: the annotation of each field names the function that reads its value.

A value that cannot be used gives the field's default with a warning, and the row is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import InvalidOperation
from functools import cache
from typing import Annotated, Any, NamedTuple, Self, get_args, get_origin

from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from gametape.errors import BadRecord
from gametape.records.storable import clean_text

_UNUSABLE = (ValueError, InvalidOperation, OverflowError, RecursionError)


class Warnings(list[str]):
    """Warnings about one row. `left_out` holds the warnings about values that were dropped, by field."""

    def __init__(self) -> None:
        super().__init__()
        self.left_out: dict[str, list[str]] = {}


class Cell(NamedTuple):
    """Field that is being read, and the warnings about its row."""

    name: str
    warnings: list[str]

    def warn(self, warning: str) -> None:
        """Add a warning about this field, in the form `field: what was wrong`."""
        self.warnings.append(clean_text(f"{self.name}: {warning}"))

    def leave_out(self, warning: str) -> None:
        """Add a warning that the value of this field was dropped."""
        self.warn(warning)
        if isinstance(self.warnings, Warnings):
            self.warnings.left_out.setdefault(self.name, []).append(self.warnings[-1])


@dataclass(frozen=True, slots=True)
class Reads:
    """Annotation of a field: `read` makes the field's value of a JSON value; its ValueError leaves the value out.

    Attributes:
        read: called with the JSON value; never with null or an empty text, which give the field's default.
        counted: the sync counts the values of this field that were left out (sync/unreadable.py).
    """

    read: Callable[[Any], Any]
    counted: bool = False


@dataclass(frozen=True, slots=True)
class ReadsCell:
    """Annotation of a field whose reader adds its own warnings: it is called with the JSON value and the cell."""

    read: Callable[[Any, Cell], Any]
    counted: bool = False


class JsonModel(Struct, frozen=True, kw_only=True):
    """Model of a JSON object. Only annotated fields are read; unknown keys are ignored."""

    @classmethod
    def of(cls, values: dict[str, Any], warnings: list[str]) -> Self:
        """Read the fields from a JSON object; unusable values are named in `warnings`.

        Raises:
            BadRecord: a field without a default has no value.
        """
        read: dict[str, Any] = {}
        for name, reader, takes_cell, required in _readers(cls):
            value = values.get(name)
            if value is None or value == "":
                if required:
                    raise BadRecord(f"{name} is missing")
                continue
            try:
                read[name] = reader(value, Cell(name, warnings)) if takes_cell else reader(value)
            except _UNUSABLE as error:
                reason = "not a number" if isinstance(error, InvalidOperation) else str(error)
                Cell(name, warnings).leave_out(f"{str(value)[:60]!r} left out ({reason})")
        return cls(**read)


@cache
def _readers(model: type[JsonModel]) -> tuple[tuple[str, Callable[..., Any], bool, bool], ...]:
    """List for each field that is read: its name, its reader, if the reader takes the cell, and if it is required."""
    found = ((field, _annotation(field)) for field in fields(model))
    return tuple((field.name, how.read, isinstance(how, ReadsCell), field.required) for field, how in found if how)


def _annotation(field: FieldInfo) -> Reads | ReadsCell | None:
    if get_origin(field.type) is not Annotated:
        return None
    return next((item for item in get_args(field.type)[1:] if isinstance(item, Reads | ReadsCell)), None)


@cache
def counted_fields(model: type[JsonModel]) -> tuple[str, ...]:
    """Return the names of a model's fields whose values the sync counts if they are left out."""
    return tuple(field.name for field in fields(model) if (how := _annotation(field)) and how.counted)
