"""Facts that each customer call adds to its deal, from the metrics and trackers that were measured on the call."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.comparing.dimensions import CallFacts, Dimension, dimensions
from gametape.queries.calls_and_emails import Side, call, is_attendee, participant
from gametape.queries.ids import any_of, as_text
from gametape.queries.objection_names import OPEN_OBJECTION, RAISED
from gametape.store.tables import call_metrics
from gametape.text.languages import Part

measured = call_metrics.c

_SIDES = (Side.OURS.value, Side.THEIRS.value)


@dataclass(slots=True)
class CallNumbers:
    """Measurements of both sides of a call, collected from the rows of `call_metrics` (one row per side)."""

    numbers: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # by side
    trackers: set[str] = field(default_factory=set)  # trackers with a hit on either side
    words: bool = True  # the call is in a language that has trackers
    raised: int = 0  # turns in which the customer raises an objection
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
        """Add the row of one side.

        Args:
            side: `ours` or `theirs`.
            metrics: by name, each in the unit of its dimension.
            trackers: by tracker, the numbers of the turns with a hit.
            words_covered: whether trackers exist for the call's language.
            lacks: parts of the call's language that are not covered.
        """
        self.numbers[side] = metrics
        self.trackers.update(name for name, turns in trackers.items() if turns)
        self.words &= words_covered and Part.TRACKERS not in lacks
        if side == Side.THEIRS and self.words and Part.HEARING not in lacks:
            self.raised = len(trackers.get(RAISED, ()))
            self.left_open = len(trackers.get(OPEN_OBJECTION, ()))

    def facts(self, call_id: UUID, at: datetime, people: frozenset[str]) -> CallFacts:
        """Return the facts that the call adds to its deal; `people` are the customer's attendees."""
        return CallFacts(
            call_id=call_id,
            at=at,
            values={
                dimension.name: value for dimension in dimensions() if (value := self._value(dimension)) is not None
            },
            people=people,
            priced="pricing" in self.trackers if self.words else None,
            raised=self.raised,
            handled=self.raised - self.left_open,
        )

    def _value(self, dimension: Dimension) -> float | None:
        """Return the call's own value in a dimension; None where the dimension is not measured per call."""
        if dimension.scope in _SIDES:
            value = self.numbers.get(dimension.scope, {}).get(dimension.metric)
            return None if value is None else float(value)
        if dimension.scope == "tracker" and self.words:
            return float(dimension.metric in self.trackers)
        return None


def call_facts(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, CallFacts]:
    """Read by call the facts that it adds to its deal; calls that were not measured are left out."""
    by_call: dict[UUID, CallNumbers] = {}
    rows = sa.select(call_metrics).where(measured.call_id.in_(call_ids), measured.side.in_(_SIDES))
    for row in connection.execute(rows.order_by(measured.call_id)):
        numbers = by_call.setdefault(row.call_id, CallNumbers())
        numbers.add(row.side, row.metrics, row.trackers, words_covered=row.words_covered, lacks=row.lacks)
    theirs = _people(connection, by_call)
    started = connection.execute(sa.select(call.id, call.started_at).where(call.id.in_(by_call)))
    at = {row.id: row.started_at for row in started}
    return {id_: numbers.facts(id_, at[id_], theirs.get(id_, frozenset())) for id_, numbers in by_call.items()}


def call_values(
    connection: sa.Connection, call_ids: Sequence[str], wanted: Sequence[Dimension]
) -> dict[str, dict[str, float]]:
    """Read by call (id as text) and dimension the call's own value; for a tracker, 1 if it came up, else 0."""
    columns = [_in_sql(dimension).label(dimension.name) for dimension in wanted]
    rows = connection.execute(
        sa.select(as_text(measured.call_id), *columns)
        .where(measured.call_id == any_of(call_ids))
        .where(measured.side.in_(_SIDES))
        .group_by(measured.call_id)
    )
    names = [dimension.name for dimension in wanted]
    return {
        id_: {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for id_, *values in rows
    }


def _in_sql(dimension: Dimension) -> sa.ColumnElement[float | None]:
    """Compute in SQL the value that `CallNumbers` computes from the two rows of a call; a test compares the two."""
    if dimension.scope in _SIDES:
        number = sa.cast(measured.metrics[dimension.metric].astext, sa.Float)
        return sa.func.max(number).filter(measured.side == dimension.scope)
    if dimension.scope != "tracker":
        return sa.cast(sa.null(), sa.Float)
    came_up = sa.cast(sa.cast(sa.func.bool_or(measured.trackers.has_key(dimension.metric)), sa.Integer), sa.Float)
    is_covered = measured.words_covered & sa.not_(measured.lacks.contains([Part.TRACKERS]))
    return sa.case((sa.func.bool_and(is_covered), came_up))


def _people(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Read by call the customer's attendees, each by address, else by name."""
    who = sa.func.lower(sa.func.coalesce(participant.email, participant.name))
    query = sa.select(participant.call_id, sa.func.array_agg(who).label("names")).where(
        participant.call_id.in_(call_ids), participant.side == Side.THEIRS.value, is_attendee, who.is_not(None)
    )
    rows = connection.execute(query.group_by(participant.call_id))
    return {row.call_id: frozenset(row.names) for row in rows}
