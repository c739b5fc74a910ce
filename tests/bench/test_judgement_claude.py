"""Claude scored on whole deals, against the fake API: what it costs is said before, and what it finds is counted."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bench.judgement_claude import judge, most_dollars, run
from gametape.errors import BadSettings
from gametape.settings import Settings
from tests.conftest import SettingsFor
from tests.fakes.messages_model import EMPTY_CALL, EMPTY_DEAL, model, verdicts
from tests.fakes.messages_server import MessagesServer, data_of, messages_server

HURTS, DEAR, FINE = (
    "We do it all by hand and it takes three days every week.",
    "That is double what we pay today.",
    "Okay, with that I can live.",
)
PEOPLE = [
    {"name": "Dana Okafor", "email": "dana@lumen.example", "title": "Account Executive", "side": "ours", "role": "AE"},
    {"name": "Ana Ruiz", "email": "ruiz@northwind.example", "title": "CFO", "side": "theirs", "role": None},
]
TALK = (("Dana Okafor", "How is it today?"), ("Ana Ruiz", HURTS), ("Ana Ruiz", DEAR), ("Ana Ruiz", FINE))
SIDES = {"Dana Okafor": "ours", "Ana Ruiz": "theirs"}
DEAL = {
    "deal": "Rollout",
    "stage": "Proposal",
    "outcome": "open",
    "close_date": "2026-12-31",
    "amount": 1000,
    "people": PEOPLE,
    "calls": [
        {
            "id": "c1",
            "kind": "discovery",
            "at": "2026-11-02T09:00:00+00:00",
            "turns": [
                {"n": number, "speaker": name, "side": SIDES[name], "text": text}
                for number, (name, text) in enumerate(TALK)
            ],
        }
    ],
    "emails": [],
    "gold": {
        "objections": [{"call": "c1", "turn": 2, "quote": DEAR, "kind": "price", "state": "settled"}],
        "pains": [{"call": "c1", "turn": 1, "quote": HURTS}, {"call": "c1", "turn": 0, "quote": "How is it today?"}],
    },
}


def notes(_: Any) -> dict[str, Any]:
    replies = [{"turn": 3, "quote": FINE}]
    objection = {
        "kind": "price",
        "raised": {"turn": 2, "quote": DEAR},
        "replies": replies,
        "reason": "",
        "settled": True,
    }
    elements = [
        {"id": "pain", "quotes": [{"turn": 1, "quote": HURTS}]},
        {"id": "champion", "quotes": [{"turn": 3, "quote": FINE}]},
    ]
    return {**EMPTY_CALL, "objections": [objection], "elements": elements}


def synthesis(request: Any) -> dict[str, Any]:
    ids = {note["kind"]: [quote["id"] for quote in note["quotes"]] for note in data_of(request, "notes")}
    raised, *replies = ids["objection"]
    noted = {note["about"]: note["quotes"][0]["id"] for note in data_of(request, "notes") if note["kind"] == "element"}
    return {
        **EMPTY_DEAL,
        "objections": [{"kind": "price", "raised": raised, "replies": replies, "settled": True}],
        "elements": [{"id": name, "quotes": [id_]} for name, id_ in noted.items()],
    }


def no_champion(request: Any) -> dict[str, Any]:
    return verdicts(request, lambda row: "not_said" if "Who sells for us" in row["claim"] else "entailed")


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with messages_server(model(call=notes, deal=synthesis, claims=no_champion)) as server:
        yield server


@pytest.fixture
def keyed(settings_for: SettingsFor, database_url: str, server: MessagesServer) -> Settings:
    return settings_for(database_url=database_url, anthropic_api_key="sk-test", llm_url=server.url)


def test_what_claude_finds_is_held_against_the_gold(engine: sa.Engine, keyed: Settings) -> None:
    scores = judge({"one": DEAL}, engine, keyed)
    objection, pain, champion = (scores.kinds[kind] for kind in ("objection", "pain", "champion"))
    assert (objection.gold, objection.heard, objection.right, objection.right_detail) == (1, 1, 1, 1)
    assert (pain.gold, pain.heard, pain.right) == (2, 1, 1)
    assert (champion.recall, champion.precision) == (0, 0)
    assert (scores.objections, scores.states, scores.states_right) == (1, 1, 1)
    assert (scores.held, scores.dropped) == (1, 1)  # the pain is what rules found, too: nobody is asked about it
    assert 0 < scores.dollars <= float(most_dollars({"one": DEAL}, keyed))
    table = "\n".join(scores.lines())
    assert "pain                1 of   2 found (50%),   1 heard (100% right)" in table
    assert "statements borne out: 1 of 2 (50%)" in table


def test_nothing_is_sent_without_a_yes(
    keyed: Settings, server: MessagesServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run({"one": DEAL}, keyed, yes=False) == 2
    assert f"at most ${most_dollars({'one': DEAL}, keyed):.2f}" in (said := capsys.readouterr().out)
    assert "Nothing was sent. Add --yes" in said
    assert server.requests == []


def test_with_a_yes_the_deals_are_read_in_a_store_of_their_own(
    keyed: Settings, server: MessagesServer, engine: sa.Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run({"one": DEAL}, keyed, yes=True, as_json=True) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["deals"], found["kinds"]["objection"]["right"], found["dropped"]) == (1, 1, 1)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM opportunities")) == 0


def test_without_a_key_it_says_what_to_set(settings: Settings) -> None:
    with pytest.raises(BadSettings, match="API key"):
        run({"one": DEAL}, settings, yes=True)
