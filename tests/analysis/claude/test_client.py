"""Asking Claude over HTTP: paid for before, accounted after, and every way to fail told by what to do next."""

import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.analysis.claude.client import Claude, Question
from gametape.analysis.claude.forms import AnswerForm
from gametape.analysis.claude.prices import Tokens, estimate_tokens, prices
from gametape.analysis.claude.prompts import prompt
from gametape.analysis.claude.spend import Bill, SpendGuard, spent_today
from gametape.errors import (
    AnswerUnusable,
    BadSettings,
    GametapeError,
    ModelRefused,
    ModelUnavailable,
    MoneySpent,
    TextTooLong,
)
from gametape.settings import Settings
from gametape.store.tables import llm_usage
from tests.builders.store_rows import add_deal
from tests.conftest import SettingsFor
from tests.fakes.messages_server import MessagesServer, Reply, answers, fault, messages_server, one_after_the_other

KEY = "sk-ant-very-secret"


class Colour(AnswerForm):
    name: str
    shade: int


QUESTION = Question(prompt("read_call"), Colour, "<call>\n{}\n</call>")
GOOD = answers({"name": "red", "shade": 3})


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with messages_server(one_after_the_other(GOOD)) as server:
        yield server


@pytest.fixture
def keyed(settings_for: SettingsFor, database_url: str, server: MessagesServer) -> Settings:
    return settings_for(database_url=database_url, anthropic_api_key=KEY, llm_url=server.url)


@pytest.fixture
def claude(keyed: Settings, engine: sa.Engine) -> Iterator[Claude]:
    with Claude(keyed, engine) as claude:
        yield claude


def rows(engine: sa.Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(sa.select(llm_usage).order_by(llm_usage.c.id)))


def test_an_answer_comes_in_its_form_and_is_on_the_books_of_its_deal(
    claude: Claude, server: MessagesServer, engine: sa.Engine
) -> None:
    with engine.begin() as connection:
        deal = add_deal(connection, "Northwind")
    usage = {
        "input_tokens": 1_000_000,
        "cache_creation_input_tokens": 100_000,
        "cache_read_input_tokens": 200_000,
        "output_tokens": 10_000,
    }
    server.model = one_after_the_other(Reply(GOOD.text, usage=usage))
    question = Question(QUESTION.prompt, Colour, QUESTION.data, opportunity_id=deal)
    assert claude.ask(question) == Colour(name="red", shade=3)
    (row,) = rows(engine)
    assert (row.purpose, row.model, row.stop_reason) == ("read_call/2", "claude-sonnet-5-5", "end_turn")
    assert row.opportunity_id == deal
    assert row.dollars == Decimal("2") + Decimal("0.25") + Decimal("0.02") + Decimal("0.1")
    with engine.connect() as connection:
        assert spent_today(connection) == claude.spend.spent == row.dollars


def test_what_is_sent_has_no_tools_a_kept_prefix_and_the_form(claude: Claude, server: MessagesServer) -> None:
    claude.ask(QUESTION)
    (request,) = server.requests
    assert [one.removeprefix("Bearer ") for one in server.keys] == [KEY]
    assert request.keys() == {"model", "max_tokens", "system", "messages", "output_config"}
    rules = {"type": "text", "text": QUESTION.prompt.rules, "cache_control": {"type": "ephemeral"}}
    assert request["system"] == [rules]
    assert [one["role"] for one in request["messages"]] == ["user"]
    form = request["output_config"]["format"]
    assert (form["type"], form["schema"]["additionalProperties"]) == ("json_schema", False)


@pytest.mark.parametrize(
    "unusable",
    [
        Reply('{"name": "red", "sha', "max_tokens"),
        Reply("Sure! Here you are: red"),
        answers({"name": "red"}),
        answers({"name": "red", "shade": 3, "tool": "rm"}),
        Reply(""),
    ],
    ids=["cut off", "no JSON", "a field less", "a field more", "nothing"],
)
def test_what_cannot_be_used_is_asked_for_once_more_with_the_reason(
    claude: Claude, server: MessagesServer, engine: sa.Engine, unusable: Reply
) -> None:
    server.model = one_after_the_other(unusable, GOOD)
    assert claude.ask(QUESTION).name == "red"
    first, second = server.requests
    assert first["messages"][0]["content"] == second["messages"][0]["content"][:-1]
    assert "could not be used" in second["messages"][0]["content"][-1]["text"]
    assert len(rows(engine)) == 2  # both were answered, so both were paid
    server.model = one_after_the_other(unusable)
    with pytest.raises(AnswerUnusable):
        claude.ask(QUESTION)
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(stop_reason="refusal"), ModelRefused),
        (Reply(stop_reason="model_context_window_exceeded"), TextTooLong),
        (Reply(stop_reason="tool_use"), AnswerUnusable),
        (Reply(stop_reason="pause_turn"), AnswerUnusable),
        (Reply(stop_reason="something_new"), AnswerUnusable),
    ],
    ids=lambda value: getattr(value, "stop_reason", value.__name__ if isinstance(value, type) else ""),
)
def test_a_stop_that_asking_again_would_not_change_is_told_at_once(
    claude: Claude, server: MessagesServer, engine: sa.Engine, reply: Reply, error: type[GametapeError]
) -> None:
    server.model = one_after_the_other(reply)
    with pytest.raises(error):
        claude.ask(QUESTION)
    assert [one.stop_reason for one in rows(engine)] == [reply.stop_reason]


@pytest.mark.parametrize("status", [429, 529, 500, 503])
def test_a_busy_api_is_asked_again_when_it_says(
    claude: Claude, server: MessagesServer, engine: sa.Engine, status: int
) -> None:
    server.model = one_after_the_other(fault(status, after=0.2), fault(status, after=0.05), GOOD)
    began = time.monotonic()
    assert claude.ask(QUESTION).name == "red"
    assert time.monotonic() - began > 0.2
    assert (len(server.requests), len(rows(engine))) == (3, 1)


def test_an_api_that_stays_busy_is_told_and_costs_nothing(
    claude: Claude, server: MessagesServer, engine: sa.Engine
) -> None:
    server.model = one_after_the_other(fault(529, after=0.01))
    with pytest.raises(ModelUnavailable, match="busy"):
        claude.ask(QUESTION)
    assert len(server.requests) == 1 + claude.settings.retries
    assert rows(engine) == []


def test_a_cut_connection_is_tried_again(claude: Claude, server: MessagesServer) -> None:
    server.model = one_after_the_other(Reply(GOOD.text, cut=True), GOOD)
    assert claude.ask(QUESTION).name == "red"


def test_nobody_there_is_told_and_costs_nothing(settings_for: SettingsFor, engine: sa.Engine) -> None:
    with messages_server(one_after_the_other(GOOD)) as gone:
        url = gone.url
    alone = settings_for(anthropic_api_key=KEY, llm_url=url, retries=0)
    with Claude(alone, engine) as claude, pytest.raises(ModelUnavailable, match="Cannot connect"):
        claude.ask(QUESTION)
    assert rows(engine) == []


@pytest.mark.parametrize(
    ("status", "error"),
    [*((status, BadSettings) for status in (400, 401, 403, 404)), (402, MoneySpent), (413, TextTooLong)],
)
def test_what_the_api_does_not_accept_is_told_without_the_key(
    claude: Claude, server: MessagesServer, engine: sa.Engine, status: int, error: type[GametapeError]
) -> None:
    server.model = one_after_the_other(fault(status))
    with pytest.raises(error) as caught:
        claude.ask(QUESTION)
    assert KEY not in f"{caught.value} {caught.value.hint} {claude!r} {claude.settings!r}"
    assert (len(server.requests), rows(engine)) == (1, [])


def most_of(claude: Claude) -> Decimal:
    bill = claude.bill(QUESTION, claude.request(QUESTION))
    return prices().dollars(bill.model, bill.most)


@pytest.mark.parametrize("budget", ["llm_budget", "llm_daily_budget"])
def test_no_question_is_sent_that_could_cost_more_than_is_left(
    settings_for: SettingsFor, engine: sa.Engine, server: MessagesServer, claude: Claude, budget: str
) -> None:
    usage = {"input_tokens": 0, "output_tokens": 8000}
    server.model = one_after_the_other(Reply(GOOD.text, usage=usage))  # 8 cents
    limit = most_of(claude) + Decimal("0.17")
    few = settings_for(anthropic_api_key=KEY, llm_url=server.url, **{budget: limit})
    with Claude(few, engine) as poor:
        for _ in range(3):
            poor.ask(QUESTION)
        with pytest.raises(MoneySpent, match=r"could raise"):
            poor.ask(QUESTION)
        assert poor.spend.spent == Decimal("0.24") <= limit
    assert len(server.requests) == 3


def test_many_at_once_and_two_processes_stay_within_the_day(
    settings_for: SettingsFor, engine: sa.Engine, claude: Claude
) -> None:
    bill = Bill("read_call/2", "claude-sonnet-5-5", Tokens(0, 0, 0, 100_000))  # a dollar each
    few = settings_for(anthropic_api_key=KEY, llm_daily_budget=Decimal(5), llm_budget=Decimal(100))
    guards = [SpendGuard(engine, few) for _ in range(8)]
    together = Barrier(8)

    def take(guard: SpendGuard) -> int | None:
        together.wait()
        try:
            return guard.reserve(bill)
        except MoneySpent:
            return None

    claude.settings.__dict__["llm_at_once"] = 8
    taken = [one for one in claude.in_parallel(take, guards) if one is not None]
    assert len(taken) == 5
    with engine.connect() as connection:
        assert spent_today(connection) == 5
    guards[0].release(taken[0])
    guards[0].settle(taken[1], Tokens(0, 0, 0, 0), "end_turn")
    with engine.connect() as connection:
        assert spent_today(connection) == 3


def test_the_first_error_of_many_stops_what_has_not_begun(keyed: Settings, engine: sa.Engine) -> None:
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 0:
            raise MoneySpent("all of it")
        return number

    keyed.__dict__["llm_at_once"] = 1
    with Claude(keyed, engine) as claude, pytest.raises(MoneySpent):
        claude.in_parallel(work, range(50))
    assert len(begun) < 50


def test_without_a_key_it_is_said_what_to_set(settings: Settings, settings_for: SettingsFor, engine: sa.Engine) -> None:
    for none in (settings, settings_for(anthropic_api_key="  ")):
        with pytest.raises(BadSettings, match="needs an API key") as caught:
            Claude(none, engine)
        assert "ANTHROPIC_API_KEY" in caught.value.hint


def test_a_model_without_a_price_is_not_asked(
    settings_for: SettingsFor, engine: sa.Engine, server: MessagesServer
) -> None:
    unknown = settings_for(anthropic_api_key=KEY, llm_url=server.url, llm_model="claude-next")
    with Claude(unknown, engine) as claude, pytest.raises(BadSettings, match="No price is known for claude-next"):
        claude.ask(QUESTION)
    assert server.requests == []


def test_prices_of_batches_and_of_long_prompts() -> None:
    known = prices()
    tokens = Tokens(90_000, 0, 20_000, 1_000)
    long = Decimal("0.045") + Decimal("0.001") + Decimal("0.0025")
    assert known.dollars("claude-haiku-5-5", tokens) == long
    assert known.dollars("claude-haiku-5-5", tokens, is_batch=True) == long / 2
    assert known.dollars("claude-haiku-5-5", Tokens(100_000, 0, 0, 0)) == Decimal("0.01")
    assert estimate_tokens("naïve " * 100) >= 100


def test_nobody_pays_for_the_import_who_does_not_ask() -> None:
    code = (
        "import sys, gametape.analysis.claude.analyser, gametape.analysis.claude.call_scorer, gametape.surfaces.cli;"
        "print('anthropic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
