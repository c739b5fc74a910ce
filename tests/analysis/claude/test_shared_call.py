"""One cached call: reading, correcting and scoring send the same beginning, byte for byte."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.analysis.claude.call_scorer import ClaudeScorer, question_on
from gametape.analysis.claude.client import Claude
from gametape.analysis.claude.notes import read_call
from gametape.analysis.claude.tasks import Task, choice
from gametape.analysis.insights.methodology import methodology
from gametape.analysis.scoring.rubrics import rubrics
from gametape.analysis.scoring.scorer import Rep
from gametape.settings import Settings
from tests.builders.talks import DANA, RUIZ, talk_of
from tests.conftest import SettingsFor
from tests.fakes.messages_model import EMPTY_CALL, kind_of, model
from tests.fakes.messages_server import MessagesServer, data_of, messages_server

TALK = talk_of(
    (replace(DANA, role="AE"), "What would happen if you did nothing this year?"),
    (replace(RUIZ, title="CFO"), "Honestly, we would lose two people over the audit."),
)
REP = Rep("dana@lumen.example", "AE", frozenset({"dana@lumen.example"}))
INVENTED = [{"turn": 1, "quote": "we are ready to sign"}]


def misquoting(request: Any) -> dict[str, Any]:
    if kind_of(request) == "call":
        return {**EMPTY_CALL, "elements": [{"id": "pain", "quotes": INVENTED}]}
    judged = {"criterion": "open_questions", "quotes": INVENTED, "why": "", "nothing_to_judge": False, "level": 1}
    return {"criteria": [judged]}


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with messages_server(model(call=misquoting, score=misquoting)) as server:
        yield server


@pytest.fixture
def keyed(settings_for: SettingsFor, database_url: str, server: MessagesServer) -> Settings:
    return settings_for(database_url=database_url, anthropic_api_key="sk-test", llm_url=server.url)


def ask_all(settings: Settings, engine: sa.Engine) -> None:
    """A call is read, two dimensions of a rep are scored, and each time a quote has to be corrected."""
    with Claude(settings, engine) as claude:
        read_call(claude, engine, TALK, methodology("meddicc"))
        for name in ("discovery", "engagement"):
            rubric = rubrics()["AE"][name]
            answer = claude.ask(question_on(TALK, rubric, REP))
            ClaudeScorer(claude, engine).check_and_keep(TALK, rubric, REP, answer)


def beginning(request: Any) -> bytes:
    """All that the API caches: model, form, effort, system prompt, and the content up to its last mark."""
    content = request["messages"][0]["content"]
    marked = max(place for place, part in enumerate(content) if "cache_control" in part)
    kept = {name: request[name] for name in ("model", "output_config", "system")}
    return json.dumps([kept, content[: marked + 1]]).encode()


def test_reading_correcting_and_scoring_send_the_same_beginning(
    keyed: Settings, engine: sa.Engine, server: MessagesServer
) -> None:
    ask_all(keyed, engine)
    kinds = [kind_of(request) for request in server.requests]
    assert kinds == ["call", "correction", "score", "correction", "score", "correction"]
    assert len({beginning(request) for request in server.requests}) == 1
    content = server.requests[0]["messages"][0]["content"]
    assert (data_of(server.requests[0], "call")[1]["text"], len(content)) == (TALK.turns[1].turn.text, 2)
    assert "call" in content[0]["text"]
    assert "Task:" not in content[0]["text"]


def test_speakers_are_sent_with_side_role_and_title_but_no_name(
    keyed: Settings, engine: sa.Engine, server: MessagesServer
) -> None:
    ask_all(keyed, engine)
    assert data_of(server.requests[0], "speakers") == [
        {"who": 1, "side": "ours", "role": "AE", "title": None},
        {"who": 2, "side": "theirs", "role": None, "title": "CFO"},
    ]
    assert "Ruiz" not in str(server.requests)


def test_a_title_of_a_speaker_that_changed_is_read_again(
    keyed: Settings, engine: sa.Engine, server: MessagesServer
) -> None:
    server.model = model(call=EMPTY_CALL)
    retitled = replace(TALK, turns=tuple(replace(said, voice=replace(said.voice, title="CEO")) for said in TALK.turns))
    with Claude(keyed, engine) as claude:
        for talk in (TALK, TALK, retitled):
            read_call(claude, engine, talk, methodology("meddicc"))
    assert len(server.requests) == 2


def test_each_task_has_a_model_and_an_effort_of_its_own(
    settings_for: SettingsFor, keyed: Settings, engine: sa.Engine, server: MessagesServer
) -> None:
    assert {task: choice(keyed, task) for task in Task} == {
        Task.READING: ("claude-sonnet-5-5", "low"),
        Task.SCORING: ("claude-sonnet-5-5", "low"),
        Task.WORDING: ("claude-sonnet-5-5", "low"),
        Task.ENTAILMENT: ("claude-haiku-5-5", "low"),
    }
    own = {"llm_effort": "medium", "llm_scoring_model": "claude-opus-5-5", "llm_scoring_effort": "high"}
    ask_all(keyed.model_copy(update=own), engine)
    sent = {(request["model"], request["output_config"]["effort"]) for request in server.requests[2:]}
    assert sent == {("claude-opus-5-5", "high")}  # the correction of a score, too
    first = server.requests[0]
    assert (first["model"], first["output_config"]["effort"]) == ("claude-sonnet-5-5", "medium")


def test_reasons_come_before_levels_in_what_is_sent(keyed: Settings, engine: sa.Engine, server: MessagesServer) -> None:
    ask_all(keyed, engine)
    form = json.dumps(server.requests[0]["output_config"]["format"]["schema"])
    assert form.index('"why"') < form.index('"level"')
    assert form.index('"reason"') < form.index('"settled"')
