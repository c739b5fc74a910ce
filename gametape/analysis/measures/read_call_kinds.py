"""Read the facts that tell the kinds of calls from the store, and tell the kinds."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.measures.call_kinds import (
    METRIC,
    TALKED_OF,
    KindFacts,
    Phase,
    ToldKind,
    content_of,
    kind_of,
    phase_of,
)
from gametape.queries.calls_and_emails import Side, call, is_attendee, linked, participant
from gametape.queries.deals import deal
from gametape.queries.ids import any_of
from gametape.queries.stage_moves import StageTransition, stage_at, stage_moves
from gametape.store.activity_rules import holds, is_customer_call
from gametape.store.tables import call_metrics, call_opportunities, calls, opportunities, people

_measured, _person = call_metrics.c, people.c
_COUNTED = ("words", *(f"{METRIC}{kind}" for kind in TALKED_OF))


class _DealOfCall(NamedTuple):
    id: UUID
    account: str | None
    place: int | None  # of the call among the deal's customer calls, from 1


def read_kinds(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, ToldKind]:
    """Tell the kind of each call; deleted calls and unknown ids are left out."""
    rows = connection.execute(
        sa.select(call.id, call.title, call.started_at, call.is_internal, _HAS_ENGINEER).where(
            call.id == any_of(call_ids), call.deleted_at.is_(None)
        )
    ).all()
    ids = [row.id for row in rows]
    deals, content = _deals(connection, ids), _content(connection, ids)
    moves = stage_moves(connection, list({known.id for of_call in deals.values() for known in of_call}))
    return {row.id: kind_of(_facts(row, deals.get(row.id, []), moves, content.get(row.id, {}))) for row in rows}


def _facts(
    row: Any,
    deals: list[_DealOfCall],
    moves: Mapping[UUID, list[StageTransition]],
    content: Mapping[str, float],
) -> KindFacts:
    first = deals[0] if deals else None
    return KindFacts(
        title=row.title,
        accounts=[known.account for known in deals if known.account],
        is_internal=row.is_internal,
        place=first and first.place,
        phase=first and _phase(moves.get(first.id, []), row.started_at),
        has_engineer=row.has_engineer,
        content=content,
    )


def _phase(moves: list[StageTransition], at: datetime | None) -> Phase | None:
    return phase_of(stage_at(moves, at)) if at else None


def _deals(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, list[_DealOfCall]]:
    """Read by call its deals, the first by id first, and the call's place among the customer calls of each."""
    theirs = sa.select(linked.opportunity_id).where(linked.call_id == any_of(call_ids))
    held = (
        sa.select(
            linked.call_id,
            linked.opportunity_id,
            sa.func.row_number()
            .over(partition_by=linked.opportunity_id, order_by=(call.started_at, call.id))
            .label("place"),
        )
        .join_from(call_opportunities, calls, call.id == linked.call_id)
        .where(linked.opportunity_id.in_(theirs), holds(is_customer_call, calls))
        .subquery()
    )
    same = sa.and_(held.c.call_id == linked.call_id, held.c.opportunity_id == linked.opportunity_id)
    rows = connection.execute(
        sa.select(linked.call_id, deal.id, deal.account_name, held.c.place)
        .join_from(call_opportunities, opportunities, deal.id == linked.opportunity_id)
        .outerjoin(held, same)
        .where(linked.call_id == any_of(call_ids), deal.deleted_at.is_(None))
        .order_by(linked.call_id, deal.id)
    )
    by_call: dict[UUID, list[_DealOfCall]] = defaultdict(list)
    for call_id, *known in rows:
        by_call[call_id].append(_DealOfCall(*known))
    return by_call


def _content(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, dict[str, float]]:
    """Read by call the sentences about each kind, per 1,000 words of both sides."""
    sums = [sa.func.coalesce(sa.func.sum(_measured.metrics[name].as_float()), 0.0).label(name) for name in _COUNTED]
    rows = connection.execute(
        sa.select(_measured.call_id, *sums).where(_measured.call_id == any_of(call_ids)).group_by(_measured.call_id)
    )
    return {row.call_id: content_of(dict(row._mapping), row.words) for row in rows}


_HAS_ENGINEER = (
    sa.exists()
    .where(
        participant.call_id == call.id,
        participant.side == Side.OURS.value,
        is_attendee,
        _person.email == sa.func.lower(participant.email),
        _person.role == "SE",
    )
    .correlate(calls)
    .label("has_engineer")
)
