"""Facts of reps on customer calls, read from the store: attendance, scores, metrics and deals."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.comparing.call_facts import call_values
from gametape.analysis.comparing.dimensions import Dimension
from gametape.analysis.measures.call_kinds import CallKind
from gametape.analysis.measures.read_call_kinds import read_kinds
from gametape.analysis.reps.own_numbers import own_numbers
from gametape.queries.attendances import attendances, our_addresses
from gametape.queries.calls_and_emails import Side, linked
from gametape.queries.deals import OUTCOME, deal, is_kept
from gametape.queries.ids import any_of, as_text
from gametape.queries.scores import Origin, effective_scores
from gametape.store.tables import call_opportunities, opportunities, people

person = people.c


class RepValue(NamedTuple):
    """Value of a call in a dimension. `unit` is the id of the call's deal, or of the call if it belongs to no deal."""

    call_id: str
    unit: str
    at: datetime
    value: float
    kind: CallKind = "unknown"


@dataclass(frozen=True, slots=True)
class Attended:
    """Customer call, and the ids of our people who were on the call."""

    id: str
    unit: str
    title: str | None
    at: datetime
    people: frozenset[UUID]
    kind: CallKind


def attended(connection: sa.Connection, person_ids: Collection[UUID], since: datetime) -> list[Attended]:
    """List the customer calls of these people since a time, the latest first."""
    there = attendances(person_ids)
    rows = connection.execute(
        sa.select(as_text(there.c.call_id), there.c.title, there.c.started_at, sa.func.array_agg(there.c.person_id))
        .where(there.c.started_at >= since)
        .group_by(there.c.call_id, there.c.title, there.c.started_at)
        .order_by(there.c.started_at.desc(), there.c.call_id)
    ).all()
    units = _units(connection, [id_ for id_, *_ in rows])
    kinds = read_kinds(connection, [UUID(id_) for id_, *_ in rows])
    return [
        Attended(id_, units.get(id_, id_), title, at, frozenset(who), kinds[UUID(id_)].kind)
        for id_, title, at, who in rows
    ]


def scores_since(
    connection: sa.Connection, origin: Origin, since: datetime, emails: Sequence[str]
) -> dict[str, dict[str, list[RepValue]]]:
    """Read by email address and dimension the scores that count, 0 to 100, one per call."""
    scores = effective_scores(origin)
    value = (as_text(scores.c.call_id), scores.c.started_at, sa.cast(scores.c.score, sa.Float))
    rows = connection.execute(
        sa.select(scores.c.rep_email, scores.c.dimension, scores.c.kind, *value).where(
            scores.c.started_at >= since, scores.c.rep_email == sa.any_(sa.cast(emails, pg.ARRAY(sa.Text)))
        )
    ).all()
    units = _units(connection, {id_ for _, _, _, id_, _, _ in rows})
    by_email: dict[str, dict[str, list[RepValue]]] = defaultdict(lambda: defaultdict(list))
    for email, name, kind, id_, at, score in rows:
        by_email[email][name].append(RepValue(id_, units.get(id_, id_), at, score, kind or "unknown"))
    return by_email


def numbers(
    connection: sa.Connection, held: Sequence[Attended], wanted: Sequence[Dimension]
) -> dict[UUID, dict[str, list[RepValue]]]:
    """Read by person and dimension the values of calls, each in the dimension's unit.

    Metrics of our side are the person's own: a call on which the person says nothing, or shares a microphone, has none.
    Trackers and metrics of the customer's side are those of the call.
    """
    of_call = [dimension for dimension in wanted if dimension.scope != Side.OURS]
    values = call_values(connection, [attendance.id for attendance in held], of_call)
    own = own_numbers(connection, [call.id for call in held], [known for known in wanted if known.scope == Side.OURS])
    by_person: dict[UUID, dict[str, list[RepValue]]] = defaultdict(lambda: defaultdict(list))
    for attendance in held:
        for person_id in attendance.people:
            numbers_of_call = values.get(attendance.id, {}) | own.get((attendance.id, person_id), {})
            for name, number in numbers_of_call.items():
                value = RepValue(attendance.id, attendance.unit, attendance.at, number, attendance.kind)
                by_person[person_id][name].append(value)
    return by_person


def deal_means(values: Iterable[RepValue]) -> list[float]:
    """Return a value per deal: the mean over its calls."""
    by_unit: dict[str, list[float]] = defaultdict(list)
    for value in values:
        by_unit[value.unit].append(value.value)
    return [fmean(in_unit) for _, in_unit in sorted(by_unit.items())]


def deals_by_person(connection: sa.Connection, there: sa.CTE) -> dict[UUID, dict[str, int]]:
    """Count by person and outcome the deals that the person owns, or in which the person was on a call."""
    of = our_addresses()
    owned = sa.select(of.c.person_id, deal.id.label("deal_id")).join_from(
        of, opportunities, sa.func.lower(deal.owner_email) == of.c.address
    )
    met = sa.select(there.c.person_id, linked.opportunity_id.label("deal_id")).join_from(
        there, call_opportunities, linked.call_id == there.c.call_id
    )
    both = sa.union(owned.where(of.c.person_id.in_(sa.select(there.c.person_id))), met).subquery()
    outcome = OUTCOME.label("outcome")
    rows = connection.execute(
        sa.select(both.c.person_id, outcome, sa.func.count().label("deals"))
        .join_from(both, opportunities, deal.id == both.c.deal_id)
        .where(is_kept)
        .group_by(both.c.person_id, outcome)
    )
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[row.person_id][row.outcome] = row.deals
    return counts


def _units(connection: sa.Connection, call_ids: Iterable[str]) -> dict[str, str]:
    """Read by call the deal that the call counts for: of several deals, the first by id."""
    rows = connection.execute(
        sa.select(as_text(linked.call_id), sa.func.min(as_text(linked.opportunity_id)))
        .where(linked.call_id == any_of(call_ids))
        .group_by(linked.call_id)
    )
    return dict(rows.all())
