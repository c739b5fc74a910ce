"""Calls and emails as all queries share them: which are counted, who attended, how much each side spoke."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from gametape.queries.deals import ResultRow, deal
from gametape.records.automatic import Kind
from gametape.store.activity_rules import holds, is_activity, is_counted, is_counted_once, is_customer_call, is_shown
from gametape.store.tables import (
    call_metrics,
    call_opportunities,
    call_participants,
    calls,
    emails,
    opportunities,
    people,
    transcripts,
)

call, mail, linked, participant = calls.c, emails.c, call_opportunities.c, call_participants.c


is_attendee = participant.attended.is_not(False)
"""Participant who attended, as far as the source tells; others were only invited."""


class Side(StrEnum):
    """Side of a person; `unknown` if the source does not tell."""

    OURS = "ours"
    THEIRS = "theirs"
    UNKNOWN = "unknown"


class TalkSource(StrEnum):
    """Origin of a call's talk ratio."""

    TRANSCRIPT = "transcript"
    GONG = "gong"


class Participant(ResultRow):
    """Participant of a call, as far as the source tells."""

    name: str | None
    email: str | None
    title: str | None
    side: Side
    attended: bool | None = Field(description="False: invited but did not join. Null: the source does not say.")
    kind: Kind = Field(description="`machine` for a note taker or another program, `room` for a meeting room.")


class DealName(ResultRow):
    """Id and name of a deal."""

    id: UUID
    name: str


# All calls and emails of deals, by deal. `counts` is True for items that are counted: no second recording of a meeting,
# no automatic email. `with_customer` is True for activity as in `last_activity_at`: internal meetings and emails are
# none.
CALLS = (
    sa.select(
        linked.opportunity_id,
        sa.literal_column("'call'", sa.Text).label("type"),
        call.id,
        call.started_at.label("at"),
        holds(is_counted_once, call_opportunities).label("counts"),
        holds(is_customer_call, calls).label("with_customer"),
    )
    .join_from(call_opportunities, calls, call.id == linked.call_id)
    .where(call.deleted_at.is_(None))
)
EMAILS = sa.select(
    mail.opportunity_id,
    sa.literal_column("'email'", sa.Text).label("type"),
    mail.id,
    mail.sent_at.label("at"),
    holds(is_counted, emails).label("counts"),
    holds(is_activity, emails).label("with_customer"),
).where(holds(is_shown, emails))


def participants_of(call_id: sa.ColumnElement[UUID]) -> sa.ColumnElement[Any]:
    """Select a call's participants as JSON for `Participant`, the customer first, by name; NULL if there are none."""
    person = sa.func.jsonb_build_object(
        "name",
        participant.name,
        "email",
        participant.email,
        "title",
        participant.title,
        "side",
        participant.side,
        "attended",
        participant.attended,
        "kind",
        participant.kind,
        type_=JSONB,
    )
    order = aggregate_order_by(
        person,
        sa.case((participant.side == Side.THEIRS, 0), (participant.side == Side.OURS, 1), else_=2),
        participant.name,
        participant.participant_id,
    )
    return sa.select(sa.func.jsonb_agg(order)).where(participant.call_id == call_id).scalar_subquery()


def talk_share_columns(call_id: sa.ColumnElement[UUID]) -> tuple[sa.ColumnElement[Any], ...]:
    """Select the columns of `TalkShare`: our talk ratio of a call (0 to 1) and its origin.

    Measured on the transcript if possible, else computed from Gong's talk times if they cover both sides.
    """
    measured, from_gong = _measured_share(call_id), _gong_share(call_id)
    source = sa.case((measured.is_not(None), TalkSource.TRANSCRIPT), (from_gong.is_not(None), TalkSource.GONG))
    return sa.func.coalesce(measured, from_gong).label("our_talk_share"), source.label("talk_share_source")


def _measured_share(call_id: sa.ColumnElement[UUID]) -> sa.ColumnElement[Any]:
    ratio = call_metrics.c.metrics["talk_ratio"].as_numeric(4, 3)
    return sa.select(ratio).where(call_metrics.c.call_id == call_id, call_metrics.c.side == Side.OURS).scalar_subquery()


def _gong_share(call_id: sa.ColumnElement[UUID]) -> sa.ColumnElement[Any]:
    spoken = sa.func.sum(participant.talk_seconds)
    ours, theirs = (spoken.filter(participant.side == side) for side in (Side.OURS, Side.THEIRS))
    # A sum is NULL if no talk time is known of anybody on that side: then the share is NULL, too.
    return (
        sa.select(sa.func.round(ours / sa.func.nullif(ours + theirs, 0), 3))
        .where(participant.call_id == call_id)
        .scalar_subquery()
    )


def has_transcript(call_id: sa.ColumnElement[UUID]) -> sa.ColumnElement[bool]:
    """Select whether there is a text to open: stored, or at the source from which it can be fetched again."""
    text = transcripts.c
    return sa.exists().where(
        text.call_id == call_id,
        text.deleted_at.is_(None),
        text.turn_count > 0,
        sa.or_(text.turns.is_not(None), text.dropped_at.is_not(None)),
    )


def deals_of_call(call_id: sa.ColumnElement[UUID]) -> sa.ColumnElement[Any]:
    """Select a call's deals as JSON for `DealName`; NULL if there are none."""
    name = sa.func.jsonb_build_object("id", deal.id, "name", deal.name, type_=JSONB)
    return (
        sa.select(sa.func.jsonb_agg(aggregate_order_by(name, deal.name, deal.id)))
        .join_from(call_opportunities, opportunities, deal.id == linked.opportunity_id)
        .where(linked.call_id == call_id, deal.deleted_at.is_(None))
        .scalar_subquery()
    )


def addresses_of(connection: sa.Connection, email: str) -> list[str]:
    """List all addresses of the person with the address `email`, in lower case; at least that address."""
    address = email.lower()
    people_rows = connection.execute(
        sa.select(people.c.email, people.c.aliases).where(
            sa.or_(people.c.email == address, people.c.aliases.contains([address]))
        )
    )
    return sorted({address, *(other for row in people_rows for other in (row.email, *row.aliases))})


class TalkShare(ResultRow):
    """Talk ratio of a call, the same on every page."""

    our_talk_share: float | None = Field(
        ge=0, le=1, description="Our share of both sides' talk time; null unless known for both."
    )
    talk_share_source: TalkSource | None = Field(
        description="`transcript`: measured here. `gong`: from Gong's talk times, where there is no transcript."
    )


class Call(TalkShare):
    """Call as lists show it."""

    id: UUID
    title: str | None
    started_at: datetime | None
    duration_seconds: int | None
    is_internal: bool = Field(description="Internal call: no customer on it.")
    is_no_show: bool = Field(description="No-show: customers were invited and none joined. Not counted as activity.")
    is_private: bool
    participants: list[Participant] = Field(description="Customer's side first.")
    url: str | None = Field(description="Link to the call in Gong.")
    has_transcript: bool = Field(description="A transcript can be opened, stored here or loaded from the source.")


CALL_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    call.title,
    call.started_at,
    call.duration_seconds,
    call.is_internal,
    call.is_no_show,
    call.is_private,
    call.url,
)


class Email(ResultRow):
    """Email as lists show it."""

    id: UUID
    subject: str | None
    sent_at: datetime | None
    direction: Side = Field(description="Side of the sender.")
    sender: str | None = Field(description="Address.")
    recipients: list[str] = Field(description="Addresses.")
    snippet: str | None = Field(description="Up to the first 500 characters of the readable text.")
    is_cut: bool = Field(description="The email is longer than the snippet; the rest is not kept.")
    is_automatic: bool = Field(
        description="Automatic email: out-of-office reply, bounce or calendar notice. Not counted."
    )
    among_ourselves: bool = Field(description="Internal email: not counted as activity with the customer.")
    quotes_left_out: bool = Field(description="The email quotes earlier emails, which are left out.")
    author_uncertain: bool = Field(
        description="The text may contain someone else's earlier email; not used as evidence."
    )
    dropped: bool = Field(description="The snippet was removed to save space.")


EMAIL_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    mail.subject,
    mail.sent_at,
    mail.direction,
    mail.sender_email.label("sender"),
    mail.recipients,
    mail.is_automatic,
    mail.is_internal.label("among_ourselves"),
    mail.body_snippet.label("snippet"),
    sa.func.coalesce(mail.metadata["body_cut"].as_boolean(), sa.false()).label("is_cut"),
    sa.func.coalesce(mail.metadata["quotes_left_out"].as_boolean(), sa.false()).label("quotes_left_out"),
    sa.func.coalesce(mail.metadata["author_uncertain"].as_boolean(), sa.false()).label("author_uncertain"),
    mail.dropped_at.is_not(None).label("dropped"),
)
