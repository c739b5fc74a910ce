"""Batches: score many calls with Claude at half the price, with a delay of up to a day.

    send(...)     judgements that are due and not asked for  ->  a batch, with its cost reserved
    collect(...)  batches that have ended                    ->  judgements stored, costs settled
    score_changed(scorer=ClaudeScorer)                       ->  scores from stored judgements, without cost

The table `llm_usage` lists the open batches, so any process can collect them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, Field

from gametape.analysis.claude.call_scorer import ClaudeScorer, question_on
from gametape.analysis.claude.client import Claude, read, tokens_of
from gametape.analysis.claude.forms import Judgement
from gametape.analysis.claude.spend import usage
from gametape.analysis.measures.read_call_kinds import read_kinds
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

_MOST = 1_000  # questions of a batch; the API allows more, but this bounds the memory of the process
_text = transcripts.c


class Sent(BaseModel):
    """Result of sending a batch."""

    batch_id: str | None = Field(None, description="Null if no questions were due.")
    questions: int = 0
    left: int = Field(0, description="Questions left out by the budget or the batch size.")


class Collected(BaseModel):
    """Counts of a collection: answers stored, answers that cannot be used, batches still running."""

    answers: int = 0
    unusable: int = Field(
        0, description="Answers that were declined, expired or malformed, or whose call changed in the meantime."
    )
    open: int = Field(0, description="Batches still running.")


@dataclass(frozen=True, slots=True)
class _ScoreToAsk:
    """Score to ask for: a dimension of a rep on a call."""

    talk: CallTalk
    rubric: Rubric
    rep: Rep

    @property
    def name(self) -> dict[str, str]:
        """Key of the question in `llm_usage`; it has no address, because the table is kept when a person is erased."""
        return {
            "call": str(self.talk.call_id),
            "rep": derived_id("person", self.rep.email).hex,
            "dimension": self.rubric.dimension,
            "talk": self.talk.hash.hex(),
        }


def send(claude: Claude, engine: sa.Engine, only: Sequence[UUID] | None = None) -> Sent:
    """Send a batch with the questions for all judgements that are due, newest calls first, within the budgets.

    Raises:
        ModelUnavailable, BadSettings: see `Claude.ask`.
    """
    scorer = ClaudeScorer(claude, engine)
    asked_for = _open(engine)
    requests: dict[int, dict[str, Any]] = {}
    left = 0
    for score in _pieces(engine, claude, only):
        if scorer.is_kept(score.talk, score.rubric, score.rep) or score.name in asked_for:
            continue
        if len(requests) == _MOST or left:
            left += 1
            continue
        try:
            question = question_on(score.talk, score.rubric, score.rep)
            request = claude.request(question)
            row = claude.spend.reserve(claude.bill(question, request, is_batch=True, request=score.name))
        except MoneySpent:
            left += 1
            continue
        except Skip:
            continue
        requests[row] = request
    if not requests:
        return Sent(left=left)
    with claude.api_errors(*requests):
        batch = claude.client.messages.batches.create(
            requests=[{"custom_id": f"gametape-{row}", "params": request} for row, request in requests.items()]  # type: ignore[typeddict-item]
        )
    with engine.begin() as connection:
        connection.execute(sa.update(llm_usage).where(usage.id.in_(requests)).values(batch_id=batch.id))
    return Sent(batch_id=batch.id, questions=len(requests), left=left)


def collect(claude: Claude, engine: sa.Engine) -> Collected:
    """Store the answers of batches that have ended.

    Raises:
        ModelUnavailable, BadSettings, MoneySpent: see `Claude.ask`, which is needed to correct quotes.
    """
    done = Collected()
    with engine.connect() as connection:
        is_open = (usage.batch_id.is_not(None), usage.stop_reason.is_(None))
        batches = list(connection.scalars(sa.select(usage.batch_id).where(*is_open).distinct()))
    for batch_id in batches:
        with claude.api_errors():
            if claude.client.messages.batches.retrieve(batch_id).processing_status != "ended":
                done.open += 1
                continue
            results = list(claude.client.messages.batches.results(batch_id))
        _take(claude, engine, batch_id, results, done)
    return done


def ready(claude: Claude, engine: sa.Engine) -> list[UUID]:
    """List the calls whose judgements are all stored: scoring them needs no question."""
    scorer = ClaudeScorer(claude, engine)
    known: dict[UUID, bool] = {}
    for score in _pieces(engine, claude, None):
        id_ = score.talk.call_id
        known[id_] = known.get(id_, True) and scorer.is_kept(score.talk, score.rubric, score.rep)
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
    to_ask = {tuple(score.name.values()): score for score in _pieces(engine, claude, wanted)}
    scorer = ClaudeScorer(claude, engine)
    for result in results:
        row = int(result.custom_id.removeprefix("gametape-"))
        if row not in asked:
            continue
        name = asked.pop(row)
        score = to_ask.get(tuple(name[part] for part in ("call", "rep", "dimension", "talk")))
        if _kept(claude, scorer, row, result, score):
            done.answers += 1
        else:
            done.unusable += 1
    for row in asked:  # questions without a result in the ended batch
        claude.spend.release(row)


def _kept(
    claude: Claude, scorer: ClaudeScorer, row: int, result: "MessageBatchIndividualResponse", score: _ScoreToAsk | None
) -> bool:
    if result.result.type != "succeeded":
        claude.spend.release(row)
        return False
    message = result.result.message
    claude.spend.settle(row, tokens_of(message), message.stop_reason)
    if score is None:
        return False
    question = question_on(score.talk, score.rubric, score.rep)
    try:
        answer = read(question, message)
        if not isinstance(answer, Judgement):
            return False
        scorer.check_and_keep(score.talk, score.rubric, score.rep, answer)
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


def _pieces(engine: sa.Engine, claude: Claude, only: Sequence[UUID] | None) -> Iterator[_ScoreToAsk]:
    """Yield the scores to ask for, on measured calls with customers, newest calls first."""
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
        reps, measures, kinds = reps_on(connection, ids), measures_of(connection, ids), read_kinds(connection, ids)
        for id_ in ids:
            if id_ not in measures:
                continue
            for talk in read_talks(connection, [id_]):
                for rep in reps.get(id_, ()):
                    if speaks_on(talk, rep) and speaking_seconds(talk, rep) >= LEAST_SECONDS:
                        asked = (book[rep.role][name].on(kinds[id_].kind) for name in DIMENSIONS)
                        yield from (_ScoreToAsk(talk, rubric, rep) for rubric in asked if rubric)
