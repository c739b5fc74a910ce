"""Measure the calls whose text, sides, language, trackers or definitions have changed since they were measured."""

import time
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from math import inf
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from pydantic import BaseModel
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.hearing.hear_call import CODE as HEARING_CODE
from gametape.analysis.measures import objections
from gametape.analysis.measures.call_kinds import sentences_about
from gametape.analysis.measures.heard_acts import hear_talk
from gametape.analysis.measures.metrics import SIDES, VERSION, Numbers, in_order, time_metrics, word_metrics
from gametape.analysis.measures.objections import judge_objections, objection_trackers
from gametape.analysis.measures.speaker_metrics import speaker_metrics
from gametape.analysis.measures.speech import Speech, language_of
from gametape.analysis.measures.trackers import TrackerBook, tracker_book, turns_of
from gametape.errors import CorruptValue
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, read_talks
from gametape.settings import Settings
from gametape.store.tables import call_metrics, call_participants, calls, transcripts
from gametape.text import languages
from gametape.text.languages import Language, Part

log = structlog.get_logger(__name__)

BATCH = 100  # calls per transaction
_DIGITS = 4

_call, _text, _person, _known = calls.c, transcripts.c, call_participants.c, call_metrics.c


class MeasureCounts(BaseModel):
    """Counts of calls: measured; numbers removed; text unreadable; and left for the next run by the time limit."""

    measured: int = 0
    removed: int = 0
    unreadable: int = 0
    waiting: int = 0


def measure(
    engine: sa.Engine, settings: Settings, *, only: Sequence[UUID] | None = None, until: float = inf
) -> MeasureCounts:
    """Bring `call_metrics` up to date, the newest calls first; a batch is one transaction.

    `until` is a moment of `time.monotonic()` (seconds): no batch begins that might not end before it. A call whose text
    was dropped or has become private keeps its numbers; a call deleted at the source loses them. Calls whose numbers
    were dropped to save space are left out (sync/computed.py). `only`: measure these calls and no others.

    Raises:
        BadSettings: the tracker files cannot be read or are not valid.
        StoreUnavailable: Postgres cannot be reached.
    """
    book = tracker_book(settings.trackers_dir)
    with engine.begin() as connection:
        done = MeasureCounts(removed=connection.execute(_FORGET).rowcount)
        changed = connection.execute(_changed(book, only)).all()
    longest_batch = 0.0
    for first in range(0, len(changed), BATCH):
        batch_start = time.monotonic()
        if batch_start + longest_batch >= until:
            done.waiting = len(changed) - first
            break
        batch = {row.id: row.input_hash for row in changed[first : first + BATCH]}
        with engine.begin() as connection:
            talks = list(_readable(connection, list(batch)))
            _store(connection, [row for talk in talks for row in measured(talk, book, batch[talk.call_id])])
        done.measured += len(talks)
        done.unreadable += len(batch) - len(talks)
        longest_batch = max(longest_batch, time.monotonic() - batch_start)
    return done


def calls_to_measure(engine: sa.Engine, settings: Settings) -> list[UUID]:
    """List the calls that `measure` would measure, the newest first."""
    with engine.connect() as connection:
        return [row.id for row in connection.execute(_changed(tracker_book(settings.trackers_dir), None))]


def measured(talk: CallTalk, book: TrackerBook, input_hash: bytes = b"") -> list[dict[str, Any]]:
    """Return the two rows of `call_metrics` for a call: our side and the customer's side."""
    turns = in_order(talk.turns)
    speech = Speech(turns)
    language = language_of(talk.language, speech)
    timed = time_metrics(turns)
    worded = word_metrics(speech, language, timed)
    hits = book.of(language.code).find(speech) if language else {}
    heard = hear_talk(talk, language)
    objections_by_turn = objection_trackers(judge_objections(talk, heard, language))
    about = sentences_about(speech, language)
    speakers = {id_: _all_rounded(numbers) for id_, numbers in speaker_metrics(turns, speech, language).items()}
    return [
        {
            "call_id": talk.call_id,
            "side": side,
            "input_hash": input_hash,
            "words_covered": language is not None,
            "language": language and language.code,
            "lacks": _lacks(language, book),
            "metrics": _all_rounded(timed[side] | worded[side] | about[side]),
            "speakers": speakers if side is Side.OURS else {},
            "trackers": turns_of(hits, side) | (objections_by_turn if side is Side.THEIRS else {}),
            "heard": [list(act[1:]) for act in heard if act.side is side],
        }
        for side in SIDES
    ]


def _lacks(language: Language | None, book: TrackerBook) -> list[str]:
    """List the parts that the call's language lacks. A deployment's own trackers count as the language's trackers."""
    if language is None:
        return []
    has_trackers = bool(book.of(language.code).names)
    return [part for part in language.lacks if not (part is Part.TRACKERS and has_trackers)]


def _all_rounded(numbers: Numbers) -> Numbers:
    return {name: _rounded(value) for name, value in numbers.items()}


def _rounded(value: float | None) -> float | None:
    return round(value, _DIGITS) if isinstance(value, float) else value


def _readable(connection: sa.Connection, call_ids: Sequence[UUID]) -> Iterator[CallTalk]:
    """Yield the calls whose text can be read; log each unreadable call and continue with the others."""
    try:
        yield from list(read_talks(connection, call_ids))
    except CorruptValue as error:
        if len(call_ids) == 1:
            log.warning("call not measured", call=str(call_ids[0]), reason=str(error))
            return
        middle = len(call_ids) // 2
        yield from _readable(connection, call_ids[:middle])
        yield from _readable(connection, call_ids[middle:])


def _store(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    insert = pg.insert(call_metrics).values(rows)
    kept = {
        name: insert.excluded[name]
        for name in ("input_hash", "words_covered", "language", "lacks", "metrics", "speakers", "trackers", "heard")
    }
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["call_id", "side"], set_={**kept, "measured_at": sa.func.clock_timestamp()}
        )
    )


_ALIVE = sa.and_(_call.deleted_at.is_(None), _text.deleted_at.is_(None))
_FORGET = sa.delete(call_metrics).where(
    ~sa.exists().where(_text.call_id == _known.call_id, _call.id == _known.call_id, _ALIVE)
)

# The inputs of `CallTalk.hash`, computed in the database without sending the text, and the language. Erasing a person
# removes words from the text without a new content hash, so the length of the text is part of the hash.
_VOICES = (
    sa.select(
        sa.func.string_agg(
            sa.func.concat_ws("\x1f", _person.speaker_id, _person.side, _person.email, _person.attended),
            pg.aggregate_order_by(
                sa.literal("\x1e"), _person.speaker_id, _person.name.is_(None), _person.participant_id
            ),
        )
    )
    .where(_person.call_id == _call.id, _person.speaker_id.is_not(None))
    .scalar_subquery()
)
_INPUTS = sa.func.concat_ws(
    "\x1d", sa.func.octet_length(_text.turns), _text.turn_count, _text.word_count, _call.language, _VOICES
)


def _changed(book: TrackerBook, only: Sequence[UUID] | None) -> sa.Select[Any]:
    version = blake2b(f"{VERSION}".encode(), digest_size=16)
    for part in (languages.fingerprint(), book.fingerprint, bytes([objections.CODE, HEARING_CODE])):
        version.update(part)
    digest = sa.func.sha256(
        _text.content_hash.op("||")(sa.func.convert_to(_INPUTS, "UTF8")).op("||")(
            sa.literal(version.digest(), sa.LargeBinary)
        ),
        type_=sa.LargeBinary,
    )
    changed_calls = (
        sa.select(_call.id, _call.started_at, digest.label("input_hash"))
        .join_from(calls, transcripts, _text.call_id == _call.id)
        .where(_ALIVE, _text.turns.is_not(None), _text.dropped_analysis_bytes.is_(None))
        .where(sa.true() if only is None else _call.id.in_(only))
        .subquery()
    )
    up_to_date = sa.exists().where(
        _known.call_id == changed_calls.c.id, _known.input_hash == changed_calls.c.input_hash
    )
    return (
        sa.select(changed_calls.c.id, changed_calls.c.input_hash)
        .where(~up_to_date)
        .order_by(changed_calls.c.started_at.desc().nulls_last(), changed_calls.c.id)
    )
