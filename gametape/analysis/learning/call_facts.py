"""What each call with the customer adds to its deal, from what was measured of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.dimensions import CallFacts, Dimension, dimensions
from gametape.analysis.objections import OPEN, kind_of
from gametape.queries.conversations import Side, call, participant
from gametape.store.tables import call_metrics

_SIDES = (Side.OURS.value, Side.THEIRS.value)


@dataclass(slots=True)
class CallNumbers:
    """What was measured on both sides of a call, as `call_metrics` keeps it side by side."""

    numbers: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # by side
    said: set[str] = field(default_factory=set)  # trackers that came up, on either side
    words: bool = True  # of a language that is understood
    raised: int = 0  # kinds of objections of the customer
    left_open: int = 0

    def add(
        self, side: str, metrics: Mapping[str, Any], trackers: Mapping[str, Sequence[int]], *, words_covered: bool
    ) -> None:
        """Take in one side."""
        self.numbers[side] = metrics
        self.said.update(name for name, turns in trackers.items() if turns)
        self.words &= words_covered
        if side == Side.THEIRS:
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
    measured: dict[UUID, CallNumbers] = {}
    rows = sa.select(call_metrics).where(call_metrics.c.call_id.in_(call_ids), call_metrics.c.side.in_(_SIDES))
    for row in connection.execute(rows.order_by(call_metrics.c.call_id)):
        one = measured.setdefault(row.call_id, CallNumbers())
        one.add(row.side, row.metrics, row.trackers, words_covered=row.words_covered)
    theirs = _people(connection, measured)
    started = connection.execute(sa.select(call.id, call.started_at).where(call.id.in_(measured)))
    at = {row.id: row.started_at for row in started}
    return {id_: found.facts(id_, at[id_], theirs.get(id_, frozenset())) for id_, found in measured.items()}


def _people(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """By call who of the customer was there, by address, else by name."""
    who = sa.func.lower(sa.func.coalesce(participant.email, participant.name))
    query = sa.select(participant.call_id, sa.func.array_agg(who).label("names")).where(
        participant.call_id.in_(call_ids), participant.side == Side.THEIRS.value, who.is_not(None)
    )
    rows = connection.execute(query.group_by(participant.call_id))
    return {row.call_id: frozenset(row.names) for row in rows}
