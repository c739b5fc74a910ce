"""Asking Claude: one question, one answer of a given form, paid for and accounted.

    Question  ->  Claude.ask  ->  money reserved, sent, settled  ->  an answer of the form, or an error

No tools are ever offered. docs/decisions/0105-how-claude-is-asked.md
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, ValidationError

from gametape.analysis.claude.prices import Tokens, at_most
from gametape.analysis.claude.prompts import Prompt
from gametape.analysis.claude.spend import Bill, SpendGuard
from gametape.errors import AnswerUnusable, BadSettings, ModelRefused, ModelUnavailable, MoneySpent, TextTooLong
from gametape.settings import Settings

if TYPE_CHECKING:
    import anthropic
    from anthropic.types import Message

MOST_ANSWERED = 8_000
"""Tokens of an answer, with what the model thinks before it."""

_PATIENCE = 120.0  # seconds for one answer
_UNSPOKEN = 1_000  # tokens that the API adds to a question: the form, and how to keep to it


class AnswerForm(BaseModel):
    """Base of what is asked for: nothing but the fields that it has."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Answer = TypeVar("Answer", bound=AnswerForm)
One = TypeVar("One")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer]):
    """What is asked.

    `data` comes first and `then` after it; where several questions follow each other on the same data, `again` has the
    data kept at the API for five minutes, which makes the second one cheaper.
    """

    prompt: Prompt
    form: type[Answer]
    data: str
    then: str = ""
    again: bool = False
    opportunity_id: UUID | None = None


class _Unusable(NamedTuple):
    reason: str


def demand_key(settings: Settings) -> str:
    """The key.

    Raises:
        BadSettings: none is set.
    """
    if settings.anthropic_api_key is None or not settings.anthropic_api_key.get_secret_value().strip():
        raise BadSettings(
            "Claude needs an API key, and none is set.",
            hint="Set ANTHROPIC_API_KEY to an Anthropic API key. The local analyzer and scorer need no key.",
        )
    return settings.anthropic_api_key.get_secret_value().strip()


class Claude:
    """A run's way to the model. Safe to share between threads; close it."""

    def __init__(self, settings: Settings, engine: sa.Engine) -> None:
        """Connects to nothing.

        Raises:
            BadSettings: no key is set.
        """
        self._key = demand_key(settings)
        self.settings = settings
        self.spend = SpendGuard(engine, settings)

    def __enter__(self) -> "Claude":
        return self

    def __exit__(self, *_: object) -> None:
        if "client" in self.__dict__:
            self.client.close()

    @cached_property
    def client(self) -> "anthropic.Anthropic":
        """The SDK's; its import takes seconds, so only who asks pays for it."""
        import anthropic  # noqa: PLC0415

        return anthropic.Anthropic(
            api_key=self._key, base_url=self.settings.llm_url, max_retries=self.settings.retries, timeout=_PATIENCE
        )

    def ask(self, question: Question[Answer]) -> Answer:
        """The answer. One that cannot be used is asked for once more, with the reason.

        Raises:
            MoneySpent: the question could cost more than what is left.
            ModelUnavailable: the API is away, overloaded, or limits us, after several tries.
            ModelRefused: it declines.
            AnswerUnusable: neither answer was of the form.
            TextTooLong: the data does not fit.
            BadSettings: the key or the model is not accepted.
        """
        found = self._once(question, None)
        if isinstance(found, _Unusable):
            found = self._once(question, found.reason)
        if isinstance(found, _Unusable):
            raise AnswerUnusable(f"{question.prompt.label}: unusable answer: {found.reason}")
        return found

    def _once(self, question: Question[Answer], before: str | None) -> Answer | _Unusable:
        request = self.request(question, before)
        bill = self.bill(question, request)
        row = self.spend.reserve(bill)
        with self.turned_away(row):
            message: Message = self.client.messages.create(**request)
        self.spend.settle(row, tokens_of(message), message.stop_reason)
        return read(question, message)

    def request(self, question: Question[Any], before: str | None = None) -> dict[str, Any]:
        """What is sent: no tools, no sampling, the prompt kept at the API."""
        from anthropic import transform_schema  # noqa: PLC0415

        content: list[dict[str, Any]] = [{"type": "text", "text": question.data}]
        if question.again:
            content[0]["cache_control"] = {"type": "ephemeral"}
        if question.then:
            content.append({"type": "text", "text": question.then})
        if before:
            content.append({"type": "text", "text": f"An earlier answer could not be used: {before} Answer again."})
        kept = {"type": "text", "text": question.prompt.text, "cache_control": {"type": "ephemeral"}}
        return {
            "model": self.settings.llm_model,
            "max_tokens": MOST_ANSWERED,
            "system": [kept],
            "messages": [{"role": "user", "content": content}],
            "output_config": {
                "effort": self.settings.llm_effort,
                "format": {"type": "json_schema", "schema": transform_schema(question.form)},
            },
        }

    def bill(self, question: Question[Any], sent: dict[str, Any], **more: Any) -> Bill:
        """What the question costs at most: nothing is in the cache yet, and the answer takes all the room it has."""
        read_at_most = at_most(str(sent["system"])) + at_most(str(sent["messages"])) + _UNSPOKEN
        return Bill(
            purpose=question.prompt.label,
            model=self.settings.llm_model,
            most=Tokens(0, read_at_most, 0, MOST_ANSWERED),
            opportunity_id=question.opportunity_id,
            **more,
        )

    @contextmanager
    def turned_away(self, *rows: int) -> Iterator[None]:
        """Errors of the API as ours. What was turned away costs nothing; what may have been read stays on the books."""
        import anthropic  # noqa: PLC0415
        import httpx2  # noqa: PLC0415 - comes with it

        try:
            yield
        except anthropic.APIStatusError as error:
            self._release(rows)
            raise _ours(error, self.settings.llm_model) from None
        except anthropic.APIConnectionError as error:
            if isinstance(error.__cause__, httpx2.ConnectError):
                self._release(rows)
            told = "Cannot connect to Claude."
            raise ModelUnavailable(told, hint="Try again in a moment.", detail=str(error)) from None

    def _release(self, rows: Sequence[int]) -> None:
        for row in rows:
            self.spend.release(row)

    def at_once(self, work: Callable[[One], Other], of: Sequence[One]) -> list[Other]:
        """The same work on many, side by side; the first error stops what has not begun; what is done stays."""
        if not of:
            return []
        _ = self.client  # one for all
        with ThreadPoolExecutor(min(len(of), self.settings.llm_at_once), "claude") as pool:
            futures = [pool.submit(work, one) for one in of]
            wait(futures, return_when=FIRST_EXCEPTION)
            if any(one.done() and not one.cancelled() and one.exception() for one in futures):
                for one in futures:
                    one.cancel()
        for error in (one.exception() for one in futures if not one.cancelled()):
            if error:
                raise error
        return [one.result() for one in futures]


def read(question: Question[Answer], message: "Message") -> Answer | _Unusable:
    """The answer in a message, by why the model stopped.

    Raises:
        ModelRefused, TextTooLong, AnswerUnusable: that would not change by asking again.
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
        return question.form.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return _Unusable(f"it is not of the form ({where or 'all of it'}: {first['msg']}).")


def tokens_of(message: "Message") -> Tokens:
    """What the answer took."""
    used = message.usage
    return Tokens(
        used.input_tokens,
        used.cache_creation_input_tokens or 0,
        used.cache_read_input_tokens or 0,
        used.output_tokens,
    )


def _ours(error: "anthropic.APIStatusError", model: str) -> Exception:
    """By what to do next."""
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
    told = f"{model} rejects the request (HTTP {status})."
    return BadSettings(told, hint="Check GAMETAPE_LLM_MODEL.", detail=said)
