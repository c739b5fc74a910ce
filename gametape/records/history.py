"""The history of one deal, as `opportunity_changes.sql` hands it over, and the moves that it comes to.

A move is told once: values are compared in a canonical form (`Value`), whatever the spelling of the source. The sync
compares two versions of a deal in the same form (sync/observed_changes.py).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, ClassVar, Generic, Literal, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, ValidationInfo

from gametape.records.fields import Day, Email, Flag, Key, Label, Moment, Money, Text, leave_out, warn
from gametape.records.identity import derived_id, salesforce_id
from gametape.records.record import Record, Row

FieldName = Literal["stage", "amount", "close_date", "owner"]
Origin = Literal["opportunity_history", "opportunity_field_history", "opportunity"]


class FieldValue(NamedTuple):
    """A value of a field: `shown` as text, and `key`, the form by which it is compared.

    Example: an amount of 2500.00 has the key 2500; an owner is shown by address and compared by user id.
    """

    shown: str | None = None
    key: str | None = None

    @property
    def distinct_key(self) -> str | None:
        """The key, where it is another text than what is shown: else it is not stored."""
        return None if self.key == self.shown else self.key


def value_of(value: str | Decimal | date | None) -> FieldValue:
    """The canonical form of a stage, an amount or a close date.

    >>> value_of(Decimal("2500.00"))
    Value(shown='2500.00', key='2500')
    """
    if isinstance(value, Decimal):
        shown = format(abs(value) if value == 0 else value, "f")
        return FieldValue(shown, shown.rstrip("0").rstrip(".") if "." in shown else shown)
    text = value.isoformat() if isinstance(value, date) else value
    return FieldValue(text, text)


def owner_value(user_id: str | None, email: str | None) -> FieldValue:
    """The canonical form of an owner, whose address may change while the user stays the same."""
    key = salesforce_id(user_id) if user_id else None
    return FieldValue(email or key, key or email)


class Move(NamedTuple):
    """From `old` to `new` at a moment. `place` is the order of the source among the moves of one moment."""

    source_id: str
    field: FieldName
    old: FieldValue
    new: FieldValue
    at: datetime
    place: int
    origin: Origin

    def row(self) -> Row:
        """Column values of `opportunity_changes`, as JSON."""
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


def _time(value: object, info: ValidationInfo) -> object:
    if value is None:
        leave_out(info, "empty or unreadable at the source")
    return value


class _Entry(BaseModel):
    """A row of a history table."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Text = None
    changed_at: Annotated[Moment, BeforeValidator(_time)] = None
    is_deleted: Flag = None


class _State(_Entry):
    """What a deal was from `changed_at` on."""

    origin: Origin = "opportunity_history"
    stage: Label = None
    amount: Money = None
    close_date: Day = None
    owner_id: Text = None
    owner_email: Email = None

    def value(self, field: FieldName) -> FieldValue:
        """What `field` was."""
        if field == "owner":
            return owner_value(self.owner_id, self.owner_email)
        return value_of(getattr(self, field))


class _StageChange(_Entry):
    """What the stage was before and after `changed_at`; the other fields likewise."""

    field: Literal["stage"]
    old: Label = None
    new: Label = None

    def values(self) -> tuple[FieldValue, FieldValue]:
        return value_of(self.old), value_of(self.new)


class _AmountChange(_Entry):
    field: Literal["amount"]
    old: Money = None
    new: Money = None

    def values(self) -> tuple[FieldValue, FieldValue]:
        return value_of(self.old), value_of(self.new)


class _DayChange(_Entry):
    field: Literal["close_date"]
    old: Day = None
    new: Day = None

    def values(self) -> tuple[FieldValue, FieldValue]:
        return value_of(self.old), value_of(self.new)


class _OwnerChange(_Entry):
    field: Literal["owner"]
    old: Text = None
    new: Text = None
    old_email: Email = None
    new_email: Email = None

    def values(self) -> tuple[FieldValue, FieldValue]:
        return owner_value(self.old, self.old_email), owner_value(self.new, self.new_email)


_AnyChange = Annotated[_StageChange | _AmountChange | _DayChange | _OwnerChange, Discriminator("field")]


def _rows(value: object, info: ValidationInfo) -> object:
    if value is None:
        return []
    if not isinstance(value, list):
        warn(info, "left out (not a list)")
        return []
    return value


E = TypeVar("E", bound=_Entry)


class _Placed(NamedTuple, Generic[E]):
    """An entry that counts, and its place among those of the same moment."""

    entry: E
    id: str
    at: datetime
    place: int


def _placed(entries: Sequence[E]) -> list[_Placed[E]]:
    """The entries that count, in the order of the source.

    A deleted one is no link of the chain; one that was sent twice counts once, as it came last.
    """
    latest = {entry.id: entry for entry in entries}
    found: list[_Placed[E]] = []
    for id_, entry in latest.items():
        if id_ and entry.changed_at and not entry.is_deleted:
            before = found[-1] if found else None
            place = before.place + 1 if before and before.at == entry.changed_at else 0
            found.append(_Placed(entry, id_, entry.changed_at, place))
    return found


class OpportunityHistory(Record):
    """All that the history tables hold of one deal."""

    version: ClassVar[int] = 1

    id: Key
    states: Annotated[tuple[_State, ...], BeforeValidator(_rows)] = ()
    changes: Annotated[tuple[_AnyChange, ...], BeforeValidator(_rows)] = ()
    versions: Annotated[tuple[_State, ...], BeforeValidator(_rows)] = ()

    @classmethod
    def key(cls, source_id: str) -> str:
        """The 18-character Salesforce id."""
        return salesforce_id(source_id)

    def missing(self) -> str | None:
        """Nothing: a history without entries is one whose entries were deleted."""
        return None

    def dangling(self) -> list[str]:
        """Entries without an id: nobody can tell whether one that is sent again is another."""
        return [f"an entry of {entry.changed_at} left out (no id)" for entry in self.parts() if not entry.id]

    def parts(self) -> list[_Entry]:
        """All entries: their values are those of the row."""
        return [*self.states, *self.changes, *self.versions]

    def row(self) -> Row:
        """Column values; `moves` become rows of `opportunity_changes`."""
        key = salesforce_id(self.id)
        return {
            "id": derived_id("opportunity_history", key),
            "gong_opportunity_id": key,
            "opportunity_id": derived_id("opportunity", key),
            "moves": [move.row() for move in self.moves()],
        }

    def moves(self) -> Iterator[Move]:
        """The moves of each field, from the best table that has any."""
        states, changes = _placed(self.states), _placed(self.changes)
        snapshots = _placed([one for one in self.versions if one.origin == "opportunity_history"])
        versions = _placed([one for one in self.versions if one.origin == "opportunity"])
        for field in get_args(FieldName):
            choices = (
                _of_states(field, states, began=True),
                _of_changes(field, changes),
                _of_states(field, snapshots, began=False),
                _of_states(field, versions, began=False),
            )
            yield from next(filter(None, choices), ())


def _of_states(field: FieldName, states: Sequence[_Placed[_State]], *, began: bool) -> list[Move]:
    """The differences between states. `began`: the first one is what the deal began with, a move from nothing."""
    values = [one.entry.value(field) for one in states]
    before = [FieldValue() if began else values[0], *values] if values else []
    return [
        Move(f"{one.id}:{field}", field, old, new, one.at, one.place, one.entry.origin)
        for one, (old, new) in zip(states, pairwise(before), strict=True)
        if old.key != new.key
    ]


def _of_changes(field: FieldName, changes: Sequence[_Placed[_AnyChange]]) -> list[Move]:
    return [
        Move(f"{one.id}:{field}", field, old, new, one.at, one.place, "opportunity_field_history")
        for one in changes
        if one.entry.field == field
        for old, new in [one.entry.values()]
        if old.key != new.key
    ]
