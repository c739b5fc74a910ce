"""Objections that were heard on a call, and the exchange about each."""

from gametape.analysis.measures.objections import judge_objections, objection_trackers, outcome_sentence
from gametape.queries.heard import HeardAct
from gametape.queries.talk import CallTalk
from gametape.text.languages import language
from tests.builders.heard import accepts, objects
from tests.builders.talks import DANA, RUIZ, SOMEBODY, talk_of

RAISED = (RUIZ, "It is too expensive as it stands.")
ASKS_BACK = (DANA, "Is that against the budget, or against another offer?")
TELLS = (RUIZ, "Against the budget of this year.")
ANSWERS = (DANA, "Then we start with two sites, and the others join when these have paid for themselves.")
ENGLISH = language("en")


def judged(talk: CallTalk, *acts: HeardAct) -> list[tuple[str | None, tuple[int, ...], bool]]:
    return [(thread.kind, thread.mentions, thread.is_open) for thread in judge_objections(talk, acts, ENGLISH)]


def test_the_exchange_has_our_answer_and_the_reaction_to_it() -> None:
    talk = talk_of(RAISED, ASKS_BACK, TELLS, ANSWERS, (RUIZ, "That makes sense."))
    (found,) = judge_objections(talk, [objects(talk, 0, "price"), accepts(talk, 4)], ENGLISH)
    assert (found.kind, found.turn, found.is_open) == ("price", 0, False)
    assert [said.number for said in found.answer] == [3]
    assert [said.number for said in found.reaction] == [4]
    assert outcome_sentence(talk, found) == (talk.turns[4], "That makes sense.")


def test_an_objection_that_nobody_answers_is_open() -> None:
    for talk in (talk_of(RAISED), talk_of(RAISED, (RUIZ, "And I have to go now."), (SOMEBODY, "Bye."))):
        (found,) = judge_objections(talk, [objects(talk, 0)], ENGLISH)
        assert (found.is_open, found.answer, found.reaction, outcome_sentence(talk, found)) == (True, (), (), None)


def test_a_kind_that_comes_up_again_in_its_exchange_is_one_objection_and_later_another() -> None:
    talk = talk_of(RAISED, ANSWERS, (RUIZ, "It is still too expensive."), ANSWERS, (RUIZ, "Nice."), ANSWERS, RAISED)
    price = [objects(talk, turn, "price") for turn in (0, 2, 6)]
    assert judged(talk, *price) == [("price", (0, 2), True), ("price", (6,), True)]


def test_objections_without_a_certain_kind_are_one_only_within_a_turn() -> None:
    talk = talk_of((RUIZ, "It is too expensive. I can't defend that."), ANSWERS, (RUIZ, "Then we would have no time."))
    assert judged(talk, objects(talk, 0), objects(talk, 0, "price"), objects(talk, 2)) == [
        ("price", (0,), True),
        (None, (2,), True),
    ]


def test_two_kinds_in_a_turn_are_two_objections() -> None:
    talk = talk_of(RAISED, ANSWERS, (RUIZ, "Fair enough."))
    acts = (objects(talk, 0, "price"), objects(talk, 0, "timing"), accepts(talk, 2))
    assert judged(talk, *acts) == [("price", (0,), False), ("timing", (0,), False)]


def test_trackers_have_the_turns_of_all_objections_of_each_kind_and_of_open_ones() -> None:
    talk = talk_of(RAISED, ANSWERS, (RUIZ, "Fair enough."), ANSWERS, (RUIZ, "I would not trust it."))
    acts = [objects(talk, 0, "price"), accepts(talk, 2), objects(talk, 4)]
    assert objection_trackers(judge_objections(talk, acts, ENGLISH)) == {
        "objection": [0, 4],
        "objection_price": [0],
        "objection_unspecified": [4],
        "objection_open": [4],
    }


def test_what_our_side_says_is_no_objection() -> None:
    talk = talk_of((DANA, "It is too expensive for some."), (RUIZ, "Yes."))
    assert judge_objections(talk, [objects(talk, 0)], ENGLISH) == []
