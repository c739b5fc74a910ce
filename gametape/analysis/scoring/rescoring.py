"""Score the calls without up-to-date scores; delete the scores of calls that no longer exist at the source."""

import time
from collections.abc import Iterator, Sequence
from math import inf
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from pydantic import BaseModel
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.measures.call_kinds import ToldKind
from gametape.analysis.measures.read_call_kinds import read_kinds
from gametape.analysis.scoring.by_kind import score_on_kind
from gametape.analysis.scoring.call_view import speaking_seconds, speaks_on
from gametape.analysis.scoring.inputs import input_hashes, measures_of, reps_on
from gametape.analysis.scoring.local_scorer import LocalScorer
from gametape.analysis.scoring.rubrics import DIMENSIONS, Rubrics, rubrics
from gametape.analysis.scoring.scorer import Measures, Rep, Scorer, source_id, to_row
from gametape.errors import CorruptValue
from gametape.queries.calls_and_emails import Side, call
from gametape.queries.talk import CallTalk, read_talks
from gametape.records.identity import derived_id
from gametape.settings import Settings
from gametape.store.activity_rules import holds, is_customer_call
from gametape.store.tables import call_metrics, calls, coaching_sessions, transcripts

log = structlog.get_logger(__name__)

BATCH = 100  # calls per transaction
LEAST_SECONDS = 60
"""Shortest talk time (seconds) for a score: a person who only greets and agrees on a date is not scored."""

session, text = coaching_sessions.c, transcripts.c


class Rescored(BaseModel):
    """Counts: calls scored, scores written, calls left for the next run, and scores deleted."""

    calls: int = 0
    scores: int = 0
    waiting: int = 0
    removed: int = 0


def score_changed(
    engine: sa.Engine,
    settings: Settings,
    *,
    scorer: Scorer | None = None,
    only: Sequence[UUID] | None = None,
    until: float = inf,
) -> Rescored:
    """Bring the scores of one scorer up to date, the newest calls first; a batch is one transaction.

    Only calls with customers are scored, and only calls with metrics (run measure.py before). Scores of a text that was
    dropped to save space stay; scores of a text that was deleted at the source are deleted.

    Args:
        engine: an open store.
        settings: name the folder of the deployment's own rubrics.
        scorer: the local scorer by default.
        only: score these calls and no others.
        until: a moment of `time.monotonic()` (seconds); no batch begins that might not end before it.

    Raises:
        BadSettings: the rubrics cannot be read or are not valid.
        StoreUnavailable: Postgres cannot be reached.
    """
    judge: Scorer = scorer or LocalScorer()
    book = rubrics(settings.rubrics_dir)
    with engine.begin() as connection:
        done = Rescored(removed=connection.execute(_FORGET).rowcount)
        due = _due(connection, judge, book, only)
    longest_batch = 0.0
    for first in range(0, len(due), BATCH):
        batch_start = time.monotonic()
        if batch_start + longest_batch >= until:
            done.waiting = len(due) - first
            break
        with engine.begin() as connection:
            rows = list(_scored(connection, dict(due[first : first + BATCH]), judge, book))
            _store(connection, [id_ for id_, _ in due[first : first + BATCH]], judge.name, rows)
        done.calls += len(due[first : first + BATCH])
        done.scores += len(rows)
        longest_batch = max(longest_batch, time.monotonic() - batch_start)
    return done


def _due(
    connection: sa.Connection, scorer: Scorer, book: Rubrics, only: Sequence[UUID] | None
) -> list[tuple[UUID, bytes]]:
    """List the calls whose scores are missing or were made from other inputs, with the hash of the current inputs.

    A call that cannot have a score stores nothing, so it is left out here; else each run would read it again.
    """
    query = (
        sa.select(call.id, _OURS_SPEAK)
        .join_from(calls, transcripts, text.call_id == call.id)
        .where(
            *_SCORED,
            text.turns.is_not(None),
            text.dropped_analysis_bytes.is_(None),
            sa.exists().where(call_metrics.c.call_id == call.id),
        )
        .order_by(call.started_at.desc().nulls_last(), call.id)
    )
    if only is not None:
        query = query.where(call.id.in_(only))
    speak: dict[UUID, bool] = {row.id: row.ours_speak for row in connection.execute(query)}
    ids = list(speak)
    reps = reps_on(connection, ids)
    current = input_hashes(connection, ids, scorer.name, scorer.version, book)
    known: dict[UUID, set[bytes]] = {}
    for row in connection.execute(
        sa.select(session.call_id, session.content_hash).where(session.origin == scorer.name).distinct()
    ):
        known.setdefault(row.call_id, set()).add(row.content_hash)
    may_be = {id_ for id_ in ids if id_ in known or (speak[id_] and id_ in reps)}
    return [(id_, current[id_]) for id_ in ids if id_ in current and id_ in may_be and known.get(id_) != {current[id_]}]


def _scored(
    connection: sa.Connection, due: dict[UUID, bytes], scorer: Scorer, book: Rubrics
) -> Iterator[dict[str, Any]]:
    reps, measures, kinds = reps_on(connection, due), measures_of(connection, due), read_kinds(connection, due)
    named = connection.execute(sa.select(call.id, call.gong_call_id).where(call.id.in_(due)))
    gong_ids = {row.id: row.gong_call_id for row in named}
    for talk in _readable(connection, list(due)):
        if talk.call_id not in measures:
            continue
        for rep in reps.get(talk.call_id, ()):
            if speaks_on(talk, rep) and speaking_seconds(talk, rep) >= LEAST_SECONDS:
                for row in _rows(talk, measures[talk.call_id], rep, kinds[talk.call_id], scorer, book):
                    key = source_id(scorer.name, gong_ids[talk.call_id], rep.email, row["dimension"])
                    own = {"id": derived_id("coaching_session", key), "source_id": key, "call_id": talk.call_id}
                    yield row | own | {"content_hash": due[talk.call_id]}


def _rows(
    talk: CallTalk, measures: Measures, rep: Rep, told: ToldKind, scorer: Scorer, book: Rubrics
) -> Iterator[dict[str, Any]]:
    for name in DIMENSIONS:
        rubric = book[rep.role][name]
        yield to_row(score_on_kind(scorer, talk, measures, rubric, rep, told.kind), scorer, rubric, rep, told.kind)


def _readable(connection: sa.Connection, call_ids: Sequence[UUID]) -> Iterator[CallTalk]:
    """Yield the calls whose text can be read; log each unreadable call and continue with the others."""
    try:
        yield from list(read_talks(connection, call_ids))
    except CorruptValue as error:
        if len(call_ids) == 1:
            log.warning("call not scored", call=str(call_ids[0]), reason=str(error))
            return
        for call_id in call_ids:
            yield from _readable(connection, [call_id])


def _store(connection: sa.Connection, call_ids: Sequence[UUID], origin: str, rows: Sequence[dict[str, Any]]) -> None:
    """Write the scores, and delete the other scores of the same calls and origin."""
    kept = [row["source_id"] for row in rows]
    connection.execute(
        sa.delete(coaching_sessions).where(
            session.call_id.in_(call_ids), session.origin == origin, session.source_id.not_in(kept)
        )
    )
    if not rows:
        return
    insert = pg.insert(coaching_sessions).values(scored_at=sa.func.now())
    changed = {name: insert.excluded[name] for name in (*rows[0], "scored_at") if name not in ("id", "source_id")}
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["source_id"], set_={**changed, "updated_at": sa.func.now(), "deleted_at": None}
        ),
        rows,
    )


_SCORED = (
    holds(is_customer_call, calls),
    text.deleted_at.is_(None),
    sa.or_(text.turns.is_not(None), text.dropped_at.is_not(None)),
)
_OURS_SPEAK = (
    sa.exists()
    .where(
        call_metrics.c.call_id == call.id,
        call_metrics.c.side == Side.OURS.value,
        call_metrics.c.metrics["talk_seconds"].as_float() >= LEAST_SECONDS,
    )
    .label("ours_speak")
)
_FORGET = sa.delete(coaching_sessions).where(
    session.origin.in_(("local", "claude")),
    ~sa.exists().where(text.call_id == session.call_id, call.id == session.call_id, *_SCORED),
)
