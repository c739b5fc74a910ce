"""Batches: many questions to Claude at half the price, with a delay of up to a day.

    send(...)     questions that are due and not asked for  ->  a batch, with its cost reserved
    collect(...)  batches that have ended                   ->  checked answers stored, costs settled

What is asked is a `BatchTask`: scores (score_batch.py), or notes on calls (reading_batch.py). Once the answers are
stored, scoring and reading go on as usual, and find them. The table `llm_usage` lists the open batches, so any process
can collect them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, Field

from gametape.analysis.claude.client import Claude, Question, read, tokens_of
from gametape.analysis.claude.forms import AnswerForm
from gametape.analysis.claude.spend import usage
from gametape.errors import MoneySpent, Skip
from gametape.store.tables import llm_usage

if TYPE_CHECKING:
    from anthropic.types.messages import MessageBatchIndividualResponse

_MOST = 1_000  # questions of a batch; the API allows more, but this bounds the memory of the process
_TASK = "task"


class Sent(BaseModel):
    """Result of sending a batch."""

    batch_id: str | None = Field(None, description="Null if no questions were due.")
    questions: int = 0
    left: int = Field(0, description="Questions left out by the budget or the batch size.")

    @property
    def sentence(self) -> str:
        """Counts in words."""
        return f"{self.questions:,} questions sent, {self.left:,} left for later."


class Collected(BaseModel):
    """Counts of a collection: answers stored, answers that cannot be used, batches still running."""

    answers: int = 0
    unusable: int = Field(
        0, description="Answers that were declined, expired or malformed, or whose call changed in the meantime."
    )
    open: int = Field(0, description="Batches still running.")

    @property
    def sentence(self) -> str:
        """Counts in words."""
        return f"{self.answers:,} answers fetched, {self.unusable:,} unusable, {self.open:,} batches running."


class DueQuestion(Protocol):
    """Question that may be asked in a batch."""

    @property
    def name(self) -> Mapping[str, str]:
        """Key in `llm_usage`, with the id of the `call`; no address, because the table outlives erased people."""
        ...

    @property
    def is_kept(self) -> bool:
        """True if the checked answer is stored already."""
        ...

    def question(self) -> Question[Any]:
        """Return the question. Raises Skip if it cannot be asked."""
        ...

    def keep(self, answer: AnswerForm) -> None:
        """Check the answer and store it. Raises Skip if it cannot be used."""
        ...


class BatchTask(Protocol):
    """Kind of questions asked in batches. `name` is its key in `llm_usage`."""

    name: str

    def questions(self, only: Sequence[UUID] | None = None) -> Iterator[DueQuestion]:
        """Yield all questions of the task, on these calls or on all, the newest call first."""
        ...


def send(claude: Claude, engine: sa.Engine, task: BatchTask, only: Sequence[UUID] | None = None) -> Sent:
    """Send a batch with the questions whose answers are due, newest calls first, within the budgets.

    Raises:
        ModelUnavailable, BadSettings: see `Claude.ask`.
    """
    asked_for = _open(engine)
    requests: dict[int, dict[str, Any]] = {}
    left = 0
    for due in task.questions(only):
        name = {_TASK: task.name, **due.name}
        if due.is_kept or name in asked_for:
            continue
        if len(requests) == _MOST or left:
            left += 1
            continue
        try:
            question = due.question()
            request = claude.request(question)
            row = claude.spend.reserve(claude.bill(question, request, is_batch=True, request=name))
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


def collect(claude: Claude, engine: sa.Engine, *tasks: BatchTask) -> Collected:
    """Store the answers of ended batches of these tasks.

    Raises:
        ModelUnavailable, BadSettings, MoneySpent: see `Claude.ask`, which is needed to correct quotes.
    """
    done = Collected()
    by_name = {task.name: task for task in tasks}
    for batch_id in _open_batches(engine, by_name):
        with claude.api_errors():
            if claude.client.messages.batches.retrieve(batch_id).processing_status != "ended":
                done.open += 1
                continue
            results = list(claude.client.messages.batches.results(batch_id))
        _take(claude, engine, by_name, batch_id, results, done)
    return done


def _take(
    claude: Claude,
    engine: sa.Engine,
    tasks: Mapping[str, BatchTask],
    batch_id: str,
    results: Sequence["MessageBatchIndividualResponse"],
    done: Collected,
) -> None:
    asked = dict(_asked(engine, batch_id))
    calls = [UUID(name["call"]) for name in asked.values()]
    task = tasks[_task_of(next(iter(asked.values()), {}))]
    due = {_key(question.name): question for question in task.questions(calls)}
    for result in results:
        row = int(result.custom_id.removeprefix("gametape-"))
        if row not in asked:
            continue
        if _is_stored(claude, row, result, due.get(_key(asked.pop(row)))):
            done.answers += 1
        else:
            done.unusable += 1
    for row in asked:  # questions without a result in the ended batch
        claude.spend.release(row)


def _key(name: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(item for item in name.items() if item[0] != _TASK)


def _task_of(name: Mapping[str, str]) -> str:
    return name.get(_TASK, "score")  # batches of earlier versions had scores alone


def _is_stored(claude: Claude, row: int, result: "MessageBatchIndividualResponse", due: DueQuestion | None) -> bool:
    if result.result.type != "succeeded":
        claude.spend.release(row)
        return False
    message = result.result.message
    claude.spend.settle(row, tokens_of(message), message.stop_reason)
    if due is None:
        return False
    try:
        answer = read(due.question(), message)
        if not isinstance(answer, AnswerForm):
            return False
        due.keep(answer)
    except Skip:
        return False
    return True


def _open(engine: sa.Engine) -> list[Mapping[str, str]]:
    with engine.connect() as connection:
        waiting = (usage.request.is_not(None), usage.stop_reason.is_(None), usage.is_batch)
        names = connection.scalars(sa.select(usage.request).where(*waiting))
        return [{_TASK: _task_of(name), **name} for name in names]


def _open_batches(engine: sa.Engine, tasks: Mapping[str, BatchTask]) -> list[str]:
    with engine.connect() as connection:
        is_open = (usage.batch_id.is_not(None), usage.stop_reason.is_(None))
        rows = connection.execute(sa.select(usage.batch_id, usage.request).where(*is_open))
        return list(dict.fromkeys(row.batch_id for row in rows if _task_of(row.request or {}) in tasks))


def _asked(engine: sa.Engine, batch_id: str) -> Sequence[tuple[int, Mapping[str, str]]]:
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(usage.id, usage.request).where(usage.batch_id == batch_id, usage.stop_reason.is_(None))
        )
        return [(row.id, row.request) for row in rows]
