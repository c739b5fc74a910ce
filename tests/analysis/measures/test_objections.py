"""What became of an objection, from the exchange that follows it."""

import pytest

from gametape.analysis.measures.objections import judge_objections, kind_of, with_open_objections
from gametape.queries.call_metrics import OPEN_OBJECTION
from gametape.queries.calls_and_emails import Side
from gametape.text.languages import language
from tests.builders.talks import DANA, RUIZ, SOMEBODY, talk_of

RAISED = (RUIZ, "It is too expensive as it stands.")
ASKS_BACK = (DANA, "Is that against the budget, or against another offer?")
TELLS = (RUIZ, "Against the budget of this year.")
ANSWERS = (DANA, "Then we start with two sites, and the others join when these have paid for themselves.")
PRICE = {"objection": [0], "objection_price": [0]}
ENGLISH = language("en")


def is_open(*lines: tuple[object, str]) -> bool | None:
    (found,) = judge_objections(talk_of(*lines), PRICE, ENGLISH)  # type: ignore[arg-type]
    return found.is_open


def test_asked_back_answered_and_accepted_is_resolved() -> None:
    talk = talk_of(RAISED, ASKS_BACK, TELLS, ANSWERS, (RUIZ, "That makes sense."))
    (found,) = judge_objections(talk, PRICE, ENGLISH)
    assert (found.kind, found.turn, found.is_open) == ("price", 0, False)
    assert [said.number for said in found.answer] == [3]
    assert [said.number for said in found.reaction] == [4]


@pytest.mark.parametrize("reaction", ["I am not convinced.", "It will come back, you know.", "Still too much for us."])
def test_what_the_customer_keeps_on_the_table_is_open_however_it_was_answered(reaction: str) -> None:
    assert is_open(RAISED, ASKS_BACK, TELLS, ANSWERS, (RUIZ, reaction))


def test_a_customer_who_says_neither_lets_it_pass_only_when_we_asked_back() -> None:
    neutral = (RUIZ, "Let us look at the calendar.")
    assert not is_open(RAISED, ASKS_BACK, TELLS, ANSWERS, neutral)
    assert is_open(RAISED, ANSWERS, neutral)
    assert is_open(RAISED, ASKS_BACK, TELLS, (DANA, "Do not worry, we never had a problem with it."), neutral)


def test_what_nobody_answers_is_open() -> None:
    assert is_open(RAISED)
    assert is_open(RAISED, (RUIZ, "And I have to go now."), (SOMEBODY, "Bye."))


def test_an_answer_without_a_question_that_is_accepted_resolves_it() -> None:
    assert not is_open(RAISED, ANSWERS, (RUIZ, "Fair enough."))


def test_people_of_one_side_answer_together_and_strangers_do_not_count() -> None:
    engineer = (DANA, "And the set-up is ours to pay.")
    assert not is_open(RAISED, ANSWERS, engineer, (SOMEBODY, "I am not convinced."), (RUIZ, "That works."))


def test_an_exchange_that_says_it_twice_is_one_objection_and_a_later_one_another() -> None:
    talk = talk_of(
        RAISED,
        (DANA, "Quality has its price."),
        (RUIZ, "It is still too expensive."),
        (DANA, "Let me show the board."),
        (RUIZ, "Nice."),
        RAISED,
        ASKS_BACK,
        TELLS,
        ANSWERS,
        (RUIZ, "That works for me."),
    )
    trackers = {"objection_price": [0, 2, 5]}
    assert [(one.mentions, one.is_open) for one in judge_objections(talk, trackers, ENGLISH)] == [
        ((0, 2), True),
        ((5,), False),
    ]


def test_open_turns_stand_beside_the_customers_trackers_alone() -> None:
    talk = talk_of(RAISED, (DANA, "Quality has its price."), (RUIZ, "It is still too expensive."))
    trackers = {"objection_price": [0, 2]}
    assert with_open_objections(talk, Side.THEIRS, trackers, ENGLISH) == {
        "objection_price": [0, 2],
        OPEN_OBJECTION: [0, 2],
    }
    assert with_open_objections(talk, Side.OURS, trackers, ENGLISH) == trackers
    accepted = talk_of(RAISED, ANSWERS, (RUIZ, "Fair enough."))
    assert with_open_objections(accepted, Side.THEIRS, PRICE, ENGLISH) == PRICE


def test_a_kind_is_told_from_the_trackers_name() -> None:
    assert [kind_of(name) for name in ("objection_price", "objection", OPEN_OBJECTION, "pricing")] == [
        "price",
        None,
        None,
        None,
    ]


def test_what_comes_up_while_another_one_is_explained_ends_with_it() -> None:
    talk = talk_of(
        RAISED, ASKS_BACK, (RUIZ, "The other offer, they are cheaper."), ANSWERS, (RUIZ, "That makes sense.")
    )
    found = judge_objections(talk, {"objection_price": [0], "objection_competitor": [2]}, ENGLISH)
    assert [(one.kind, one.turn, one.is_open) for one in found] == [("price", 0, False), ("competitor", 2, False)]


@pytest.mark.parametrize("code", ["de", None])
def test_in_a_language_without_words_for_it_nobody_knows_what_became_of_an_objection(code: str | None) -> None:
    talk = talk_of(RAISED, ANSWERS, (RUIZ, "Fair enough."))
    (found,) = judge_objections(talk, PRICE, language(code))
    assert (found.kind, found.is_open) == ("price", None)
    assert with_open_objections(talk_of(RAISED), Side.THEIRS, PRICE, language(code)) == PRICE
