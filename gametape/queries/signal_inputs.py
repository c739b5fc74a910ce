"""State of open deals, from which signals are judged: many deals with a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.queries.signals import Fact
from gametape.store.activity_rules import is_activity, is_counted_once, is_held, is_slip, is_stage_move
from gametape.store.pipelined import fetch_all

FACTS = 5  # facts per kind, as evidence to look at


@dataclass(slots=True)
class RaisedObjections:
    """Tracker hits of a call: by tracker, the numbers of the customer's turns."""

    call_id: UUID
    at: datetime
    trackers: dict[str, list[int]]


@dataclass(slots=True)
class DealState:
    """State of an open deal. Only held calls with the customer count; lists are newest first."""

    id: UUID
    stage: str | None
    close_date: date | None
    amount: Decimal | None
    opened_at: datetime | None
    stage_since: datetime | None = None
    stage_change: Fact | None = None
    pushes: list[Fact] = field(default_factory=list)
    calls: int = 0
    calls_measured: int = 0
    calls_with_pricing: int = 0
    recent_calls: list[Fact] = field(default_factory=list)
    last_activity: Fact | None = None
    last_of_theirs: Fact | None = None
    unanswered: list[Fact] = field(default_factory=list)
    unanswered_count: int = 0
    unanswered_since: datetime | None = None
    people: int = 0
    titles: list[str] = field(default_factory=list)
    objections: list[RaisedObjections] = field(default_factory=list)

    @property
    def unanswered_days(self) -> int:
        """Whole days between our first and our last unanswered email."""
        last = self.unanswered[0].at if self.unanswered else None
        return (last - self.unanswered_since).days if last and self.unanswered_since else 0


def open_deal_states(
    connection: sa.Connection, opportunity_ids: Sequence[UUID]
) -> tuple[datetime, dict[UUID, DealState]]:
    """Read the states of those of the deals that are open, by id, and the moment at which they hold."""
    (now,), deals, *details = fetch_all(connection, _STATEMENTS, {"ids": list(opportunity_ids)})
    states = {row.id: DealState(row.id, row.stage, row.close_date, row.amount, row.opened_at) for row in deals}
    for take, rows in zip(_TAKERS, details, strict=True):
        for row in rows:
            if row.deal in states:
                take(states[row.deal], row)
    for state in states.values():
        state.stage_since = state.stage_since or state.opened_at
    return now.now, states


def _take_change(deal: DealState, row: Any) -> None:
    fact = Fact(type="change", id=row.id, at=row.changed_at)
    if row.field == "close_date":
        deal.pushes.append(fact)
    elif deal.stage_change is None and row.new_value == deal.stage:
        deal.stage_change, deal.stage_since = fact, row.changed_at


def _take_calls(deal: DealState, row: Any) -> None:
    deal.calls, deal.calls_measured, deal.calls_with_pricing = row.calls, row.measured, row.priced
    deal.recent_calls = [
        Fact(type="call", id=id_, at=at) for id_, at in zip(row.ids, row.moments, strict=True) if at is not None
    ]
    if deal.recent_calls:
        deal.last_activity = deal.last_of_theirs = deal.recent_calls[0]


def _take_mails(deal: DealState, row: Any) -> None:
    """Add an email to a deal's state; emails come newest first.

    Our email that is newer than all emails of the customer is unanswered.
    """
    fact = Fact(type="email", id=row.id, at=row.sent_at)
    deal.last_activity = _later(deal.last_activity, fact)
    if row.direction == "theirs":
        deal.last_of_theirs = _later(deal.last_of_theirs, fact)
    elif row.direction == "ours" and _later(deal.last_of_theirs, fact) is fact:
        deal.unanswered_count += 1
        deal.unanswered_since = row.sent_at
        deal.unanswered = [*deal.unanswered, fact][:FACTS]


def _later(known: Fact | None, new: Fact) -> Fact:
    return new if known is None or (new.at and known.at and new.at > known.at) else known


def _take_people(deal: DealState, row: Any) -> None:
    deal.people, deal.titles = row.people, row.titles or []


def _take_objections(deal: DealState, row: Any) -> None:
    deal.objections.append(RaisedObjections(row.call_id, row.started_at, row.trackers))


_OPEN = "deleted_at IS NULL AND is_closed IS NOT TRUE AND is_won IS NOT TRUE"
_OPEN_IDS = f"ARRAY(SELECT id FROM opportunities WHERE id = ANY(:ids) AND {_OPEN})"

_DEALS = sa.text(f"""
    SELECT id, stage, close_date, amount, opened_at FROM opportunities WHERE id = ANY(:ids) AND {_OPEN}
""")

_CHANGES = sa.text(f"""
    SELECT opportunity_id AS deal, id, field, new_value, changed_at FROM opportunity_changes
    WHERE opportunity_id = ANY({_OPEN_IDS}) AND (({is_stage_move()}) OR ({is_slip()}))
    ORDER BY changed_at DESC, place DESC, id DESC
""")

_HELD = f"""
    SELECT linked.opportunity_id AS deal, call.id, call.started_at
    FROM call_opportunities AS linked JOIN calls AS call ON call.id = linked.call_id
    WHERE linked.opportunity_id = ANY({_OPEN_IDS}) AND {is_held("call.")} AND {is_counted_once("linked.")}
"""

_CALLS = sa.text(f"""
    WITH held AS ({_HELD}), measured AS (
        SELECT call_id, bool_and(words_covered AND NOT 'trackers' = ANY(lacks)) AS is_covered,
               bool_or(trackers ? 'pricing') AS has_pricing
        FROM call_metrics WHERE call_id IN (SELECT id FROM held) GROUP BY call_id
    )
    SELECT deal, count(*) AS calls, count(*) FILTER (WHERE is_covered) AS measured,
           count(*) FILTER (WHERE has_pricing) AS priced,
           (array_agg(id ORDER BY started_at DESC, id))[1\\:{FACTS}] AS ids,
           (array_agg(started_at ORDER BY started_at DESC, id))[1\\:{FACTS}] AS moments
    FROM held LEFT JOIN measured ON call_id = id GROUP BY deal
""")

# The customer's last email and all emails after it: enough to tell whose answer is due.
_MAILS = sa.text(f"""
    SELECT deal.id AS deal, mail.id, mail.direction, mail.sent_at
    FROM unnest({_OPEN_IDS}) AS deal(id)
    LEFT JOIN LATERAL (
        SELECT max(sent_at) AS at FROM emails
        WHERE opportunity_id = deal.id AND {is_activity()} AND direction = 'theirs' AND sent_at <= now()
    ) AS heard ON true
    JOIN emails AS mail ON mail.opportunity_id = deal.id
    WHERE {is_activity("mail.")} AND mail.sent_at BETWEEN coalesce(heard.at, '-infinity') AND now()
      AND (mail.sent_at <> heard.at OR heard.at IS NULL OR mail.direction = 'theirs')
    ORDER BY mail.direction = 'theirs' DESC, mail.sent_at DESC, mail.id
""")

# A person without an address counts by name, and all addresses of a person count as that person. The title is on the
# call or on the person.
_PEOPLE = sa.text(f"""
    WITH held AS ({_HELD}), met AS (
        SELECT held.deal, coalesce(lower(there.email), there.name) AS who, there.title, lower(there.email) AS email
        FROM held JOIN call_participants AS there ON there.call_id = held.id
        WHERE there.side = 'theirs' AND there.kind = 'person' AND there.attended IS NOT FALSE
          AND coalesce(there.email, there.name) IS NOT NULL
        UNION
        SELECT opportunity_id, lower(sender_email), NULL, lower(sender_email) FROM emails
        WHERE opportunity_id = ANY({_OPEN_IDS}) AND {is_activity()} AND direction = 'theirs'
          AND sender_email IS NOT NULL AND sent_at <= now()
    ), titled AS (
        SELECT met.deal, coalesce(person.email, met.who) AS who, coalesce(met.title, person.title) AS title
        FROM met LEFT JOIN LATERAL (
            SELECT known.email, known.title FROM people AS known
            WHERE known.email = met.email AND known.deleted_at IS NULL
            UNION ALL
            SELECT known.email, known.title FROM people AS known
            WHERE known.aliases @> ARRAY[met.email] AND known.deleted_at IS NULL
            LIMIT 1
        ) AS person ON true
    )
    SELECT deal, count(DISTINCT who) AS people, array_agg(DISTINCT title) FILTER (WHERE title IS NOT NULL) AS titles
    FROM titled GROUP BY deal
""")

# Only deals with a call that left an objection open; other deals need no objections here.
_OBJECTIONS = sa.text(f"""
    WITH held AS ({_HELD}), raised AS (
        SELECT deal, id, started_at, trackers FROM held JOIN call_metrics ON call_id = id
        WHERE side = 'theirs' AND trackers ? 'objection'
    )
    SELECT deal, id AS call_id, started_at, trackers FROM raised
    WHERE deal IN (SELECT deal FROM raised WHERE trackers ? 'objection_open')
    ORDER BY started_at DESC, id
""")

_TAKERS = (_take_change, _take_calls, _take_mails, _take_people, _take_objections)
_STATEMENTS = (sa.text("SELECT now()"), _DEALS, _CHANGES, _CALLS, _MAILS, _PEOPLE, _OBJECTIONS)
