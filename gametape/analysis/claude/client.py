"""Client of Claude: ask a question, get an answer of a given form, and account for its cost.

    Question  ->  Claude.ask  ->  cost reserved, request sent, cost settled  ->  answer of the form, or an error

Requests never offer tools. docs/decisions/0105-how-claude-is-asked.md
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import ValidationError

from gametape.analysis.claude.forms import AnswerForm, CallAnswer, sent_form
from gametape.analysis.claude.prices import Tokens, estimate_tokens
from gametape.analysis.claude.prompts import Prompt
from gametape.analysis.claude.spend import Bill, SpendGuard
from gametape.analysis.claude.tasks import Task, choice
from gametape.errors import AnswerUnusable, BadSettings, ModelRefused, ModelUnavailable, MoneySpent, TextTooLong
from gametape.settings import Settings

if TYPE_CHECKING:
    import anthropic
    from anthropic.types import Message

MAX_ANSWER_TOKENS = 8_000
"""Maximum tokens of an answer, including the model's thinking."""

_TIMEOUT = 120.0  # seconds for an answer
_FORM_TOKENS = 2_000  # tokens that the API adds to a question for the answer form, upper estimate


Answer = TypeVar("Answer", bound=AnswerForm)
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer]):
    """Question to Claude.

    The request has `data` first, then the prompt, and `then` after it. The API caches the data for five minutes, which
    makes further questions on the same data by the same model cheaper.
    """

    prompt: Prompt
    form: type[Answer]
    data: str
    then: str = ""
    task: Task = Task.READING
    opportunity_id: UUID | None = None


class _Unusable(NamedTuple):
    reason: str


def require_key(settings: Settings) -> str:
    """Return the API key.

    Raises:
        BadSettings: no key is set.
    """
    if settings.anthropic_api_key is None or not settings.anthropic_api_key.get_secret_value().strip():
        raise BadSettings(
            "Claude needs an API key, and none is set.",
            hint="Set ANTHROPIC_API_KEY to an Anthropic API key. The local analyzer and scorer need no key.",
        )
    return settings.anthropic_api_key.get_secret_value().strip()


class Claude:
    """Client for a run; safe to share between threads. Use it as a context manager, which closes it."""

    def __init__(self, settings: Settings, engine: sa.Engine) -> None:
        """Prepare the client without connecting.

        Raises:
            BadSettings: no key is set.
        """
        self._key = require_key(settings)
        self.settings = settings
        self.spend = SpendGuard(engine, settings)

    def __enter__(self) -> "Claude":
        return self

    def __exit__(self, *_: object) -> None:
        if "client" in self.__dict__:
            self.client.close()

    @cached_property
    def client(self) -> "anthropic.Anthropic":
        """Client of the SDK, imported at the first question because the import takes seconds."""
        import anthropic  # noqa: PLC0415

        return anthropic.Anthropic(
            api_key=self._key, base_url=self.settings.llm_url, max_retries=self.settings.retries, timeout=_TIMEOUT
        )

    def ask(self, question: Question[Answer]) -> Answer:
        """Return the answer; if it cannot be used, ask once more with the reason.

        Raises:
            MoneySpent: the question could cost more than the budget that is left.
            ModelUnavailable: the API is unreachable, overloaded, or over its rate limit, after several tries.
            ModelRefused: Claude declines to answer.
            AnswerUnusable: neither answer has the form.
            TextTooLong: the data is longer than the model accepts.
            BadSettings: the API does not accept the key or the model.
        """
        answer = self._try(question, None)
        if isinstance(answer, _Unusable):
            answer = self._try(question, answer.reason)
        if isinstance(answer, _Unusable):
            raise AnswerUnusable(f"{question.prompt.label}: unusable answer: {answer.reason}")
        return answer

    def _try(self, question: Question[Answer], before: str | None) -> Answer | _Unusable:
        request = self.request(question, before)
        bill = self.bill(question, request)
        row = self.spend.reserve(bill)
        with self.api_errors(row, model=request["model"]):
            message: Message = self.client.messages.create(**request)
        self.spend.settle(row, tokens_of(message), message.stop_reason)
        return read(question, message)

    def request(self, question: Question[Any], before: str | None = None) -> dict[str, Any]:
        """Return the request: without tools and sampling parameters, with all before the prompt cached at the API."""
        from anthropic import transform_schema  # noqa: PLC0415

        model, effort = choice(self.settings, question.task)
        data = {"type": "text", "text": question.data}
        content: list[dict[str, Any]] = [
            data if question.task is Task.ENTAILMENT else data | {"cache_control": {"type": "ephemeral"}},
            {"type": "text", "text": f"{question.prompt.text}\n{question.then}".rstrip()},
        ]
        if before:
            content.append({"type": "text", "text": f"An earlier answer could not be used: {before} Answer again."})
        return {
            "model": model,
            "max_tokens": MAX_ANSWER_TOKENS,
            "system": [{"type": "text", "text": question.prompt.rules, "cache_control": {"type": "ephemeral"}}],
            "messages": [{"role": "user", "content": content}],
            "output_config": {
                "effort": effort,
                "format": {"type": "json_schema", "schema": transform_schema(sent_form(question.form))},
            },
        }

    def bill(self, question: Question[Any], sent: dict[str, Any], **more: Any) -> Bill:
        """Return the bill with the most tokens: nothing cached yet, and the longest answer."""
        read_at_most = estimate_tokens(str(sent["system"])) + estimate_tokens(str(sent["messages"])) + _FORM_TOKENS
        return Bill(
            purpose=question.prompt.label,
            model=sent["model"],
            most=Tokens(0, read_at_most, 0, MAX_ANSWER_TOKENS),
            opportunity_id=question.opportunity_id,
            **more,
        )

    @contextmanager
    def api_errors(self, *rows: int, model: str = "The model") -> Iterator[None]:
        """Translate errors of the API; release the cost of rejected requests, keep the cost of others."""
        import anthropic  # noqa: PLC0415
        import httpx2  # noqa: PLC0415 - a dependency of anthropic

        try:
            yield
        except anthropic.APIStatusError as error:
            self._release(rows)
            raise _translated(error, model) from None
        except anthropic.APIConnectionError as error:
            if isinstance(error.__cause__, httpx2.ConnectError):
                self._release(rows)
            message = "Cannot connect to Claude."
            raise ModelUnavailable(message, hint="Try again in a moment.", detail=str(error)) from None

    def _release(self, rows: Sequence[int]) -> None:
        for row in rows:
            self.spend.release(row)

    def in_parallel(self, work: Callable[[Item], Result], of: Sequence[Item]) -> list[Result]:
        """Run a function on all items in parallel and return the results in order; the first error cancels the rest."""
        if not of:
            return []
        _ = self.client  # created here, so that all threads share it
        with ThreadPoolExecutor(min(len(of), self.settings.llm_at_once), "claude") as pool:
            futures = [pool.submit(work, item) for item in of]
            wait(futures, return_when=FIRST_EXCEPTION)
            if any(future.done() and not future.cancelled() and future.exception() for future in futures):
                for future in futures:
                    future.cancel()
        for error in (future.exception() for future in futures if not future.cancelled()):
            if error:
                raise error
        return [future.result() for future in futures]


def read(question: Question[Answer], message: "Message") -> Answer | _Unusable:
    """Return the answer in a message, or the reason why it cannot be used, by the message's stop reason.

    Raises:
        ModelRefused, TextTooLong, AnswerUnusable: the model stopped for a reason that a second question would not
        change.
    """
    label = question.prompt.label
    if message.stop_reason == "refusal":
        raise ModelRefused(f"{label}: Claude declines to analyze this text.", hint="Use the local analyzer.")
    if message.stop_reason == "model_context_window_exceeded":
        raise TextTooLong(f"{label}: the text is too long for {message.model}.")
    if message.stop_reason == "max_tokens":
        return _Unusable("it was cut off because it was too long: be brief.")
    if message.stop_reason not in ("end_turn", "stop_sequence"):
        raise AnswerUnusable(f"{label}: Claude stopped unexpectedly ({message.stop_reason}).")
    text = "".join(block.text for block in message.content if block.type == "text")
    try:
        answer = sent_form(question.form).model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return _Unusable(f"it is not of the form ({where or 'all of it'}: {first['msg']}).")
    given = answer.answer if isinstance(answer, CallAnswer) else answer
    return given if isinstance(given, question.form) else _Unusable("it answers another question.")


def tokens_of(message: "Message") -> Tokens:
    """Return the tokens of an answer, by price."""
    used = message.usage
    return Tokens(
        used.input_tokens,
        used.cache_creation_input_tokens or 0,
        used.cache_read_input_tokens or 0,
        used.output_tokens,
    )


def _translated(error: "anthropic.APIStatusError", model: str) -> Exception:
    """Return the project's error for an error of the API, by what the user can do."""
    said = (error.api_message or error.message)[:200]
    status = error.status_code
    if status in (408, 409, 429) or status >= 500:
        return ModelUnavailable(f"Claude is busy (HTTP {status}).", hint="Try again in a moment.", detail=said)
    if status == 413:
        return TextTooLong(f"The text is too long for {model}.", detail=said)
    if status == 402:
        return MoneySpent("The Anthropic account has no credit.", hint="Check the account's billing.", detail=said)
    if status in (401, 403):
        return BadSettings(f"ANTHROPIC_API_KEY is not accepted (HTTP {status}).", hint="Set it to a valid key.")
    message = f"{model} rejects the request (HTTP {status})."
    return BadSettings(message, hint="Check GAMETAPE_LLM_MODEL and the models of the tasks.", detail=said)
