"""Reads what our people did on calls with customers: who was where, what was scored and measured there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.learning.call_facts import call_facts
from gametape.queries.conversations import Side, call, linked, participant
from gametape.queries.deals import OUTCOME, deal, is_kept
from gametape.queries.scores import Origin, effective_scores
from gametape.store.tables import call_opportunities, call_participants, calls, opportunities, people

person = people.c


class Value(NamedTuple):
    """What one call has of something. `unit` is its deal, or the call itself where it is about none."""

    call_id: UUID
    unit: UUID
    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Attended:
    """A call with a customer, and which of us were on it."""

    id: UUID
    title: str | None
    at: datetime
    people: frozenset[UUID]


def attendances(person_ids: Collection[UUID] | None = None) -> sa.Subquery:
    """Our people on calls with customers: person_id, call_id; of all of them by default."""
    address = sa.func.lower(participant.email)
    is_ours = sa.and_(participant.side == Side.OURS.value, person.is_internal, person.deleted_at.is_(None))
    if person_ids is not None:
        is_ours = sa.and_(is_ours, person.id.in_(person_ids))
    columns = (person.id.label("person_id"), participant.call_id)
    by_alias = person.aliases.contains(pg.array([address], type_=sa.Text))
    both = sa.union(
        sa.select(*columns).join_from(call_participants, people, person.email == address).where(is_ours),
        sa.select(*columns).join_from(call_participants, people, by_alias).where(is_ours),
    ).subquery()
    return (
        sa.select(both.c.person_id, both.c.call_id, call.started_at, call.title)
        .join_from(both, calls, call.id == both.c.call_id)
        .where(call.deleted_at.is_(None), call.is_internal.is_(False), call.started_at.is_not(None))
        .subquery()
    )


def attended(connection: sa.Connection, person_ids: Collection[UUID], since: datetime) -> list[Attended]:
    """Their calls with customers since then, the latest first."""
    there = attendances(person_ids)
    rows = connection.execute(
        sa.select(there.c.call_id, there.c.title, there.c.started_at, sa.func.array_agg(there.c.person_id).label("who"))
        .where(there.c.started_at >= since, there.c.started_at <= sa.func.now())
        .group_by(there.c.call_id, there.c.title, there.c.started_at)
        .order_by(there.c.started_at.desc(), there.c.call_id)
    )
    return [Attended(row.call_id, row.title, row.started_at, frozenset(row.who)) for row in rows]


def units_of(connection: sa.Connection, call_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """By call the deal it counts for: calls of one deal are alike. Of several deals the first by id."""
    rows = connection.execute(
        sa.select(linked.call_id, sa.func.min(sa.cast(linked.opportunity_id, sa.Text)).label("deal_id"))
        .where(linked.call_id.in_(call_ids))
        .group_by(linked.call_id)
    )
    return {row.call_id: UUID(row.deal_id) for row in rows}


def scores_since(connection: sa.Connection, origin: Origin, since: datetime) -> dict[str, dict[str, list[Value]]]:
    """By address and dimension the scores as they count."""
    scores = effective_scores(origin)
    columns = (scores.c.rep_email, scores.c.dimension, scores.c.call_id, scores.c.started_at, scores.c.score)
    rows = connection.execute(sa.select(*columns).where(scores.c.started_at >= since)).all()
    units = units_of(connection, {row.call_id for row in rows})
    found: dict[str, dict[str, list[Value]]] = {}
    for row in rows:
        value = Value(row.call_id, units.get(row.call_id, row.call_id), row.started_at, float(row.score))
        found.setdefault(row.rep_email, {}).setdefault(row.dimension, []).append(value)
    return found


def numbers(
    connection: sa.Connection, held: Sequence[Attended], names: Iterable[str]
) -> dict[UUID, dict[str, list[Value]]]:
    """By person and dimension (analysis/dimensions.toml) what calls have of it. It is our side's, whoever spoke."""
    facts = call_facts(connection, [one.id for one in held])
    units = units_of(connection, [one.id for one in held])
    wanted = tuple(names)
    found: dict[UUID, dict[str, list[Value]]] = {}
    for one in held:
        values: Mapping[str, float] = facts[one.id].values if one.id in facts else {}
        for name in wanted:
            if name in values:
                value = Value(one.id, units.get(one.id, one.id), one.at, values[name])
                for who in one.people:
                    found.setdefault(who, {}).setdefault(name, []).append(value)
    return found


def deal_means(values: Iterable[Value]) -> list[float]:
    """One value per deal: the mean over its calls."""
    by_unit: dict[UUID, list[float]] = {}
    for one in values:
        by_unit.setdefault(one.unit, []).append(one.value)
    return [fmean(found) for _, found in sorted(by_unit.items())]


def deals_by_person(connection: sa.Connection, there: sa.Subquery) -> dict[UUID, dict[str, int]]:
    """By person and outcome how many deals they own, or were on a call of."""
    owned = sa.select(person.id.label("person_id"), deal.id.label("deal_id")).join_from(
        people,
        opportunities,
        sa.or_(
            sa.func.lower(deal.owner_email) == person.email,
            person.aliases.contains(pg.array([sa.func.lower(deal.owner_email)], type_=sa.Text)),
        ),
    )
    met = sa.select(there.c.person_id, linked.opportunity_id.label("deal_id")).join_from(
        there, call_opportunities, linked.call_id == there.c.call_id
    )
    both = sa.union(owned.where(person.id.in_(sa.select(there.c.person_id))), met).subquery()
    outcome = OUTCOME.label("outcome")
    rows: Sequence[Any] = connection.execute(
        sa.select(both.c.person_id, outcome, sa.func.count().label("deals"))
        .join_from(both, opportunities, deal.id == both.c.deal_id)
        .where(is_kept)
        .group_by(both.c.person_id, outcome)
    ).all()
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.person_id, {})[row.outcome] = row.deals
    return found
