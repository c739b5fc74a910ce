"""Search deals, people and calls by a few words, for the command palette."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gametape.queries.calls_and_emails import (
    DealName,
    call,
    deals_of_call,
    is_attendee,
    linked,
    mail,
    participant,
)
from gametape.queries.deals import OUTCOME, Outcome, ResultRow, changed_at, deal, is_kept
from gametape.queries.filters import contains_words, escape_like
from gametape.queries.question_text import AskedWords
from gametape.store.activity_rules import holds, is_shown
from gametape.store.tables import call_opportunities, call_participants, calls, emails, opportunities, people

HITS = 5  # matches per kind


class SearchQuery(BaseModel):
    """Words to search for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[AskedWords, StringConstraints(min_length=1)] = Field(description="Words; results contain all of them.")


class DealHit(DealName):
    """Deal that matches."""

    account_name: str | None
    stage: str | None
    outcome: Outcome


class PersonHit(ResultRow):
    """Person that matches; for a customer contact also the most recent deal."""

    id: UUID
    name: str | None
    email: str
    title: str | None
    is_internal: bool
    opportunity: DealName | None


class CallHit(ResultRow):
    """Call that matches, with its deals."""

    id: UUID
    title: str
    started_at: datetime | None
    opportunities: list[DealName]


class SearchHits(ResultRow):
    """A few matches of each kind; deals and people whose name begins with the words come first."""

    opportunities: list[DealHit]
    people: list[PersonHit]
    calls: list[CallHit]


def search(connection: sa.Connection, query: SearchQuery) -> SearchHits:
    """Search deals by name and account, people by name and address, calls by title."""
    words = query.q.strip()
    if not words:
        return SearchHits(opportunities=[], people=[], calls=[])
    return SearchHits(
        opportunities=[DealHit.model_validate(row) for row in connection.execute(_deals(words))],
        people=[PersonHit.model_validate(row) for row in connection.execute(_people(words))],
        calls=[
            CallHit.model_validate({**row._mapping, "opportunities": row.opportunities or []})
            for row in connection.execute(_calls(words))
        ],
    )


def _deals(words: str) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(deal.id, deal.name, deal.account_name, deal.stage, OUTCOME.label("outcome"))
        .where(is_kept, *contains_words((deal.name, deal.account_name), words))
        .order_by(_begins(deal.name, words), changed_at.desc(), deal.id)
        .limit(HITS)
    )


def _people(words: str) -> sa.Select[*tuple[Any, ...]]:
    person = people.c
    matches = (
        sa.select(person.id, person.name, person.email, person.title, person.is_internal)
        .where(
            person.deleted_at.is_(None), person.kind == "person", *contains_words((person.name, person.email), words)
        )
        .order_by(_begins(person.name, words), person.name, person.email)
        .limit(HITS)
        .subquery("found")
    )
    seen = sa.union_all(
        sa.select(linked.opportunity_id, call.started_at.label("at"))
        .join_from(call_participants, calls, call.id == participant.call_id)
        .join(call_opportunities, linked.call_id == call.id)
        .where(participant.email == matches.c.email, is_attendee, call.deleted_at.is_(None))
        .correlate(matches),
        sa.select(mail.opportunity_id, mail.sent_at)
        .select_from(emails)
        .where(mail.sender_email == matches.c.email, holds(is_shown, emails))
        .correlate(matches),
    ).subquery("seen")
    name = sa.func.jsonb_build_object("id", deal.id, "name", deal.name)
    latest = (
        sa.select(name)
        .join_from(seen, opportunities, deal.id == seen.c.opportunity_id)
        .where(is_kept)
        .order_by(seen.c.at.desc().nulls_last(), deal.id)
        .limit(1)
        .correlate(matches)
        .scalar_subquery()
    )
    return sa.select(matches, sa.case((~matches.c.is_internal, latest)).label("opportunity"))


def _calls(words: str) -> sa.Select[*tuple[Any, ...]]:
    matches = (
        sa.select(call.id, call.title, call.started_at)
        .where(call.deleted_at.is_(None), *contains_words((call.title,), words))
        .order_by(call.started_at.desc().nulls_last(), call.id)
        .limit(HITS)
        .subquery("found")
    )
    return sa.select(matches, deals_of_call(matches.c.id).label("opportunities")).order_by(
        matches.c.started_at.desc().nulls_last(), matches.c.id
    )


def _begins(column: sa.ColumnElement[str], words: str) -> sa.ColumnElement[Any]:
    return sa.case((column.ilike(f"{escape_like(words)}%"), 0), else_=1)
