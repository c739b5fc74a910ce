"""Load a deal's story: without texts (`outline`, enough to find a stored reading), and with texts (`with_texts`)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.evidence.hostile import tricks_in
from gametape.analysis.insights.methodology import methodology
from gametape.analysis.insights.open_deals import open_deals
from gametape.analysis.insights.story import DealStory, StoryCall, StoryChange, StoryEmail
from gametape.analysis.measures.heard_acts import hear_talk
from gametape.analysis.measures.speech import Speech, language_of
from gametape.analysis.measures.trackers import Hit, tracker_book
from gametape.analysis.signals.deals import with_signals
from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.calls_and_emails import EMAIL_COLUMNS, call, linked, mail, participant
from gametape.queries.changes_since import CHANGE_COLUMNS, OLDEST_FIRST, change
from gametape.queries.heard import HeardAct, heard_on, measured_calls
from gametape.queries.opportunity_detail import get_opportunity
from gametape.queries.people import contacts
from gametape.queries.talk import read_talks
from gametape.settings import Settings
from gametape.store.activity_rules import holds, is_activity, is_counted_once
from gametape.store.tables import call_opportunities, calls, emails, opportunity_changes, transcripts

_text = transcripts.c


def outline(connection: sa.Connection, opportunity_id: UUID, settings: Settings) -> DealStory:
    """Return the story without the texts of calls.

    Raises:
        NotFound: the deal does not exist, or was deleted at the source.
    """
    detail = get_opportunity(connection, opportunity_id, zone=settings.zone)
    open_deal = next(iter(open_deals(connection, [opportunity_id], settings)), None)
    deal = with_signals(connection, detail, open_deal.signals if open_deal else (), settings)
    active_days = thresholds(settings.signals_file).contacts.active_days
    return DealStory(
        deal=deal,
        now=connection.execute(sa.select(sa.func.now())).scalar_one(),
        calls=tuple(_calls(connection, opportunity_id)),
        talks=(),
        emails=tuple(_emails(connection, opportunity_id)),
        changes=tuple(_changes(connection, opportunity_id)),
        contacts=contacts(connection, opportunity_id, active_days=active_days),
        signals=deal.signals or (),
        hits={},
        heard={},
        languages={},
        methodology=methodology(settings.methodology),
        open_deal=open_deal,
    )


def with_texts(
    connection: sa.Connection, story: DealStory, settings: Settings, *, hear_again: bool = False
) -> DealStory:
    """Return the story with the texts of its calls, their languages, the hits of trackers, and what was heard.

    `hear_again`: hear each call now. Otherwise what was heard when a call was measured is read; the last sync may have
    measured it with another model.
    """
    wanted = [call.id for call in story.calls if call.is_readable]
    by_id = {talk.call_id: talk for talk in read_talks(connection, wanted)}
    talks = tuple(by_id[id_] for id_ in wanted if id_ in by_id)
    hits: dict[UUID, Mapping[str, list[Hit]]] = {}
    languages: dict[UUID, str | None] = {}
    measured = set() if hear_again else measured_calls(connection, wanted)
    known = heard_on(connection, list(measured))
    heard: dict[UUID, Sequence[HeardAct]] = {}
    for talk in talks:
        id_, speech = talk.call_id, Speech(talk.turns)
        language = language_of(talk.language, speech)
        languages[id_] = language.code if language else None
        hits[id_] = tracker_book(settings.trackers_dir).of(language.code).hits(speech) if language else {}
        acts = known.get(id_, []) if id_ in measured else hear_talk(talk, language)
        # What looks like prompt injection says nothing about the deal; people see it flagged.
        heard[id_] = [act for act in acts if not tricks_in(talk.turns[act.turn].turn.text)]
    return replace(story, talks=talks, hits=hits, heard=heard, languages=languages)


def _calls(connection: sa.Connection, opportunity_id: UUID) -> Sequence[StoryCall]:
    rows = connection.execute(
        sa.select(
            call.id,
            call.title,
            call.started_at,
            call.language,
            call.is_internal,
            call.is_private,
            sa.and_(_text.turns.is_not(None), _text.turn_count > 0).label("has_text"),
            _text.dropped_at.is_not(None).label("dropped"),
            _text.word_count.label("words"),
            _text.content_hash,
        )
        .join_from(call_opportunities, calls, call.id == linked.call_id)
        .outerjoin(transcripts, sa.and_(_text.call_id == call.id, _text.deleted_at.is_(None)))
        .where(
            linked.opportunity_id == opportunity_id,
            holds(is_counted_once, call_opportunities),
            call.deleted_at.is_(None),
            sa.or_(call.started_at <= sa.func.now(), call.started_at.is_(None)),
        )
        .order_by(call.started_at.nulls_first(), call.id)
    ).all()
    sides = _sides(connection, [row.id for row in rows])
    return [
        StoryCall(
            id=row.id,
            title=row.title,
            started_at=row.started_at,
            language=row.language,
            is_internal=row.is_internal,
            is_private=row.is_private,
            has_text=bool(row.has_text),
            dropped=bool(row.dropped),
            words=row.words or 0,
            text_hash=None if row.content_hash is None else _hash(row.content_hash, sides[row.id]),
        )
        for row in rows
    ]


def _sides(connection: sa.Connection, call_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    by_call: dict[UUID, list[str]] = defaultdict(list)
    rows = connection.execute(
        sa.select(
            participant.call_id,
            participant.speaker_id,
            participant.side,
            participant.email,
            participant.name,
            participant.attended,
        )
        .where(participant.call_id.in_(call_ids), participant.speaker_id.is_not(None))
        .order_by(participant.participant_id)
    )
    for row in rows:
        by_call[row.call_id].append(repr(tuple(row[1:])))
    return by_call


def _hash(content_hash: bytes, sides: Sequence[str]) -> bytes:
    """Hash a text and its speakers' sides; the hash stays the same when the text is dropped to save space."""
    return blake2b("\n".join(sides).encode("utf-8", "backslashreplace"), key=content_hash[:64], digest_size=16).digest()


def _emails(connection: sa.Connection, opportunity_id: UUID) -> Sequence[StoryEmail]:
    rows: Sequence[Any] = connection.execute(
        sa.select(mail.id, *EMAIL_COLUMNS, mail.thread_id, mail.content_hash)
        .select_from(emails)
        .where(
            mail.opportunity_id == opportunity_id,
            holds(is_activity, emails),
            sa.or_(mail.sent_at <= sa.func.now(), mail.sent_at.is_(None)),
        )
        .order_by(mail.sent_at.nulls_first(), mail.id)
    ).all()
    return [StoryEmail.model_validate(row) for row in rows]


def _changes(connection: sa.Connection, opportunity_id: UUID) -> Sequence[StoryChange]:
    rows = connection.execute(
        sa.select(change.id, *CHANGE_COLUMNS)
        .select_from(opportunity_changes)
        .where(change.opportunity_id == opportunity_id, change.deleted_at.is_(None))
        .order_by(*OLDEST_FIRST)
    ).all()
    return [StoryChange.model_validate(row) for row in rows]
