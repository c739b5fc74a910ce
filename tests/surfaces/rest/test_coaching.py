"""The scores of a call over HTTP, and what people say of them."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.analysis.measures.measure import measure
from gametape.analysis.scoring.rescoring import score_changed
from gametape.settings import Settings
from gametape.store.tables import coaching_sessions, people, reviews, transcripts
from gametape.store.turns import pack
from tests.builders.scored_calls import DANA, add_people, add_talk, talk
from tests.builders.store_rows import add_call


@pytest.fixture
def call(engine: sa.Engine, settings: Settings) -> UUID:
    with engine.begin() as connection:
        add_people(connection)
        call = add_talk(connection)
        answer = {"source_id": "gong:1", "call_id": call, "rep_email": DANA, "dimension": "discovery", "origin": "gong"}
        told = {"question": "Was the pain uncovered?", "score": "4", "reviewer_email": "ines@lumen.example"}
        connection.execute(
            sa.insert(coaching_sessions).values(**answer, score=75, metadata=told, explanation="Yes", content_hash=b"")
        )
    measure(engine, settings)
    score_changed(engine, settings)
    return call


def coaching(client: TestClient, call: UUID) -> dict[str, Any]:
    answer = client.get(f"/api/calls/{call}/coaching")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def discovery(found: dict[str, Any]) -> dict[str, Any]:
    score: dict[str, Any] = found["reps"][0]["scores"][0]
    assert score["dimension"] == "discovery"
    return score


def say(client: TestClient, call: UUID, of: dict[str, Any], verdict: str, **values: Any) -> Any:
    body = {"score_id": of["id"], "verdict": verdict, "author": "Ines", "reason": "I was there", **values}
    return client.post(f"/api/calls/{call}/coaching/reviews", json=body)


def test_a_call_shows_its_scores_with_all_that_they_rest_on(client: TestClient, call: UUID) -> None:
    found = coaching(client, call)
    (rep,) = found["reps"]
    assert (rep["email"], rep["name"], rep["role"]) == (DANA, "Dana Okafor", "AE")
    assert [score["dimension"] for score in rep["scores"]] == [
        "discovery",
        "objection_handling",
        "product_knowledge",
        "engagement",
    ]
    for score in rep["scores"]:
        assert (score["origin"], score["stale"], score["override"], score["reviews"]) == ("local", None, None, [])
        assert score["band"]["name"] in ("Weak", "Partial", "Solid", "Strong")
    text = client.get(f"/api/calls/{call}/transcript").json()
    for criterion in discovery(found)["criteria"]:
        for quote in criterion["evidence"]:
            turn = text["turns"][quote["turn"]]
            assert quote["quote"] in " ".join(sentence["text"] for sentence in turn["sentences"])
            assert quote["at_ms"] in [sentence["at_ms"] for sentence in turn["sentences"]]
            assert quote["speaker"] == turn["speaker"]


def test_there_is_one_thing_to_do_next_time(client: TestClient, call: UUID) -> None:
    rep = coaching(client, call)["reps"][0]
    action = rep["primary_action"]
    scores = {score["dimension"]: score for score in rep["scores"]}
    criterion = next(one for one in scores[action["dimension"]]["criteria"] if one["name"] == action["criterion"])
    assert action["because"] == criterion["explanation"]
    weight = {"discovery": 35, "objection_handling": 25, "product_knowledge": 15, "engagement": 25}
    costs = {
        (name, one["name"]): (one["max"] - one["points"]) * weight[name]
        for name, score in scores.items()
        for one in score["criteria"]
        if one["points"] is not None
    }
    assert costs[action["dimension"], action["criterion"]] == max(costs.values())


def test_scores_of_gong_stand_beside_and_in_no_average(client: TestClient, call: UUID) -> None:
    (answer,) = coaching(client, call)["gong"]
    assert (answer["score"], answer["given"], answer["question"]) == (75, "4", "Was the pain uncovered?")
    refused = say(client, call, answer, "override", score=10)
    assert refused.status_code == 400
    assert refused.json()["error"]["message"] == "This score was given in Gong."


def test_an_override_counts_until_it_is_withdrawn_and_all_of_it_is_logged(
    client: TestClient, call: UUID, engine: sa.Engine
) -> None:
    before = discovery(coaching(client, call))
    after = discovery(say(client, call, before, "override", score=12).json())
    assert (after["score"], after["given"], after["band"]["name"]) == (12, before["score"], "Weak")
    assert (after["override"]["author"], after["override"]["reason"]) == ("Ines", "I was there")
    assert discovery(coaching(client, call))["score"] == 12
    again = discovery(say(client, call, before, "withdraw", reason=None).json())
    assert (again["score"], again["override"]) == (before["score"], None)
    assert [one["verdict"] for one in again["reviews"]] == ["withdraw", "override"]
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(reviews)) == 2


def test_a_contested_criterion_counts_neither_way_and_is_no_action(client: TestClient, call: UUID) -> None:
    found = coaching(client, call)
    action = found["reps"][0]["primary_action"]
    score = next(one for one in found["reps"][0]["scores"] if one["dimension"] == action["dimension"])
    contested = say(client, call, score, "contest", item=action["criterion"]).json()
    after = next(one for one in contested["reps"][0]["scores"] if one["id"] == score["id"])
    assert after["score"] > score["score"]
    criterion = next(one for one in after["criteria"] if one["name"] == action["criterion"])
    assert criterion["contested"]["reason"] == "I was there"
    assert contested["reps"][0]["primary_action"]["criterion"] != action["criterion"]


def test_peoples_word_stays_when_the_call_is_scored_again(
    client: TestClient, call: UUID, engine: sa.Engine, settings: Settings
) -> None:
    say(client, call, discovery(coaching(client, call)), "override", score=12)
    with engine.begin() as connection:
        connection.execute(sa.update(transcripts).values(turns=pack(talk(asks=0)), content_hash=b"new"))
    measure(engine, settings)
    assert discovery(coaching(client, call))["stale"] == "The call or the rubric changed since then."
    score_changed(engine, settings)
    after = discovery(coaching(client, call))
    assert (after["score"], after["stale"]) == (12, None)


def test_a_score_by_another_rubric_is_known_as_stale(client: TestClient, call: UUID, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(people).where(people.c.email == DANA).values(role="SE"))
    assert {score["stale"] for score in coaching(client, call)["reps"][0]["scores"]} == {
        "The call or the rubric changed since then."
    }


MALFORMED: list[tuple[str, dict[str, Any]]] = [
    ("override", {}),
    ("override", {"score": 101}),
    ("override", {"score": 50, "item": "topics"}),
    ("override", {"score": 50, "reason": "  "}),
    ("override", {"score": 50, "reason": None}),
    ("override", {"score": 50, "author": ""}),
    ("contest", {}),
    ("contest", {"item": "charm"}),
    ("contest", {"item": "topics", "score": 50}),
    ("praise", {}),
    ("withdraw", {"spare": 1}),
]


@pytest.mark.parametrize(("verdict", "values"), MALFORMED)
def test_what_makes_no_sense_is_refused_and_not_kept(
    client: TestClient, call: UUID, engine: sa.Engine, verdict: str, values: dict[str, Any]
) -> None:
    refused = say(client, call, discovery(coaching(client, call)), verdict, **values)
    assert refused.status_code == 400, refused.text
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(reviews)) == 0


def test_scores_of_other_calls_cannot_be_reviewed_here(client: TestClient, call: UUID, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        other = add_call(connection, "Other")
    assert say(client, other, discovery(coaching(client, call)), "withdraw").status_code == 404


FOREIGN = [
    ({"Content-Type": "text/plain"}, 400),
    ({"Content-Type": "application/x-www-form-urlencoded"}, 400),
    ({"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403),
    ({"Content-Type": "application/json", "Origin": "https://evil.example"}, 403),
    ({"Content-Type": "application/json", "Origin": "null"}, 403),
]


@pytest.mark.parametrize(("headers", "status"), FOREIGN)
def test_a_page_of_another_site_changes_nothing(
    client: TestClient, call: UUID, engine: sa.Engine, headers: dict[str, str], status: int
) -> None:
    score = discovery(coaching(client, call))
    body = f'{{"score_id": "{score["id"]}", "verdict": "withdraw", "author": "Eve"}}'
    answer = client.post(f"/api/calls/{call}/coaching/reviews", content=body, headers=headers)
    assert answer.status_code == status
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(reviews)) == 0


def test_the_site_itself_may_write(client: TestClient, call: UUID) -> None:
    score = discovery(coaching(client, call))
    client.headers |= {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert say(client, call, score, "withdraw", reason=None).status_code == 200


WHY_NONE = [
    ({"is_private": True}, "Private call"),
    ({"is_internal": True}, "No customer on this call"),
    ({}, "This call has no transcript"),
]


@pytest.mark.parametrize(("values", "told"), WHY_NONE)
def test_a_call_without_scores_says_why(
    client: TestClient, engine: sa.Engine, values: dict[str, Any], told: str
) -> None:
    with engine.begin() as connection:
        call = add_call(connection, "Demo", **values)
    found = coaching(client, call)
    assert found["reps"] == []
    assert found["why_none"].startswith(told)
