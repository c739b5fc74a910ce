"""A deal read by Claude: the form of the local one, only what was said, and nothing paid for twice."""

import time
from collections.abc import Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.deal_insights import plan, read_insights, refresh_insights
from gametape.analysis.evidence.claims import Why
from gametape.analysis.insights.models import ElementState, ObjectionState
from gametape.analysis.insights.view import CoverageGap, DealInsights
from gametape.errors import BadSettings, ModelUnavailable, MoneySpent
from gametape.settings import Settings
from gametape.store.tables import insights, llm_usage
from tests.builders.deal_stories import ANSWERED, DEAR, DISCOVERY, held, platform_rollout
from tests.builders.store_rows import add_deal
from tests.conftest import SettingsFor
from tests.fakes.messages_model import CAREFUL, EMPTY_CALL, EMPTY_DEAL, careful_call, careful_deal, kind_of, model
from tests.fakes.messages_server import MessagesServer, Reply, Request, answers, data_of, fault, messages_server


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with messages_server(CAREFUL) as server:
        yield server


@pytest.fixture
def keyed(settings_for: SettingsFor, database_url: str, server: MessagesServer) -> Settings:
    return settings_for(database_url=database_url, anthropic_api_key="sk-test", llm_url=server.url)


@pytest.fixture
def deal(engine: sa.Engine) -> UUID:
    with engine.begin() as connection:
        return platform_rollout(connection, ANSWERED)


def kinds(server: MessagesServer) -> list[str]:
    """The questions, without those that judge the claims of an answer."""
    return sorted(kind for kind in map(kind_of, server.requests) if kind != "claims")


def test_it_has_the_form_of_the_local_one_with_words_added(
    engine: sa.Engine, keyed: Settings, deal: UUID, server: MessagesServer
) -> None:
    local = refresh_insights(engine, deal, keyed)
    found = refresh_insights(engine, deal, keyed, "claude")
    assert (found.analyser, found.model, found.prompt_version) == ("claude", "claude-sonnet-5-5", "read_deal/3")
    assert found.signals == local.signals
    assert (found.progression.stages[0].stage, found.relationship) == (
        local.progression.stages[0].stage,
        local.relationship,
    )
    assert [(one.name, one.calls, one.turns) for one in found.themes] == [
        (one.name, one.calls, one.turns) for one in local.themes
    ]
    pain = next(one for one in found.methodology.elements if one.element == "pain")
    assert pain.state is ElementState.VERIFIED
    (objection,) = [one for one in found.objections if one.kind == "price"]
    assert (objection.state, objection.evidence[0].quote) == (
        ObjectionState.RESOLVED,
        DEAR,
    )
    assert [one.text for one in found.remarks] == [
        "They lose time every day, and nobody knows why",
        "The quote is here",
    ]
    assert [one.evidence[0].kind for one in found.remarks] == ["call", "email"]
    assert found.actions == (), "the objection is settled, and nothing else is unusual"
    assert found.coverage.calls_read == 2
    assert kinds(server) == ["call", "call", "deal"]


def test_asking_again_is_free_and_a_new_call_costs_only_itself(
    engine: sa.Engine, keyed: Settings, deal: UUID, server: MessagesServer
) -> None:
    with engine.connect() as connection:
        before = plan(connection, deal, keyed, "claude")
    refresh_insights(engine, deal, keyed, "claude")
    paid = sum_of(engine)
    assert before.dollars is not None
    assert 0 < paid <= before.dollars
    server.requests.clear()
    refresh_insights(engine, deal, keyed, "claude")
    assert server.requests == []
    with engine.begin() as connection:
        held(connection, deal, 1, DISCOVERY)
        assert len(plan(connection, deal, keyed, "claude").calls) == 1
    refresh_insights(engine, deal, keyed, "claude")
    assert kinds(server) == ["call", "deal"]
    with engine.connect() as connection:
        assert read_insights(connection, deal, keyed).analyser == "claude"


def sum_of(engine: sa.Engine) -> float:
    with engine.connect() as connection:
        return float(connection.execute(sa.select(sa.func.sum(llm_usage.c.dollars))).scalar_one())


def test_fifteen_calls_take_two_answers_time(engine: sa.Engine, keyed: Settings, server: MessagesServer) -> None:
    """Within 5 s at 2 s per answer: all calls wait at once, then the deal; what is left is our own work, in CPU time.

    The clock on the wall would tell how busy the machine is that tests run on.
    """

    def refreshed(name: str, delay: float) -> float:
        with engine.begin() as connection:
            deal = add_deal(connection, name)
            for number in range(15):
                held(connection, deal, 40 + number, DISCOVERY)
        server.requests.clear()
        server.delay = delay
        began = time.process_time()
        found = refresh_insights(engine, deal, keyed, "claude")
        worked = time.process_time() - began
        assert (kinds(server), found.coverage.calls_read) == (["call"] * 15 + ["deal"], 15)
        return worked

    refreshed("First", 0)  # what a process pays once
    server.most_at_once = 0
    worked = refreshed("Second", 2.0)
    assert server.most_at_once == 15
    assert 2 * server.delay + worked <= 5.0


def test_a_quote_that_was_not_said_is_asked_for_again_and_then_dropped(
    engine: sa.Engine, keyed: Settings, deal: UUID, server: MessagesServer
) -> None:
    def invents(request: Request) -> dict[str, object]:
        notes = careful_call(request)
        invented = {"turn": 1, "quote": "we are ready to sign this week"}
        near = {"turn": 3, "quote": DISCOVERY[1][1]}  # said in turn 1
        return {**notes, "elements": [{"id": "pain", "quotes": [invented, near]}], "points": []}

    def corrects(request: Request) -> dict[str, object]:
        asked = data_of(request, "refused")
        assert all(one["reason"] for one in asked)
        return {"corrected": [{"number": one["number"], "turn": 1, "quote": one["quote"]} for one in asked]}

    server.model = model(call=invents, deal=careful_deal, correction=corrects)
    found = refresh_insights(engine, deal, keyed, "claude")
    text = found.model_dump_json()
    assert "ready to sign" not in text
    assert "we lose two hours a day" in text
    assert found.ledger.dropped == 3  # the invented one of both calls, and the other one where it was never said
    assert found.ledger.retried >= 4
    assert found.ledger.reasons[Why.NOT_THERE] >= 4
    assert kinds(server).count("correction") == 2


@pytest.mark.parametrize(
    "reply", [Reply(stop_reason="refusal"), Reply("{", "max_tokens"), Reply("not JSON"), answers({"themes": 1})]
)
def test_a_call_that_cannot_be_read_is_told_and_the_others_are_read(
    engine: sa.Engine, keyed: Settings, deal: UUID, server: MessagesServer, reply: Reply
) -> None:
    def moody(request: Request) -> object:
        return reply if "expensive" in str(data_of(request, "call")) else careful_call(request)

    server.model = model(call=moody, deal=careful_deal)
    found = refresh_insights(engine, deal, keyed, "claude")
    assert (found.coverage.calls, found.coverage.calls_read) == (2, 1)
    assert CoverageGap.NEW in [one.reason for one in found.coverage.missing]
    assert [one.kind for one in found.objections] == ["price"]  # rules found it; Claude cannot take it away


def test_what_was_read_before_the_money_or_the_api_went_is_not_paid_again(
    engine: sa.Engine, keyed: Settings, deal: UUID, server: MessagesServer, settings_for: SettingsFor
) -> None:
    server.model = model(call=careful_call, deal=fault(529, after=0.01))
    with pytest.raises(ModelUnavailable):
        refresh_insights(engine, deal, keyed, "claude")
    with engine.connect() as connection:
        rows = connection.execute(sa.select(insights.c.kind, insights.c.analyser)).all()
    assert [tuple(row) for row in rows] == [("summary", "claude")] * 2
    server.requests.clear()
    poor = settings_for(anthropic_api_key="k", llm_url=server.url, llm_budget="0.01", data_dir=keyed.data_dir)
    with pytest.raises(MoneySpent):
        refresh_insights(engine, deal, poor, "claude")
    assert server.requests == []
    server.model = CAREFUL
    refresh_insights(engine, deal, keyed, "claude")
    assert kinds(server) == ["deal"]


def test_a_remark_that_may_not_be_shown_is_put_right_once(
    engine: sa.Engine, keyed: Settings, deal: UUID, server: MessagesServer
) -> None:
    def remarks(request: Request) -> dict[str, object]:
        first = "not stand" not in str(request["messages"])
        text = "They lose 40 percent, see http://x.example" if first else "They lose time every day"
        return {**careful_deal(request), "remarks": [{"text": text, "quotes": ["q1"], "mails": []}]}

    server.model = model(call=careful_call, deal=remarks)
    found = refresh_insights(engine, deal, keyed, "claude")
    assert [(one.text, one.number) for one in found.remarks] == [("They lose time every day", 1)]
    assert kinds(server) == ["call", "call", "deal", "deal"]


def test_who_objected_settles_it_and_nobody_else(engine: sa.Engine, keyed: Settings, server: MessagesServer) -> None:
    with engine.begin() as connection:
        deal = platform_rollout(connection)  # the customer does not give in

    def hopeful(request: Request) -> dict[str, object]:
        found = careful_call(request)
        for one in found["objections"]:
            ours = next(
                row for row in data_of(request, "call") if row["turn"] > one["raised"]["turn"] and row["side"] == "ours"
            )
            one["replies"] = [{"turn": ours["turn"], "quote": ours["text"].rstrip(".")}]
            one["settled"] = True
        return found

    server.model = model(call=hopeful, deal=careful_deal)
    found = refresh_insights(engine, deal, keyed, "claude")
    assert [(one.kind, one.state) for one in found.objections] == [("price", ObjectionState.OPEN)]


def test_a_model_that_says_nothing_leaves_what_rules_found(
    engine: sa.Engine, keyed: Settings, deal: UUID, server: MessagesServer
) -> None:
    server.model = model(call=EMPTY_CALL, deal=EMPTY_DEAL)
    local, found = refresh_insights(engine, deal, keyed), refresh_insights(engine, deal, keyed, "claude")
    assert comparable(found) == comparable(local)


def comparable(one: DealInsights) -> list[object]:
    return [one.objections, one.themes, one.methodology, one.actions, one.signals, one.remarks, one.flagged]


def test_without_a_key_claude_says_what_to_set_and_the_rest_works(
    engine: sa.Engine, settings: Settings, deal: UUID
) -> None:
    with pytest.raises(BadSettings, match="key") as caught:
        refresh_insights(engine, deal, settings, "claude")
    assert "ANTHROPIC_API_KEY" in caught.value.hint
    with engine.connect() as connection:
        assert plan(connection, deal, settings, "claude").dollars
        assert read_insights(connection, deal, settings).analyser == "local"


def test_names_and_addresses_of_speakers_are_not_sent(
    engine: sa.Engine, keyed: Settings, deal: UUID, server: MessagesServer
) -> None:
    refresh_insights(engine, deal, keyed, "claude")
    sent = str(server.requests)
    for private in ("Okafor", "Ruiz", "lumen.example", "northwind.example", "Northwind", "Platform rollout"):
        assert private not in sent
