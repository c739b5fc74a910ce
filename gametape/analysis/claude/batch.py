"""Scoring many calls with Claude at half the price: questions go out as a batch, answers are fetched when it has ended.

    send(...)     what is due and was never asked  ->  a batch, its money reserved
    collect(...)  batches that have ended  ->  judgements kept, money settled
    score_changed(scorer=ClaudeScorer)  ->  scores, from what is kept, for nothing

A batch may take a day. Which ones are open is in `llm_usage`, so any process can collect.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, Field

from gametape.analysis.claude.call_scorer import ClaudeScorer, Judgement, question_on
from gametape.analysis.claude.client import Claude, read, tokens_of
from gametape.analysis.claude.spend import usage
from gametape.analysis.scoring.call_view import speaking_seconds, speaks_on
from gametape.analysis.scoring.inputs import measures_of, reps_on
from gametape.analysis.scoring.rescoring import LEAST_SECONDS
from gametape.analysis.scoring.rubrics import DIMENSIONS, Rubric, rubrics
from gametape.analysis.scoring.scorer import Rep
from gametape.errors import MoneySpent, Skip
from gametape.queries.calls_and_emails import call
from gametape.queries.talk import CallTalk, read_talks
from gametape.records.identity import derived_id
from gametape.store.activity_rules import holds, is_customer_call
from gametape.store.tables import calls, llm_usage, transcripts

if TYPE_CHECKING:
    from anthropic.types.messages import MessageBatchIndividualResponse

_MOST = 1_000  # questions of a batch; the API takes more, a process's memory should not
_text = transcripts.c


class Sent(BaseModel):
    """A batch that went out."""

    batch_id: str | None = Field(None, description="Null if no questions were due.")
    questions: int = 0
    left: int = Field(0, description="Questions left out by the budget or the batch size.")


class Collected(BaseModel):
    """What came back."""

    answers: int = 0
    unusable: int = Field(
        0, description="Answers that were declined, expired or malformed, or whose call changed in the meantime."
    )
    open: int = Field(0, description="Batches still running.")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One dimension of one person on one call."""

    talk: CallTalk
    rubric: Rubric
    rep: Rep

    @property
    def name(self) -> dict[str, str]:
        """What an answer is found by; no address in it, for the ledger outlives an erasure."""
        return {
            "call": str(self.talk.call_id),
            "rep": derived_id("person", self.rep.email).hex,
            "dimension": self.rubric.dimension,
            "talk": self.talk.hash.hex(),
        }


def send(claude: Claude, engine: sa.Engine, only: Sequence[UUID] | None = None) -> Sent:
    """Ask, in one batch, for every judgement that is due, newest calls first, as far as the budgets go.

    Raises:
        ModelUnavailable, BadSettings: see `Claude.ask`.
    """
    scorer = ClaudeScorer(claude, engine)
    asked_for = _open(engine)
    requests: dict[int, dict[str, Any]] = {}
    left = 0
    for piece in _pieces(engine, claude, only):
        if scorer.is_kept(piece.talk, piece.rubric, piece.rep) or piece.name in asked_for:
            continue
        if len(requests) == _MOST or left:
            left += 1
            continue
        try:
            question = question_on(piece.talk, piece.rubric, piece.rep)
            request = claude.request(question)
            row = claude.spend.reserve(claude.bill(question, request, is_batch=True, request=piece.name))
        except MoneySpent:
            left += 1
            continue
        except Skip:
            continue
        requests[row] = request
    if not requests:
        return Sent(left=left)
    with claude.turned_away(*requests):
        batch = claude.client.messages.batches.create(
            requests=[{"custom_id": f"gametape-{row}", "params": request} for row, request in requests.items()]  # type: ignore[typeddict-item]
        )
    with engine.begin() as connection:
        connection.execute(sa.update(llm_usage).where(usage.id.in_(requests)).values(batch_id=batch.id))
    return Sent(batch_id=batch.id, questions=len(requests), left=left)


def collect(claude: Claude, engine: sa.Engine) -> Collected:
    """Keep what ended batches answered.

    Raises:
        ModelUnavailable, BadSettings, MoneySpent: see `Claude.ask`; it is needed where quotes have to be put right.
    """
    done = Collected()
    with engine.connect() as connection:
        is_open = (usage.batch_id.is_not(None), usage.stop_reason.is_(None))
        batches = list(connection.scalars(sa.select(usage.batch_id).where(*is_open).distinct()))
    for batch_id in batches:
        with claude.turned_away():
            if claude.client.messages.batches.retrieve(batch_id).processing_status != "ended":
                done.open += 1
                continue
            results = list(claude.client.messages.batches.results(batch_id))
        _take(claude, engine, batch_id, results, done)
    return done


def ready(claude: Claude, engine: sa.Engine) -> list[UUID]:
    """Calls of which everything was answered: scoring them asks nothing."""
    scorer = ClaudeScorer(claude, engine)
    known: dict[UUID, bool] = {}
    for piece in _pieces(engine, claude, None):
        id_ = piece.talk.call_id
        known[id_] = known.get(id_, True) and scorer.is_kept(piece.talk, piece.rubric, piece.rep)
    return [id_ for id_, is_kept in known.items() if is_kept]


def _take(
    claude: Claude,
    engine: sa.Engine,
    batch_id: str,
    results: Sequence["MessageBatchIndividualResponse"],
    done: Collected,
) -> None:
    asked = dict(_asked(engine, batch_id))
    wanted = [UUID(name["call"]) for name in asked.values()]
    pieces = {tuple(piece.name.values()): piece for piece in _pieces(engine, claude, wanted)}
    scorer = ClaudeScorer(claude, engine)
    for one in results:
        row = int(one.custom_id.removeprefix("gametape-"))
        if row not in asked:
            continue
        name = asked.pop(row)
        piece = pieces.get(tuple(name[part] for part in ("call", "rep", "dimension", "talk")))
        if _kept(claude, scorer, row, one, piece):
            done.answers += 1
        else:
            done.unusable += 1
    for row in asked:  # a batch that ended without a word on it
        claude.spend.release(row)


def _kept(
    claude: Claude, scorer: ClaudeScorer, row: int, one: "MessageBatchIndividualResponse", piece: _Piece | None
) -> bool:
    if one.result.type != "succeeded":
        claude.spend.release(row)
        return False
    message = one.result.message
    claude.spend.settle(row, tokens_of(message), message.stop_reason)
    if piece is None:
        return False
    question = question_on(piece.talk, piece.rubric, piece.rep)
    try:
        answer = read(question, message)
        if not isinstance(answer, Judgement):
            return False
        scorer.hold(piece.talk, piece.rubric, piece.rep, answer)
    except Skip:
        return False
    return True


def _open(engine: sa.Engine) -> list[Mapping[str, str]]:
    with engine.connect() as connection:
        waiting = (usage.request.is_not(None), usage.stop_reason.is_(None), usage.is_batch)
        return list(connection.scalars(sa.select(usage.request).where(*waiting)))


def _asked(engine: sa.Engine, batch_id: str) -> Sequence[tuple[int, Mapping[str, str]]]:
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(usage.id, usage.request).where(usage.batch_id == batch_id, usage.stop_reason.is_(None))
        )
        return [(row.id, row.request) for row in rows]


def _pieces(engine: sa.Engine, claude: Claude, only: Sequence[UUID] | None) -> Iterator[_Piece]:
    """All that there is to judge on measured calls with customers, newest calls first."""
    book = rubrics(claude.settings.rubrics_dir)
    wanted = (
        sa.select(call.id)
        .join_from(calls, transcripts, _text.call_id == call.id)
        .where(holds(is_customer_call, calls), _text.deleted_at.is_(None))
        .where(_text.turns.is_not(None), *([] if only is None else [call.id.in_(only)]))
        .order_by(call.started_at.desc().nulls_last(), call.id)
    )
    with engine.connect() as connection:
        ids = list(connection.scalars(wanted))
        reps, measures = reps_on(connection, ids), measures_of(connection, ids)
        for id_ in ids:
            if id_ not in measures:
                continue
            for talk in read_talks(connection, [id_]):
                for rep in reps.get(id_, ()):
                    if speaks_on(talk, rep) and speaking_seconds(talk, rep) >= LEAST_SECONDS:
                        yield from (_Piece(talk, book[rep.role][name], rep) for name in DIMENSIONS)
