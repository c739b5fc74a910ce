"""Reads closed and open deals as they are compared: who, what like, and what their calls were before the outcome."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import fmean
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.comparing.call_facts import call_facts
from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.dimensions import CallFacts, before_outcome, deal_values, dimensions
from gametape.queries.calls_and_emails import Side, call, is_attendee, linked, participant
from gametape.queries.deals import OUTCOME, Outcome, deal, is_kept, is_open
from gametape.queries.scores import Origin, effective_scores, leading_origin
from gametape.settings import Settings
from gametape.store.activity_rules import holds, is_counted_once, is_held
from gametape.store.tables import (
    call_opportunities,
    calls,
    opportunities,
    opportunity_changes,
    people,
)

WINDOW = timedelta(days=730)
"""How far back deals are compared: what worked longer ago was another product and another team."""

DEFAULT_ROLE = "AE"
_SEGMENT_NAMES = ("segment", "market_segment", "customer_segment", "account_segment")
_Band = tuple[Decimal, Decimal]
_SIZES = (("under 250 employees", 250), ("250 to 1,999 employees", 2000))


@dataclass(frozen=True, slots=True)
class ComparedRep:
    """One of our people, as far as comparing needs it."""

    email: str
    name: str | None
    role: str


@dataclass(frozen=True, slots=True)
class ComparedDeal:
    """A deal with its calls that count, by time."""

    id: UUID
    name: str
    facts: tuple[DealFacts, ...]  # one per role that took part
    calls: tuple[CallFacts, ...]
    account_name: str | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """All deals of the window, our people by every address of theirs, and what could not be compared."""

    deals: tuple[ComparedDeal, ...]
    people: Mapping[str, ComparedRep]
    closed: int
    unmeasured: int  # closed deals without a measured call before the outcome
    since: datetime
    scores_by: Origin | None  # whose scores are compared; never those of two

    def of_role(self, role: str) -> list[DealFacts]:
        """Every deal in which somebody of that role took part."""
        return [facts for one in self.deals for facts in one.facts if facts.role == role]

    @property
    def reps(self) -> list[str]:
        """Addresses of our people who have a compared deal, sorted."""
        ours = {person.email for person in self.people.values()}
        return sorted({facts.rep for facts in self.facts} & ours)

    @property
    def facts(self) -> list[DealFacts]:
        """All deals, once per role."""
        return [facts for one in self.deals for facts in one.facts]


def read_book(connection: sa.Connection, settings: Settings, now: datetime) -> Book:
    """Read what is compared: deals that are open, or were closed within two years before `now`."""
    since = now - WINDOW
    known = _people(connection)
    rows = _deals(connection, since)
    held = _calls(connection, [row.id for row in rows])
    facts = call_facts(connection, {one.id for calls_of in held.values() for one in calls_of})
    origin = leading_origin(connection)
    scores = _scores(connection, origin, facts, known)
    bands = _size_bands(rows)
    ours = _attendance(connection, held)
    deals = []
    for row in rows:
        mine = [facts[one.id] for one in held.get(row.id, ()) if one.id in facts]
        counted = before_outcome(mine, row.closed_at, settings.outcome_blackout)
        values = deal_values(counted, len(mine), closed=row.closed_at is not None)
        who = _who(row, [one.id for one in held.get(row.id, ())], ours, known)
        if values:
            told = tuple(
                _facts(row, one, values | _scored(counted, scores.get(one.email, {})), bands, settings, now)
                for one in who
            )
            deals.append(ComparedDeal(row.id, row.name, told, counted, row.account_name))
    closed = [row.id for row in rows if row.closed_at]
    compared = {one.id for one in deals}
    unmeasured = sum(id_ not in compared for id_ in closed)
    return Book(tuple(deals), known, len(closed), unmeasured, since, origin if scores else None)


def _people(connection: sa.Connection) -> dict[str, ComparedRep]:
    found: dict[str, ComparedRep] = {}
    columns = (people.c.email, people.c.name, people.c.role, people.c.aliases)
    kept = people.c.is_internal & people.c.deleted_at.is_(None)
    for row in connection.execute(sa.select(*columns).where(kept).order_by(people.c.email)):
        person = ComparedRep(row.email, row.name, row.role or DEFAULT_ROLE)
        found[row.email] = person
        for alias in row.aliases:
            found.setdefault(alias, person)
    return found


def _deals(connection: sa.Connection, since: datetime) -> Sequence[Any]:
    """A closed deal was closed when its stage last moved; by its close date where no move is known."""
    moved = opportunity_changes.c
    last_move = (
        sa.select(moved.opportunity_id, sa.func.max(moved.changed_at).label("at"))
        .where(moved.field == "stage", moved.deleted_at.is_(None))
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
    found: dict[UUID, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.opportunity_id, []).append(row)
    return found


def _attendance(connection: sa.Connection, held: Mapping[UUID, Iterable[Any]]) -> dict[UUID, list[str]]:
    """By call the addresses of our people on it."""
    ids = {one.id for calls_of in held.values() for one in calls_of}
    query = sa.select(participant.call_id, participant.email).where(
        participant.call_id.in_(ids), participant.side == Side.OURS.value, is_attendee, participant.email.is_not(None)
    )
    found: dict[UUID, list[str]] = {}
    for row in connection.execute(query.order_by(participant.email)):
        found.setdefault(row.call_id, []).append(row.email)
    return found


Scores = dict[UUID, dict[str, float]]  # by call, by dimension


def _scores(
    connection: sa.Connection, origin: Origin, call_ids: Collection[UUID], known: Mapping[str, ComparedRep]
) -> dict[str, Scores]:
    """By person the scores of their calls, as they count: a score is of one rep, not of a side."""
    scores = effective_scores(origin)
    columns = (scores.c.rep_email, scores.c.call_id, scores.c.dimension, scores.c.score)
    found: dict[str, Scores] = {}
    for row in connection.execute(sa.select(*columns).where(scores.c.call_id.in_(call_ids))):
        person = known.get(row.rep_email)
        mine = found.setdefault(person.email if person else row.rep_email, {})
        mine.setdefault(row.call_id, {})[row.dimension] = float(row.score)
    return found


def _scored(counted: Sequence[CallFacts], scores: Scores) -> dict[str, float]:
    """Of the dimensions that are scores the mean over the calls that have one."""
    found = {}
    for one in dimensions():
        values = [scores[call.call_id][one.of] for call in counted if one.of in scores.get(call.call_id, {})]
        if one.kind == "score" and values:
            found[one.name] = fmean(values)
    return found


def _who(
    row: Any, call_ids: Sequence[UUID], ours: Mapping[UUID, list[str]], known: Mapping[str, ComparedRep]
) -> list[ComparedRep]:
    """Whose deal it is: its owner's, and of every other role of whoever was on most of its calls."""
    owner = known.get(row.owner_email.lower()) or ComparedRep(row.owner_email.lower(), None, DEFAULT_ROLE)
    there = Counter(known[email].email for id_ in call_ids for email in ours.get(id_, ()) if email in known)
    by_role = {owner.role: owner}
    for email, _ in there.most_common():
        by_role.setdefault(known[email].role, known[email])
    return list(by_role.values())


def _facts(
    row: Any,
    person: ComparedRep,
    values: Mapping[str, float],
    bands: Mapping[str, _Band],
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
        segment=segment_of(row.account or {}, row.fields or {}, settings.segment_column),
        product=row.product,
        size=_size(row, bands),
        period=f"{at.year} H{(at.month + 5) // 6}",
    )


def segment_of(account: Mapping[str, Any], fields: Mapping[str, Any], column: str | None) -> str | None:
    """The customer's segment: from `column`, else from a column named like one, else by employees.

    Names are compared without case and without the marks of custom columns: `Segment__c` is `segment`.
    """
    wanted = [_bare(column)] if column else _SEGMENT_NAMES
    for group in (account, fields):
        named = {_bare(name): value for name, value in group.items()}
        for name in wanted:
            if named.get(name):
                return str(named[name])
    return None if column else _by_employees({_bare(name): value for name, value in account.items()})


def _bare(name: str) -> str:
    return name.lower().removesuffix("_c").rstrip("_")


def _by_employees(account: Mapping[str, Any]) -> str | None:
    try:
        count = float(account.get("number_of_employees") or account.get("employees") or account["numberofemployees"])
    except (KeyError, TypeError, ValueError):
        return None
    return next((name for name, below in _SIZES if count < below), "2,000 employees or more")


def _size_bands(rows: Sequence[Any]) -> dict[str, _Band]:
    """By currency where the smallest and the middle third of the closed deals end: amounts are never converted."""
    amounts: dict[str, list[Decimal]] = {}
    for row in rows:
        if row.closed_at and row.amount:
            amounts.setdefault(row.currency or "", []).append(row.amount)
    return {
        currency: (ordered[len(ordered) // 3], ordered[2 * len(ordered) // 3])
        for currency, found in amounts.items()
        if len(ordered := sorted(found)) >= 6
    }


def _size(row: Any, bands: Mapping[str, _Band]) -> str | None:
    band = bands.get(row.currency or "")
    if band is None or row.amount is None:
        return None
    return "small" if row.amount < band[0] else "middle" if row.amount < band[1] else "large"
