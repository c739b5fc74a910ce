"""Texts of a deal: what was said on its calls with the customer and written in its emails, in the order of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.queries.calls_and_emails import EMAIL_COLUMNS, Email, Side, call, linked, mail, participant
from gametape.queries.heard import HeardAct, heard_on
from gametape.queries.talk import CallTalk, read_talks
from gametape.store.activity_rules import holds, is_activity, is_counted_once, is_customer_call
from gametape.store.tables import call_metrics, call_opportunities, call_participants, calls, emails, people

EARLIEST = datetime.min.replace(tzinfo=UTC)
"""Moment of a text without a time, which comes first."""


class DealPerson(NamedTuple):
    """Person on a call or email of the deal."""

    name: str | None
    email: str | None
    side: Side


@dataclass(frozen=True, slots=True)
class DealTexts:
    """Texts of a deal, from the oldest to the newest; internal calls and emails are left out.

    By call id: `languages` is the ISO 639-1 code, None if not covered; `acts` is what hearing heard.
    """

    talks: tuple[CallTalk, ...]
    emails: tuple[Email, ...]
    people: tuple[DealPerson, ...]
    languages: Mapping[UUID, str | None]
    acts: Mapping[UUID, Sequence[HeardAct]]


def deal_texts(connection: sa.Connection, opportunity_id: UUID) -> DealTexts:
    """Read the texts of a deal that are stored.

    Raises:
        CorruptValue: a stored text cannot be read.
    """
    ids = connection.execute(
        sa.select(call.id)
        .join_from(call_opportunities, calls, call.id == linked.call_id)
        .where(
            linked.opportunity_id == opportunity_id,
            holds(is_counted_once, call_opportunities),
            holds(is_customer_call, calls),
            call.deleted_at.is_(None),
        )
    ).scalars()
    wanted = list(ids)
    talks = sorted(read_talks(connection, wanted), key=lambda talk: (talk.started_at or EARLIEST, talk.call_id))
    written = _emails(connection, opportunity_id)
    return DealTexts(
        talks=tuple(talks),
        emails=tuple(written),
        people=tuple(_people(connection, wanted, written)),
        languages=_languages(connection, wanted),
        acts=heard_on(connection, wanted),
    )


def _emails(connection: sa.Connection, opportunity_id: UUID) -> list[Email]:
    rows = connection.execute(
        sa.select(mail.id, *EMAIL_COLUMNS)
        .select_from(emails)
        .where(
            mail.opportunity_id == opportunity_id,
            holds(is_activity, emails),
            sa.or_(mail.sent_at <= sa.func.now(), mail.sent_at.is_(None)),
        )
        .order_by(mail.sent_at.nulls_first(), mail.id)
    )
    return [Email.model_validate(row) for row in rows]


def _people(connection: sa.Connection, call_ids: Sequence[UUID], written: Sequence[Email]) -> list[DealPerson]:
    """Return the people of calls, then those who wrote or received emails, each once, with known names."""
    on_calls = connection.execute(
        sa.select(participant.name, participant.email, participant.side)
        .select_from(call_participants)
        .where(participant.call_id.in_(call_ids))
        .order_by(participant.call_id, participant.participant_id)
    )
    found = {(row.email or row.name): DealPerson(row.name, row.email, Side(row.side)) for row in on_calls}
    addresses = {address for email in written for address in (email.sender, *email.recipients) if address}
    known = connection.execute(
        sa.select(people.c.name, people.c.email, people.c.is_internal).where(people.c.email.in_(addresses))
    )
    for row in known:
        side = Side.OURS if row.is_internal else Side.THEIRS
        found.setdefault(row.email, DealPerson(row.name, row.email, side))
    return list(found.values())


def _languages(connection: sa.Connection, call_ids: Sequence[UUID]) -> dict[UUID, str | None]:
    known = call_metrics.c
    rows = connection.execute(sa.select(known.call_id, known.language).where(known.call_id.in_(call_ids)).distinct())
    return {row.call_id: row.language for row in rows}
