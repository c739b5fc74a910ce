"""Kinds of changes of deals since a time: moves of fields, outcomes, openings, deals that went quiet, new contacts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from gametape.queries.changes_since import change
from gametape.queries.deals import Outcome, deal, is_open, is_won
from gametape.store.activity_rules import is_activity, is_counted_once, is_held
from gametape.store.tables import opportunities, opportunity_changes


class ChangeKind(StrEnum):
    """Kind of a change of a deal, in the order in which kinds are shown."""

    WON = "won"
    LOST = "lost"
    OPENED = "opened"
    STAGE = "stage"
    CLOSE_DATE = "close_date"
    AMOUNT = "amount"
    OWNER = "owner"
    QUIET = "quiet"
    PEOPLE = "people"


QuietAfter = Mapping[str | None, int]
"""Days, by stage, without a customer call or email after which an open deal is quiet; other stages are left out."""


def in_period(since: datetime) -> sa.ColumnElement[bool]:
    """Return the condition for changes of fields at or after `since`, up to now."""
    return sa.and_(change.deleted_at.is_(None), change.changed_at.between(since, sa.func.now()))


def change_events(condition: sa.ColumnElement[bool], since: datetime, quiet: QuietAfter) -> sa.Subquery:
    """Select what changed on the deals under `condition`. Columns: id (of the deal), kind, at."""
    parts = [_moved(condition, since), _opened(condition, since), _met(condition, since)]
    if quiet:
        parts.append(_went_quiet(condition, since, quiet))
    return sa.union_all(*parts).subquery("events")


def quiet_since(quiet: QuietAfter) -> sa.ColumnElement[datetime]:
    """Return the time from which an open deal counts as quiet; NULL for stages that `quiet` leaves out."""
    days = sa.case(
        *(
            (deal.stage.is_(None) if stage is None else deal.stage == stage, sa.literal(timedelta(days=number)))
            for stage, number in quiet.items()
        ),
        else_=sa.null(),
    )
    return sa.func.coalesce(deal.last_activity_at, deal.opened_at) + days


def new_people(since: datetime) -> sa.Subquery:
    """Select the customer contacts who joined a first call or wrote a first email of a deal since a time.

    Columns: deal, email, name, title, at, and call_id or email_id of that call or email. All addresses of a person
    count as that person. On a deal that was opened in the period every contact is new, so none is told.
    """
    return _NEW_PEOPLE.bindparams(since=since).subquery("new_people")


def _moved(condition: sa.ColumnElement[bool], since: datetime) -> sa.Select[*tuple[Any, ...]]:
    """Select moves of fields; the move into the stage of a closed deal is its outcome. A first value is no move."""
    is_last_stage = sa.and_(change.field == "stage", change.new_value == deal.stage)
    kind = sa.case(
        (sa.and_(is_last_stage, is_won), Outcome.WON.value),
        (sa.and_(is_last_stage, ~is_open), Outcome.LOST.value),
        else_=change.field,
    )
    return (
        sa.select(deal.id, kind.label("kind"), change.changed_at.label("at"))
        .join_from(opportunities, opportunity_changes, change.opportunity_id == deal.id)
        .where(condition, in_period(since), sa.or_(change.old_value.is_not(None), deal.opened_at < since))
    )


def _opened(condition: sa.ColumnElement[bool], since: datetime) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(deal.id, _kind(ChangeKind.OPENED), deal.opened_at.label("at")).where(
        condition, deal.opened_at.between(since, sa.func.now())
    )


def _went_quiet(condition: sa.ColumnElement[bool], since: datetime, quiet: QuietAfter) -> sa.Select[*tuple[Any, ...]]:
    at = quiet_since(quiet)
    return sa.select(deal.id, _kind(ChangeKind.QUIET), at.label("at")).where(
        condition, is_open, at.between(since, sa.func.now())
    )


def _met(condition: sa.ColumnElement[bool], since: datetime) -> sa.Select[*tuple[Any, ...]]:
    met = new_people(since)
    return (
        sa.select(deal.id, _kind(ChangeKind.PEOPLE), met.c.at)
        .join_from(met, opportunities, deal.id == met.c.deal)
        .where(condition)
    )


def _kind(kind: ChangeKind) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{kind.value}'", sa.Text).label("kind")


# Only calls and emails of the period are read; whether a contact was met before is asked for these contacts alone.
_NEW_PEOPLE = sa.text(f"""
    WITH active AS (
        SELECT linked.opportunity_id AS deal, lower(there.email) AS address, there.name, there.title,
               call.started_at AS at, call.id AS call_id, CAST(NULL AS uuid) AS email_id
        FROM calls AS call
        JOIN call_opportunities AS linked ON linked.call_id = call.id
        JOIN call_participants AS there ON there.call_id = call.id
        WHERE call.started_at >= :since AND {is_held("call.")} AND {is_counted_once("linked.")}
          AND there.side = 'theirs' AND there.kind = 'person' AND there.attended IS NOT FALSE
          AND there.email IS NOT NULL
        UNION ALL
        SELECT opportunity_id, lower(sender_email), NULL, NULL, sent_at, NULL, id FROM emails
        WHERE sent_at BETWEEN :since AND now() AND opportunity_id IS NOT NULL AND {is_activity()}
          AND direction = 'theirs' AND sender_email IS NOT NULL
    ), known AS (
        SELECT active.*, coalesce(person.email, active.address) AS email, person.name AS known_name,
               person.title AS known_title,
               CASE WHEN person.email IS NULL THEN ARRAY[active.address]
                    ELSE person.email || person.aliases END AS addresses
        FROM active LEFT JOIN LATERAL (
            SELECT email, name, title, aliases FROM people
            WHERE (email = active.address OR aliases @> ARRAY[active.address]) AND deleted_at IS NULL
            ORDER BY email LIMIT 1
        ) AS person ON true
    ), first AS (
        SELECT DISTINCT ON (deal, email) * FROM known ORDER BY deal, email, at, call_id NULLS LAST
    )
    SELECT first.deal, first.email, coalesce(first.name, first.known_name) AS name,
           coalesce(first.title, first.known_title) AS title, first.at, first.call_id, first.email_id
    FROM first JOIN opportunities AS owner ON owner.id = first.deal
    WHERE coalesce(owner.opened_at < :since, true)
      AND NOT EXISTS (
        SELECT 1 FROM call_opportunities AS linked
        JOIN calls AS call ON call.id = linked.call_id
        JOIN call_participants AS there ON there.call_id = call.id
        WHERE linked.opportunity_id = first.deal AND {is_held("call.")} AND call.started_at < :since
          AND there.attended IS NOT FALSE AND lower(there.email) = ANY(first.addresses)
      ) AND NOT EXISTS (
        SELECT 1 FROM emails AS email
        WHERE email.opportunity_id = first.deal AND {is_activity("email.")} AND email.sent_at < :since
          AND lower(email.sender_email) = ANY(first.addresses)
      )
""").columns(
    sa.column("deal", sa.Uuid),
    sa.column("email", sa.Text),
    sa.column("name", sa.Text),
    sa.column("title", sa.Text),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("call_id", sa.Uuid),
    sa.column("email_id", sa.Uuid),
)
