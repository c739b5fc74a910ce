"""History of a deal, from the documents of `opportunity_changes.sql`, and the changes of its fields.

Values are compared in a canonical form (`FieldValue`), so that two spellings of a value are no change. The sync
compares two versions of a deal in the same form (sync/observed_changes.py).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Generic, Literal, NamedTuple, TypeVar, cast, get_args

from gametape.errors import BadRecord
from gametape.records.fields import Day, Email, Flag, Key, Label, Moment, Money, Text
from gametape.records.identity import derived_id, salesforce_id
from gametape.records.json_model import Cell, JsonModel, Reads, ReadsCell
from gametape.records.record import Record, Row

FieldName = Literal["stage", "amount", "close_date", "owner"]
Origin = Literal["opportunity_history", "opportunity_field_history", "opportunity"]


class FieldValue(NamedTuple):
    """Value of a field: `shown` is its text, `key` the canonical form for comparison.

    Example: the key of the amount 2500.00 is 2500. An owner is shown by address and compared by user id.
    """

    shown: str | None = None
    key: str | None = None

    @property
    def distinct_key(self) -> str | None:
        """Key of the value; None if equal to the text shown, because then the key is not stored."""
        return None if self.key == self.shown else self.key


def value_of(value: str | Decimal | date | None) -> FieldValue:
    """Return the canonical form of a stage, an amount or a close date.

    >>> value_of(Decimal("2500.00"))
    FieldValue(shown='2500.00', key='2500')
    """
    if isinstance(value, Decimal):
        shown = format(abs(value) if value == 0 else value, "f")
        return FieldValue(shown, shown.rstrip("0").rstrip(".") if "." in shown else shown)
    text = value.isoformat() if isinstance(value, date) else value
    return FieldValue(text, text)


def owner_value(user_id: str | None, email: str | None) -> FieldValue:
    """Return the canonical form of an owner. The user id is the key, because an address can change."""
    key = salesforce_id(user_id) if user_id else None
    return FieldValue(email or key, key or email)


class Move(NamedTuple):
    """Change of a field from `old` to `new` at one moment.

    `place` numbers the changes of the same moment in the source's order.
    """

    source_id: str
    field: FieldName
    old: FieldValue
    new: FieldValue
    at: datetime
    place: int
    origin: Origin

    def row(self) -> Row:
        """Return the column values of `opportunity_changes` in JSON types."""
        return {
            "id": str(derived_id("opportunity_change", self.source_id)),
            "source_id": self.source_id,
            "field": self.field,
            "old_value": self.old.shown,
            "old_key": self.old.distinct_key,
            "new_value": self.new.shown,
            "new_key": self.new.distinct_key,
            "changed_at": self.at.isoformat(),
            "place": self.place,
            "origin": self.origin,
        }


class _Entry(JsonModel, frozen=True, kw_only=True):
    """Row of a history table."""

    id: Text = None
    changed_at: Moment = None
    is_deleted: Flag = None


def _origin(value: Any) -> Origin:
    if value not in get_args(Origin):
        raise BadRecord(f"origin: {str(value)[:60]!r} is no history table")
    return cast("Origin", value)


class _State(_Entry, frozen=True, kw_only=True):
    """State of a deal from `changed_at` on."""

    origin: Annotated[Origin, Reads(_origin)] = "opportunity_history"
    stage: Label = None
    amount: Money = None
    close_date: Day = None
    owner_id: Text = None
    owner_email: Email = None

    def value(self, field: FieldName) -> FieldValue:
        """Return the value of `field` in this state."""
        if field == "owner":
            return owner_value(self.owner_id, self.owner_email)
        return value_of(getattr(self, field))


class _StageChange(_Entry, frozen=True, kw_only=True):
    """Stage before and after `changed_at`. The classes below do the same for other fields."""

    field: ClassVar[FieldName] = "stage"
    old: Label = None
    new: Label = None

    def values(self) -> tuple[FieldValue, FieldValue]:
        return value_of(self.old), value_of(self.new)


class _AmountChange(_Entry, frozen=True, kw_only=True):
    field: ClassVar[FieldName] = "amount"
    old: Money = None
    new: Money = None

    def values(self) -> tuple[FieldValue, FieldValue]:
        return value_of(self.old), value_of(self.new)


class _DayChange(_Entry, frozen=True, kw_only=True):
    field: ClassVar[FieldName] = "close_date"
    old: Day = None
    new: Day = None

    def values(self) -> tuple[FieldValue, FieldValue]:
        return value_of(self.old), value_of(self.new)


class _OwnerChange(_Entry, frozen=True, kw_only=True):
    field: ClassVar[FieldName] = "owner"
    old: Text = None
    new: Text = None
    old_email: Email = None
    new_email: Email = None

    def values(self) -> tuple[FieldValue, FieldValue]:
        return owner_value(self.old, self.old_email), owner_value(self.new, self.new_email)


E = TypeVar("E", bound=_Entry)
_AnyChange = _StageChange | _AmountChange | _DayChange | _OwnerChange
_CHANGES: dict[str, type[_AnyChange]] = {
    "stage": _StageChange,
    "amount": _AmountChange,
    "close_date": _DayChange,
    "owner": _OwnerChange,
}


def _states(value: object, cell: Cell) -> tuple[_State, ...]:
    return tuple(_entry(_State, item, cell) for item in _objects(value, cell))


def _changes(value: object, cell: Cell) -> tuple[_AnyChange, ...]:
    items = _objects(value, cell)
    for item in items:
        if item.get("field") not in get_args(FieldName):
            raise BadRecord(f"{cell.name}: {str(item.get('field'))[:60]!r} is no field with a history")
    return tuple(_entry(_CHANGES[item["field"]], item, cell) for item in items)


def _objects(value: object, cell: Cell) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        cell.warn("left out (not a list)")
        return []
    if not all(isinstance(item, dict) for item in value):
        raise BadRecord(f"{cell.name}: an entry is not an object")
    return value


def _entry(model: type[E], item: dict[str, Any], cell: Cell) -> E:
    if item.get("changed_at") in (None, ""):
        Cell("changed_at", cell.warnings).leave_out("empty or unreadable at the source")
    return model.of(item, cell.warnings)


class _Placed(NamedTuple, Generic[E]):
    """Valid history entry with its position among the entries of the same moment."""

    entry: E
    id: str
    at: datetime
    place: int


def _placed(entries: Sequence[E]) -> list[_Placed[E]]:
    """Return the valid entries in the order of the source.

    Deleted entries are left out. If an entry was sent twice, the last version counts.
    """
    latest = {entry.id: entry for entry in entries}
    placed: list[_Placed[E]] = []
    for id_, entry in latest.items():
        if id_ and entry.changed_at and not entry.is_deleted:
            before = placed[-1] if placed else None
            place = before.place + 1 if before and before.at == entry.changed_at else 0
            placed.append(_Placed(entry, id_, entry.changed_at, place))
    return placed


class OpportunityHistory(Record, frozen=True, kw_only=True):
    """History entries of a deal."""

    version: ClassVar[int] = 1

    id: Key
    states: Annotated[tuple[_State, ...], ReadsCell(_states)] = ()
    changes: Annotated[tuple[_AnyChange, ...], ReadsCell(_changes)] = ()
    versions: Annotated[tuple[_State, ...], ReadsCell(_states)] = ()

    @classmethod
    def key(cls, source_id: str) -> str:
        """Return the 18-character Salesforce id."""
        return salesforce_id(source_id)

    def missing(self) -> str | None:
        """Return None: an empty history is valid, because its entries may have been deleted."""
        return None

    def dangling(self) -> list[str]:
        """List entries without an id; a repeated entry could not be recognized without it."""
        return [f"an entry of {entry.changed_at} left out (no id)" for entry in self.parts() if not entry.id]

    def parts(self) -> list[_Entry]:
        """Return all entries; the values of the row are theirs."""
        return [*self.states, *self.changes, *self.versions]

    def row(self) -> Row:
        """Return the column values; `moves` become rows of `opportunity_changes`."""
        key = salesforce_id(self.id)
        return {
            "id": derived_id("opportunity_history", key),
            "gong_opportunity_id": key,
            "opportunity_id": derived_id("opportunity", key),
            "moves": [move.row() for move in self.moves()],
        }

    def moves(self) -> Iterator[Move]:
        """Yield the changes of each field, from the best table that has any."""
        states, changes = _placed(self.states), _placed(self.changes)
        snapshots = _placed([version for version in self.versions if version.origin == "opportunity_history"])
        versions = _placed([version for version in self.versions if version.origin == "opportunity"])
        for field in get_args(FieldName):
            choices = (
                _of_states(field, states, began=True),
                _of_changes(field, changes),
                _of_states(field, snapshots, began=False),
                _of_states(field, versions, began=False),
            )
            yield from next(filter(None, choices), ())


def _of_states(field: FieldName, states: Sequence[_Placed[_State]], *, began: bool) -> list[Move]:
    """Return the changes between successive states.

    With `began`, the first state is the start of the deal and counts as a change from an empty value.
    """
    values = [state.entry.value(field) for state in states]
    before = [FieldValue() if began else values[0], *values] if values else []
    return [
        Move(f"{state.id}:{field}", field, old, new, state.at, state.place, state.entry.origin)
        for state, (old, new) in zip(states, pairwise(before), strict=True)
        if old.key != new.key
    ]


def _of_changes(field: FieldName, changes: Sequence[_Placed[_AnyChange]]) -> list[Move]:
    return [
        Move(f"{change.id}:{field}", field, old, new, change.at, change.place, "opportunity_field_history")
        for change in changes
        if change.entry.field == field
        for old, new in [change.entry.values()]
        if old.key != new.key
    ]
