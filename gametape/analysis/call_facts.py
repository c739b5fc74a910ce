"""What each call with the customer adds to its deal, read from what was measured and scored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.dimensions import CallFacts, Dimension, dimensions
from gametape.analysis.objections import OPEN, kind_of
from gametape.queries.conversations import Side, call, participant
from gametape.store.tables import call_metrics

_SIDES = (Side.OURS.value, Side.THEIRS.value)


@dataclass(slots=True)
class _Measured:
    numbers: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # by side
    said: set[str] = field(default_factory=set)  # trackers that came up, on either side
    raised: int = 0  # kinds of objections of the customer
    left_open: int = 0
    words: bool = True  # the words are of a language that is understood


def call_facts(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, CallFacts]:
    """By call what it adds; calls that were not measured are left out."""
    measured = _measured(connection, call_ids)
    theirs = _people(connection, measured)
    at = dict(connection.execute(sa.select(call.id, call.started_at).where(call.id.in_(measured))).tuples().all())
    return {
        id_: CallFacts(
            call_id=id_,
            at=at[id_],
            values={one.name: value for one in dimensions() if (value := _value(one, found)) is not None},
            people=theirs.get(id_, frozenset()),
            priced="pricing" in found.said if found.words else None,
            raised=found.raised,
            handled=found.raised - found.left_open,
        )
        for id_, found in measured.items()
    }


def _measured(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, _Measured]:
    found: dict[UUID, _Measured] = {}
    rows = sa.select(call_metrics).where(call_metrics.c.call_id.in_(call_ids), call_metrics.c.side.in_(_SIDES))
    for row in connection.execute(rows.order_by(call_metrics.c.call_id)):
        one = found.setdefault(row.call_id, _Measured())
        one.numbers[row.side] = row.metrics
        one.said.update(name for name, turns in row.trackers.items() if turns)
        one.words &= row.words_covered
        if row.side == Side.THEIRS:
            kinds = [turns for name, turns in row.trackers.items() if turns and kind_of(name)]
            one.raised = len(kinds)
            one.left_open = sum(not set(row.trackers.get(OPEN, ())).isdisjoint(turns) for turns in kinds)
    return found


def _value(one: Dimension, found: _Measured) -> float | None:
    """What a call has of a dimension by itself."""
    if one.kind in _SIDES:
        value = found.numbers.get(one.kind, {}).get(one.of)
        return None if value is None else float(value)
    if one.kind == "tracker" and found.words:
        return float(one.of in found.said)
    return None


def _people(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """By call who of the customer was there, by address, else by name."""
    who = sa.func.lower(sa.func.coalesce(participant.email, participant.name))
    query = sa.select(participant.call_id, sa.func.array_agg(who)).where(
        participant.call_id.in_(call_ids), participant.side == Side.THEIRS.value, who.is_not(None)
    )
    rows = connection.execute(query.group_by(participant.call_id)).tuples()
    return {id_: frozenset(names) for id_, names in rows}
