"""Which acceptance settles an objection."""

from gametape.analysis.measures.heard_acts import hear_talk
from gametape.analysis.measures.objections import judge_objections
from gametape.queries.heard import HeardAct
from gametape.queries.talk import CallTalk, Voice
from gametape.text.languages import language
from tests.builders.heard import accepts, objects
from tests.builders.talks import DANA, RUIZ, SOMEBODY, talk_of

RAISED = (RUIZ, "The warehouse scanners would never cope with that.")
ANSWERS = (DANA, "We bring a buffer, so the scanners only see what they know today.")
ELSEWHERE = ((DANA, "Shall we look at the calendar?"), (RUIZ, "Tuesday, then."), (DANA, "Tuesday it is."))
ENGLISH = language("en")


def settled_by(talk: CallTalk, *acts: HeardAct) -> int | None:
    """Return the turn of the acceptance that settles the first objection."""
    acceptance = judge_objections(talk, acts, ENGLISH)[0].acceptance
    return acceptance and acceptance.turn


def test_the_reply_to_our_answer_settles_it() -> None:
    talk = talk_of(RAISED, ANSWERS, (RUIZ, "Fine by me."))
    assert settled_by(talk, objects(talk, 0), accepts(talk, 2)) == 2


def test_silence_settles_nothing_and_neither_does_a_goodbye() -> None:
    talk = talk_of(RAISED, ANSWERS, (RUIZ, "Well. I have to run. Bye!"))
    assert settled_by(talk, objects(talk, 0)) is None


def test_an_acceptance_of_another_subject_settles_nothing() -> None:
    talk = talk_of(RAISED, ANSWERS, (RUIZ, "Hm."), *ELSEWHERE, (RUIZ, "Tuesday is fine with us, perfect."))
    assert settled_by(talk, objects(talk, 0), accepts(talk, 6)) is None


def test_a_later_acceptance_that_shares_words_with_objection_or_answer_settles_it() -> None:
    talk = talk_of(
        RAISED, ANSWERS, (RUIZ, "Hm."), *ELSEWHERE, (RUIZ, "And with that buffer the scanners are no issue.")
    )
    assert settled_by(talk, objects(talk, 0), accepts(talk, 6)) == 6


def test_an_acceptance_before_the_objection_comes_up_again_settles_nothing() -> None:
    talk = talk_of(RAISED, ANSWERS, (RUIZ, "Fine by me."), ANSWERS, RAISED)
    kind = "integration"
    assert settled_by(talk, objects(talk, 0, kind), accepts(talk, 2)) == 2
    first, last = judge_objections(talk, [objects(talk, 0, kind), accepts(talk, 2), objects(talk, 4, kind)], ENGLISH)
    assert (first.is_open, last.is_open) == (False, True)


def test_a_turn_that_objects_accepts_nothing() -> None:
    talk = talk_of(RAISED, ANSWERS, (RUIZ, "All right, but then it would be too slow."))
    acts = (objects(talk, 0), accepts(talk, 2), objects(talk, 2))
    assert settled_by(talk, *acts) is None


def test_only_the_customer_accepts() -> None:
    for speaker in (DANA, SOMEBODY):
        talk = talk_of(RAISED, ANSWERS, (speaker, "Fine by me."))
        assert settled_by(talk, objects(talk, 0), accepts(talk, 2)) is None


def test_a_call_keeps_the_acceptances_that_settle_an_objection_and_no_others() -> None:
    price: tuple[tuple[Voice, str], ...] = (
        (DANA, "That makes forty thousand a year."),
        (RUIZ, "It is too expensive for us as it stands, and I can't defend it."),
        (DANA, "If we start with two sites, it is half of that in the first year."),
        (RUIZ, "OK, that works for us, I'm happy with that."),
    )
    talk = talk_of(*price)
    heard = hear_talk(talk, ENGLISH)
    assert [(act.kind, act.turn) for act in heard] == [("objection", 1), ("acceptance", 3)]
    (thread,) = judge_objections(talk, heard, ENGLISH)
    assert not thread.is_open
    assert hear_talk(talk_of(*price[2:]), ENGLISH) == []


def test_a_language_without_a_model_hears_nothing() -> None:
    assert hear_talk(talk_of(RAISED), language("de")) == hear_talk(talk_of(RAISED), None) == []
