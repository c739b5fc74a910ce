"""What each call with the customer adds to its deal, from what was measured of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.comparing.dimensions import CallFacts, Dimension, dimensions
from gametape.analysis.measures.objections import OPEN, kind_of
from gametape.queries.calls_and_emails import Side, call, is_attendee, participant
from gametape.queries.ids import any_of, as_text
from gametape.store.tables import call_metrics
from gametape.text.languages import Part

measured = call_metrics.c

_SIDES = (Side.OURS.value, Side.THEIRS.value)


@dataclass(slots=True)
class CallNumbers:
    """What was measured on both sides of a call, as `call_metrics` keeps it side by side."""

    numbers: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # by side
    said: set[str] = field(default_factory=set)  # trackers that came up, on either side
    words: bool = True  # of a language that has trackers
    raised: int = 0  # kinds of objections of the customer
    left_open: int = 0

    def add(
        self,
        side: str,
        metrics: Mapping[str, Any],
        trackers: Mapping[str, Sequence[int]],
        *,
        words_covered: bool,
        lacks: Collection[str] = (),
    ) -> None:
        """Take in one side; `lacks` are the parts of the call's language that are not covered."""
        self.numbers[side] = metrics
        self.said.update(name for name, turns in trackers.items() if turns)
        self.words &= words_covered and Part.TRACKERS not in lacks
        if side == Side.THEIRS and self.words and Part.OBJECTIONS not in lacks:
            kinds = [turns for name, turns in trackers.items() if turns and kind_of(name)]
            self.raised = len(kinds)
            self.left_open = sum(not set(trackers.get(OPEN, ())).isdisjoint(turns) for turns in kinds)

    def facts(self, call_id: UUID, at: datetime, people: frozenset[str]) -> CallFacts:
        """What the call adds to its deal; `people` are the customer's on it."""
        return CallFacts(
            call_id=call_id,
            at=at,
            values={one.name: value for one in dimensions() if (value := self._value(one)) is not None},
            people=people,
            priced="pricing" in self.said if self.words else None,
            raised=self.raised,
            handled=self.raised - self.left_open,
        )

    def _value(self, one: Dimension) -> float | None:
        """What a call has of a dimension by itself."""
        if one.kind in _SIDES:
            value = self.numbers.get(one.kind, {}).get(one.of)
            return None if value is None else float(value)
        if one.kind == "tracker" and self.words:
            return float(one.of in self.said)
        return None


def call_facts(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, CallFacts]:
    """By call what it adds; calls that were not measured are left out."""
    known: dict[UUID, CallNumbers] = {}
    rows = sa.select(call_metrics).where(measured.call_id.in_(call_ids), measured.side.in_(_SIDES))
    for row in connection.execute(rows.order_by(measured.call_id)):
        one = known.setdefault(row.call_id, CallNumbers())
        one.add(row.side, row.metrics, row.trackers, words_covered=row.words_covered, lacks=row.lacks)
    theirs = _people(connection, known)
    started = connection.execute(sa.select(call.id, call.started_at).where(call.id.in_(known)))
    at = {row.id: row.started_at for row in started}
    return {id_: found.facts(id_, at[id_], theirs.get(id_, frozenset())) for id_, found in known.items()}


def call_values(
    connection: sa.Connection, call_ids: Sequence[str], wanted: Sequence[Dimension]
) -> dict[str, dict[str, float]]:
    """By call (ids as text) and dimension what it has of it by itself: a number, or whether a tracker came up."""
    one_each = [_in_sql(one).label(one.name) for one in wanted]
    rows = connection.execute(
        sa.select(as_text(measured.call_id), *one_each)
        .where(measured.call_id == any_of(call_ids))
        .where(measured.side.in_(_SIDES))
        .group_by(measured.call_id)
    )
    names = [one.name for one in wanted]
    return {
        id_: {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for id_, *values in rows
    }


def _in_sql(one: Dimension) -> sa.ColumnElement[float | None]:
    """What `CallNumbers` makes of the two rows of a call, without reading them; a test holds the two together."""
    if one.kind in _SIDES:
        return sa.func.max(sa.cast(measured.metrics[one.of].astext, sa.Float)).filter(measured.side == one.kind)
    if one.kind != "tracker":
        return sa.cast(sa.null(), sa.Float)
    came_up = sa.cast(sa.cast(sa.func.bool_or(measured.trackers.has_key(one.of)), sa.Integer), sa.Float)
    is_covered = measured.words_covered & sa.not_(measured.lacks.contains([Part.TRACKERS]))
    return sa.case((sa.func.bool_and(is_covered), came_up))


def _people(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """By call who of the customer was there, by address, else by name."""
    who = sa.func.lower(sa.func.coalesce(participant.email, participant.name))
    query = sa.select(participant.call_id, sa.func.array_agg(who).label("names")).where(
        participant.call_id.in_(call_ids), participant.side == Side.THEIRS.value, is_attendee, who.is_not(None)
    )
    rows = connection.execute(query.group_by(participant.call_id))
    return {row.call_id: frozenset(row.names) for row in rows}
