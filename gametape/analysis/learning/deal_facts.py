"""Facts of closed and open deals for the comparison, read from the store: reps, likeness, calls before the outcome."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.comparing.call_facts import call_facts
from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.deal_values import CallEffects, call_effects, deal_values
from gametape.analysis.comparing.decision import decided_at
from gametape.analysis.comparing.dimensions import CallFacts, before_outcome, dimensions
from gametape.analysis.learning.deal_likeness import DealSizes, segment_of
from gametape.queries.calls_and_emails import Side, call, is_attendee, linked, participant
from gametape.queries.deals import OUTCOME, Outcome, deal, is_kept, is_open
from gametape.queries.scores import Origin, effective_scores, leading_origin
from gametape.queries.stage_moves import StageTransition, stage_at, stage_moves
from gametape.settings import Settings
from gametape.store.activity_rules import holds, is_counted_once, is_held, is_stage_move
from gametape.store.our_people import IS_OURS
from gametape.store.tables import (
    call_opportunities,
    calls,
    opportunities,
    opportunity_changes,
    people,
)

Scores = dict[UUID, dict[str, float]]  # by call, by dimension
WINDOW = timedelta(days=730)
"""Period of closed deals that are compared: older deals had another product and another team."""

NO_ROLE = "no known role"
"""Role of people whose title tells none: their deals are compared among each other."""


@dataclass(frozen=True, slots=True)
class ComparedRep:
    """Rep whose deals are compared."""

    email: str
    name: str | None
    role: str


@dataclass(frozen=True, slots=True)
class ComparedDeal:
    """Deal with its facts per role, and its counted calls, by time."""

    id: UUID
    name: str
    facts: tuple[DealFacts, ...]  # one entry per role that took part
    calls: tuple[CallFacts, ...]
    account_name: str | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """Deals of the period, our people by each of their addresses, and counts of closed and unmeasured deals."""

    deals: tuple[ComparedDeal, ...]
    people: Mapping[str, ComparedRep]
    closed: int
    unmeasured: int  # closed deals without a measured call before the outcome
    since: datetime
    scores_by: Origin | None  # scorer of the compared scores: always a single scorer

    def of_role(self, role: str) -> list[DealFacts]:
        """List the facts of the deals in which a rep of that role took part."""
        return [facts for deal in self.deals for facts in deal.facts if facts.role == role]

    @property
    def reps(self) -> list[str]:
        """Addresses of our people who have a compared deal, sorted."""
        ours = {person.email for person in self.people.values()}
        return sorted({facts.rep for facts in self.facts} & ours)

    @property
    def facts(self) -> list[DealFacts]:
        """Facts of all deals, once per role."""
        return [facts for deal in self.deals for facts in deal.facts]


def read_book(connection: sa.Connection, settings: Settings, now: datetime) -> Book:
    """Read the deals that are open, or were closed within two years before `now`, with their facts."""
    since = now - WINDOW
    known = _people(connection)
    rows = _deals(connection, since)
    held = _calls(connection, [row.id for row in rows])
    facts = call_facts(connection, {row.id for calls_of in held.values() for row in calls_of})
    origin = leading_origin(connection)
    scores = _scores(connection, origin, facts, known)
    ours = _attendance(connection, held)
    moves = stage_moves(connection, [row.id for row in rows])
    measured = [
        _measured(row, held.get(row.id, ()), facts, scores, moves.get(row.id, ()), ours, known, settings)
        for row in rows
    ]
    sizes = DealSizes([(row.currency, row.amount) for row in rows if row.closed_at])
    effects = call_effects(calls for each in measured for _, calls in each.by_person)
    deals = [deal for each in measured if (deal := _compared(each, effects, sizes, settings, now))]
    closed = [row.id for row in rows if row.closed_at]
    compared = {deal.id for deal in deals}
    unmeasured = sum(id_ not in compared for id_ in closed)
    return Book(tuple(deals), known, len(closed), unmeasured, since, origin if scores else None)


@dataclass(frozen=True, slots=True)
class _MeasuredDeal:
    """Row of a deal, its counted calls, and the same calls with the scores of each rep of the deal."""

    row: Any
    counted: tuple[CallFacts, ...]
    by_person: Sequence[tuple[ComparedRep, Sequence[CallFacts]]]


def _measured(
    row: Any,
    held: Sequence[Any],
    facts: Mapping[UUID, CallFacts],
    scores: Mapping[str, Scores],
    moves: Sequence[StageTransition],
    ours: Mapping[UUID, list[str]],
    known: Mapping[str, ComparedRep],
    settings: Settings,
) -> _MeasuredDeal:
    own = [facts[call_row.id] for call_row in held if call_row.id in facts]
    decided = (decided_at(moves) or row.closed_at) if row.closed_at else None
    counted = before_outcome(
        (replace(call, stage=stage_at(moves, call.at)) for call in own), decided, settings.outcome_blackout
    )
    reps = _reps_of(row, [call_row.id for call_row in held], ours, known)
    return _MeasuredDeal(row, counted, [(rep, _scored(counted, scores.get(rep.email, {}))) for rep in reps])


def _compared(
    measured: _MeasuredDeal, effects: CallEffects, sizes: DealSizes, settings: Settings, now: datetime
) -> ComparedDeal | None:
    """Return a deal with its values, once per role; None for a deal without any value."""
    row = measured.row
    facts = tuple(
        _facts(row, person, deal_values(calls, closed=row.closed_at is not None, effects=effects), sizes, settings, now)
        for person, calls in measured.by_person
    )
    if not any(role.values for role in facts):
        return None
    facts = tuple(replace(role, calls=len(measured.counted)) for role in facts)
    return ComparedDeal(row.id, row.name, facts, measured.counted, row.account_name)


def _people(connection: sa.Connection) -> dict[str, ComparedRep]:
    by_address: dict[str, ComparedRep] = {}
    columns = (people.c.email, people.c.name, people.c.role, people.c.aliases)
    for row in connection.execute(sa.select(*columns).where(IS_OURS).order_by(people.c.email)):
        person = ComparedRep(row.email, row.name, row.role or NO_ROLE)
        by_address[row.email] = person
        for alias in row.aliases:
            by_address.setdefault(alias, person)
    return by_address


def _deals(connection: sa.Connection, since: datetime) -> Sequence[Any]:
    """Read open deals, and deals closed since a time: by the last stage move, without moves by the close date."""
    moved = opportunity_changes.c
    last_move = (
        sa.select(moved.opportunity_id, sa.func.max(moved.changed_at).label("at"))
        .where(holds(is_stage_move, opportunity_changes))
        .group_by(moved.opportunity_id)
        .subquery()
    )
    by_date = sa.cast(deal.close_date, sa.DateTime(timezone=True))
    is_closed = sa.not_(is_open)
    closed_at = sa.case((is_closed, sa.func.coalesce(last_move.c.at, by_date)))
    columns = (deal.id, deal.name, deal.account_name, deal.owner_email, deal.product, deal.amount, deal.currency)
    query = (
        sa.select(
            *columns,
            OUTCOME.label("outcome"),
            closed_at.label("closed_at"),
            deal.metadata["account"].label("account"),
            deal.metadata["fields"].label("fields"),
        )
        .outerjoin_from(opportunities, last_move, last_move.c.opportunity_id == deal.id)
        .where(is_kept, deal.owner_email.is_not(None), sa.or_(is_open, closed_at >= since))
        .order_by(deal.id)
    )
    return connection.execute(query).all()


def _calls(connection: sa.Connection, deal_ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    query = (
        sa.select(linked.opportunity_id, call.id)
        .join_from(call_opportunities, calls, call.id == linked.call_id)
        .where(
            linked.opportunity_id.in_(deal_ids),
            holds(is_held, calls),
            holds(is_counted_once, call_opportunities),
        )
    )
    by_deal: dict[UUID, list[Any]] = {}
    for row in connection.execute(query):
        by_deal.setdefault(row.opportunity_id, []).append(row)
    return by_deal


def _attendance(connection: sa.Connection, held: Mapping[UUID, Iterable[Any]]) -> dict[UUID, list[str]]:
    """Read by call the addresses of our people who attended."""
    ids = {row.id for calls_of in held.values() for row in calls_of}
    query = sa.select(participant.call_id, participant.email).where(
        participant.call_id.in_(ids), participant.side == Side.OURS.value, is_attendee, participant.email.is_not(None)
    )
    by_call: dict[UUID, list[str]] = {}
    for row in connection.execute(query.order_by(participant.email)):
        by_call.setdefault(row.call_id, []).append(row.email)
    return by_call


def _scores(
    connection: sa.Connection, origin: Origin, call_ids: Collection[UUID], known: Mapping[str, ComparedRep]
) -> dict[str, Scores]:
    """Read by rep the scores of calls that count: a score belongs to a rep, not to the whole side."""
    scores = effective_scores(origin)
    columns = (scores.c.rep_email, scores.c.call_id, scores.c.dimension, scores.c.score)
    by_rep: dict[str, Scores] = {}
    for row in connection.execute(sa.select(*columns).where(scores.c.call_id.in_(call_ids))):
        person = known.get(row.rep_email)
        own = by_rep.setdefault(person.email if person else row.rep_email, {})
        own.setdefault(row.call_id, {})[row.dimension] = float(row.score)
    return by_rep


def _scored(counted: Sequence[CallFacts], scores: Scores) -> list[CallFacts]:
    """Add the scores of a rep to the values of the calls."""
    return [
        replace(
            call,
            values={
                **call.values,
                **{
                    dimension.name: own[dimension.metric]
                    for dimension in dimensions()
                    if dimension.scope == "score" and dimension.metric in own
                },
            },
        )
        for call in counted
        for own in [scores.get(call.call_id, {})]
    ]


def _reps_of(
    row: Any, call_ids: Sequence[UUID], ours: Mapping[UUID, list[str]], known: Mapping[str, ComparedRep]
) -> list[ComparedRep]:
    """Return the reps of a deal: its owner, and for each other role the person who was on most of its calls."""
    owner = known.get(row.owner_email.lower()) or ComparedRep(row.owner_email.lower(), None, NO_ROLE)
    there = Counter(known[email].email for id_ in call_ids for email in ours.get(id_, ()) if email in known)
    by_role = {owner.role: owner}
    for email, _ in there.most_common():
        by_role.setdefault(known[email].role, known[email])
    return list(by_role.values())


def _facts(
    row: Any,
    person: ComparedRep,
    values: Mapping[str, float],
    sizes: DealSizes,
    settings: Settings,
    now: datetime,
) -> DealFacts:
    at = row.closed_at or now
    return DealFacts(
        deal_id=row.id,
        rep=person.email,
        role=person.role,
        outcome=Outcome(row.outcome),
        closed_at=row.closed_at,
        values=values,
        segment=segment_of(row.account or {}, row.fields or {}, settings),
        product=row.product,
        size=sizes.band(row.currency, row.amount),
        period=f"{at.year} H{(at.month + 5) // 6}",
        amount_place=sizes.place(row.currency, row.amount),
    )
