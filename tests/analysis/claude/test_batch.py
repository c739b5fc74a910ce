"""Backfills at half the price: sent once, kept once, and nothing lost between processes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.claude.batch import Collected, Sent
from gametape.analysis.claude.batch import collect as collect_batches
from gametape.analysis.claude.batch import send as send_batch
from gametape.analysis.claude.call_scorer import ClaudeScorer
from gametape.analysis.claude.client import Claude
from gametape.analysis.claude.reading_batch import ReadingBatch
from gametape.analysis.claude.score_batch import ScoreBatch
from gametape.analysis.deal_insights import refresh_insights
from gametape.analysis.measures.measure import measure
from gametape.analysis.scoring.rescoring import score_changed
from gametape.settings import Settings
from gametape.store.tables import coaching_sessions, llm_usage, transcripts
from tests.builders.deal_stories import ANSWERED, DISCOVERY, held, platform_rollout
from tests.builders.scored_calls import ASKS, add_people, add_talk
from tests.builders.store_rows import add_deal
from tests.conftest import SettingsFor
from tests.fakes.messages_model import careful_call, careful_deal, kind_of, model
from tests.fakes.messages_server import MessagesServer, Reply, data_of, fault, messages_server


def judge(request: Any) -> dict[str, Any]:
    own = [one for one in data_of(request, "call") if one["text"] == ASKS]
    quotes = [{"turn": one["turn"], "quote": ASKS} for one in own[:2]]
    return {
        "criteria": [
            {
                "criterion": one["criterion"],
                "level": 4,
                "nothing_to_judge": False,
                "quotes": quotes,
                "why": "Asked how.",
            }
            for one in data_of(request, "rubric")
            if "criterion" in one
        ]
    }


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with messages_server(model(score=judge)) as server:
        yield server


@pytest.fixture
def keyed(settings_for: SettingsFor, database_url: str, server: MessagesServer) -> Settings:
    return settings_for(database_url=database_url, anthropic_api_key="sk-test", llm_url=server.url)


@pytest.fixture
def claude(keyed: Settings, engine: sa.Engine) -> Iterator[Claude]:
    with engine.begin() as connection:
        add_people(connection)
        add_talk(connection)
    measure(engine, keyed)
    with Claude(keyed, engine) as claude:
        yield claude


def send(claude: Claude, engine: sa.Engine) -> Sent:
    return send_batch(claude, engine, ScoreBatch(claude, engine))


def collect(claude: Claude, engine: sa.Engine) -> Collected:
    return collect_batches(claude, engine, ScoreBatch(claude, engine))


def ready(claude: Claude, engine: sa.Engine) -> list[UUID]:
    return ScoreBatch(claude, engine).ready()


def books(engine: sa.Engine) -> list[Any]:
    with engine.connect() as connection:
        scored = llm_usage.c.purpose.like("score_call/%")  # not the questions that judge its sentences
        return list(connection.execute(sa.select(llm_usage).where(scored).order_by(llm_usage.c.id)))


def test_what_is_due_goes_out_once_and_comes_back_as_scores(
    claude: Claude, engine: sa.Engine, keyed: Settings, server: MessagesServer
) -> None:
    sent = send(claude, engine)
    assert sent.questions == len(books(engine)) == 4
    assert send(claude, engine).questions == 0  # still open
    assert (collect(claude, engine).open, ready(claude, engine)) == (1, [])
    server.ended.add(str(sent.batch_id))
    with Claude(keyed, engine) as another:
        done = collect(another, engine)
        assert (done.answers, done.unusable, done.open) == (4, 0, 0)
        asked = len(server.requests)
        scored = score_changed(engine, keyed, scorer=ClaudeScorer(another, engine), only=ready(another, engine))
        assert send(another, engine).questions == 0
    assert (scored.calls, scored.scores, len(server.requests)) == (1, 4, asked)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(coaching_sessions.c.origin, coaching_sessions.c.score)).all()
    assert {row.origin for row in rows} == {"claude"}
    assert max(row.score for row in rows if row.score is not None) > 50
    for row in books(engine):
        assert (row.is_batch, row.stop_reason, row.request) == (True, "end_turn", None)
        assert row.dollars == (1000 * Decimal(2) + 200 * Decimal(10)) / 1_000_000 / 2


def test_answers_of_no_use_are_counted_and_asked_for_again(
    claude: Claude, engine: sa.Engine, server: MessagesServer
) -> None:
    replies = iter([Reply(stop_reason="refusal"), Reply("{", "max_tokens"), fault(500), None])

    def moody(request: Any) -> Any:
        return next(replies, None) or judge(request)

    server.model = model(score=moody)
    server.ended.add(str(send(claude, engine).batch_id))
    done = collect(claude, engine)
    assert (done.answers, done.unusable) == (1, 3)
    assert len(books(engine)) == 3  # what the API failed at costs nothing
    assert send(claude, engine).questions == 3


def test_a_batch_stays_within_the_budget(settings_for: SettingsFor, claude: Claude, engine: sa.Engine) -> None:
    poor = claude.settings.model_copy(update={"llm_budget": Decimal("0.1")})
    with Claude(poor, engine) as few:
        sent = send(few, engine)
        assert (sent.questions, sent.left) == (2, 2)
        assert few.spend.spent <= Decimal("0.1")


def test_an_open_batch_of_an_earlier_version_is_fetched_as_scores(
    claude: Claude, engine: sa.Engine, server: MessagesServer
) -> None:
    server.ended.add(str(send(claude, engine).batch_id))
    with engine.begin() as connection:
        connection.execute(sa.update(llm_usage).values(request=llm_usage.c.request.op("-")("task")))
    assert collect(claude, engine).answers == 4


# Reading


@pytest.fixture
def deal(claude: Claude, engine: sa.Engine, server: MessagesServer) -> UUID:
    server.model = model(call=careful_call, deal=careful_deal, score=judge)
    with engine.begin() as connection:
        deal = platform_rollout(connection, ANSWERED)
        closed = add_deal(connection, "Closed", is_closed=True, is_won=False)
        held(connection, closed, 5, DISCOVERY)
    return deal


def test_calls_of_open_deals_are_read_at_half_the_price_and_the_deal_then_costs_one_question(
    claude: Claude, engine: sa.Engine, keyed: Settings, server: MessagesServer, deal: UUID
) -> None:
    readings = ReadingBatch(claude, engine)
    sent = send_batch(claude, engine, readings)
    assert (sent.questions, send_batch(claude, engine, readings).questions) == (2, 0)
    assert (collect_batches(claude, engine, readings).open, readings.ready()) == (1, [])
    server.ended.add(str(sent.batch_id))
    assert collect(claude, engine) == Collected()  # a batch of another task is left alone
    done = collect_batches(claude, engine, readings)
    assert (done.answers, done.unusable, readings.ready()) == (2, 0, [deal])
    asked = [kind_of(request) for request in server.requests]
    assert asked == ["call", "call"]
    found = refresh_insights(engine, deal, keyed, "claude")
    assert [kind_of(request) for request in server.requests[2:]] == ["deal", "claims"]
    assert (found.coverage.calls_read, len(found.remarks)) == (2, 2)
    with engine.connect() as connection:
        is_reading = llm_usage.c.purpose.like("read_call/%")
        rows = connection.execute(sa.select(llm_usage).where(is_reading)).all()
    assert [(row.is_batch, row.opportunity_id, row.dollars) for row in rows] == [(True, deal, Decimal("0.002"))] * 2


def test_a_call_that_changed_while_its_batch_ran_is_asked_again(
    claude: Claude, engine: sa.Engine, server: MessagesServer, deal: UUID
) -> None:
    readings = ReadingBatch(claude, engine)
    server.ended.add(str(send_batch(claude, engine, readings).batch_id))
    with engine.begin() as connection:
        connection.execute(sa.update(transcripts).values(content_hash=b"another text"))
    done = collect_batches(claude, engine, readings)
    assert (done.answers, done.unusable) == (0, 2)
    assert send_batch(claude, engine, readings).questions == 2
