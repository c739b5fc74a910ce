"""Ten questions that a sales manager asks an assistant, each answered by three calls at most, and held against what is
true of the sample company. No model takes part: what is checked is that the facts are in the answers."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

from gametape.records.identity import derived_id
from tests.assistant import Told
from tests.mcp.conftest import Sample

pytestmark = pytest.mark.slow

DANA = "dana.okafor@lanternworks.example"
Ask = Callable[..., Told]


@pytest.fixture
def ask(sample: Sample) -> Iterator[Ask]:
    """Ask a tool; more than three times is too often."""
    asked: list[str] = []

    def ask(tool: str, **arguments: Any) -> Told:
        asked.append(tool)
        return sample.assistant.ask(tool, **arguments)

    yield ask
    assert 1 <= len(asked) <= 3, asked


def flagged(sample: Sample, flag: str) -> dict[str, Any]:
    found = {id_: deal for id_, deal in sample.deals.items() if flag in deal["flags"]}
    assert found, f"the sample has no deal that is {flag}"
    return found


def test_1_which_of_our_open_deals_went_quiet(sample: Sample, ask: Ask) -> None:
    answer = ask("find_deals", outcome="open", quiet_days=16, sort="last_activity", limit=50)
    told = {(deal["name"], deal["account_name"]) for deal in answer["deals"]}
    still = {
        (deal["name"], deal["account"]): deal["situation"]["quiet_days"]
        for deal in sample.deals.values()
        if deal["status"] == "open"
    }
    assert {deal for deal, days in still.items() if days >= 18} <= told
    assert told <= {deal for deal, days in still.items() if days >= 15}
    assert answer["total"] == len(told)


def test_2_how_is_the_northwind_deal_going(sample: Sample, ask: Ask) -> None:
    answer = ask("analyze_opportunity", opportunity_id="Northwind")
    truth = next(deal for deal in sample.deals.values() if deal["account"] == "Northwind")
    assert (answer["deal"]["stage"], answer["deal"]["outcome"]) == (truth["stage"], truth["status"])
    assert answer["deal"]["quiet_days"] == pytest.approx(truth["situation"]["quiet_days"], abs=1)
    stands_out = {sign["name"]: sign for sign in answer["signals"]}
    assert {"no_activity", "close_date_pushed", "pricing_never_raised"} <= set(stands_out)
    assert stands_out["close_date_pushed"]["numbers"]["times"] == truth["situation"]["times_pushed"]
    assert sum(action["is_primary"] for action in answer["next_actions"]) == 1


def test_3_what_happened_on_it_last(sample: Sample, ask: Ask) -> None:
    truth = next(deal for deal in sample.deals.values() if deal["account"] == "Northwind")
    answer = ask("deal_timeline", deal="Northwind", limit=5)
    newest = max(one["at"] for one in answer["events"] if one["type"] in ("call", "email"))
    assert datetime.fromisoformat(newest) == datetime.fromisoformat(truth["situation"]["last_activity"])
    held = [call for call in truth["calls"] if not call["internal"]]
    calls = ask("deal_timeline", deal="Northwind", types=["call"], limit=50)
    assert [one["title"] for one in calls["events"] if not one.get("internal")] == [
        call["title"] for call in sorted(held, key=lambda call: call["at"], reverse=True)
    ]


def test_4_which_deals_hang_on_one_person_and_who_is_it(sample: Sample, ask: Ask) -> None:
    id_, truth = next(iter(flagged(sample, "single_threaded").items()))
    answer = ask("deal_people", deal=id_)
    met = {email for call in truth["calls"] if not call["internal"] for email in call["theirs"]}
    told = {one["email"] for one in answer["people"] if one["side"] == "theirs" and one["calls"]}
    assert told == met
    assert len(told) == truth["situation"]["contacts_met"] == 1


def test_5_how_often_was_the_close_date_pushed_and_what_moved_since(sample: Sample, ask: Ask) -> None:
    id_, truth = next(iter(flagged(sample, "close_date_pushed").items()))
    answer = ask("deal_changes", deal=id_, since=truth["opened"][:10])
    moves = [move for move in answer["moves"] if move["field"] == "close_date" and move.get("old")]
    pushed = [move for move in moves if date.fromisoformat(move["new"]) > date.fromisoformat(move["old"])]
    assert len(pushed) == truth["situation"]["times_pushed"]
    (stage,) = [field for field in answer["fields"] if field["field"] == "stage"]
    assert stage["new"] == truth["stage"]


def test_6_where_did_they_say_that_and_who_was_it(sample: Sample, ask: Ask) -> None:
    id_, call, quote = next(
        (id_, call, quote)
        for id_, deal in sample.deals.items()
        if deal["owner"] == DANA
        for call in deal["calls"]
        if not call["private"]
        for quote in call["quotes"]
        if quote["speaker"] in call["theirs"]
    )
    words = " ".join(quote["text"].split()[:6])
    answer = ask("search_calls", words=f'"{words}"', deal=id_, limit=50)
    places = [(place["call_id"], place["turn"]) for place in answer["places"]]
    assert (str(derived_id("call", call["id"])), quote["turn"]) in places
    context = ask("get_transcript", call=call["id"], from_turn=quote["turn"])
    first = context["turns"][0]
    assert (first["turn"], first["side"]) == (quote["turn"], "theirs")
    assert words.split()[0] in first["customer_text"]


def test_7_what_did_we_agree_on_at_the_end_of_their_last_call(sample: Sample, ask: Ask) -> None:
    call = next(
        call
        for deal in sample.deals.values()
        if deal["owner"] == DANA and deal["status"] == "open"
        for call in reversed(deal["calls"])
        if call["next_step"] and not call["private"] and not call["internal"]
    )
    short = ask("get_call", call=call["id"])
    spoke = [turn for side in short["sides"] for turn in side["spoke_of"].get("next_steps", [])]
    assert call["next_step"]["turn"] in spoke
    words = ask("get_transcript", call=call["id"], from_turn=call["next_step"]["turn"])
    assert words["turns"][0]["turn"] == call["next_step"]["turn"]


def test_8_which_objections_are_still_open(sample: Sample, ask: Ask) -> None:
    answers = (ask("analyze_opportunity", opportunity_id=id_) for id_ in flagged(sample, "open_objection"))
    answer = next(each for each in answers if each["objections"])
    assert any("hearing" in limitation for limitation in answer["limitations"])
    states = [one["state"] for one in answer["objections"]]
    assert states == sorted(states), "open before resolved"
    for one in answer["objections"]:
        assert one["evidence"][0]["side"] == "theirs"


def test_9_what_should_dana_work_on(sample: Sample, ask: Ask) -> None:
    answer = ask("get_learning_insights", rep_email=DANA)
    planted = {one["name"]: one["cliffs_delta"] for one in sample.truth["behaviours"]}
    told = {one["name"]: one for one in answer["dimensions"]}
    assert planted["open_questions"] > 0.3
    assert told["open_questions"]["verdict"] == "differs"
    assert told["open_questions"]["cliffs_delta"][0] > 0
    assert answer["work_on"]["label"] == "open questions"
    closed = [deal for deal in sample.deals.values() if deal["owner"] == DANA and deal["status"] != "open"]
    assert told["open_questions"]["deals"][0] >= len(closed)  # those she owns, and others whose calls she held


def test_10_what_do_i_need_for_my_one_on_one_with_dana(sample: Sample, ask: Ask) -> None:
    answer = ask("rep_overview", rep="Dana Okafor")
    (person,) = answer["people"]
    owned = [deal for deal in sample.deals.values() if deal["owner"] == DANA]
    assert person["email"] == DANA
    assert person["deals"]["open"] == sum(deal["status"] == "open" for deal in owned)
    need = {one["deal"]["account_name"] for one in answer["need_attention"]}
    troubled = {deal["account"] for deal in owned if deal["status"] == "open" and deal["flags"]}
    assert troubled <= need
    fresh = ask("sync_health")
    assert {one["name"]: one["status"] for one in fresh["entities"]}["calls"] == "success"
    assert sum(one["rejected"] for one in fresh["entities"]) == 1
