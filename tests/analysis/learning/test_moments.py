"""The turn of a call that shows a dimension, in words that stand there."""

import pytest

from gametape.analysis.comparing.dimensions import dimension, dimensions
from gametape.analysis.evidence.claims import Evidence
from gametape.analysis.learning.moments import moment
from gametape.analysis.measures.measure import measured
from gametape.analysis.measures.trackers import tracker_book
from gametape.queries.calls_and_emails import Side
from gametape.queries.heard import acts_of
from gametape.queries.talk import CallTalk, Voice
from tests.builders.talks import DANA, RUIZ, talk_of

BO = Voice(4, "Bo Brandt", "bo@lumen.example", Side.OURS)
SAM = Voice(5, "Sam Okoye", "sam@northwind.example", Side.THEIRS)
HELLO = (DANA, "Hello Ana, it is good to see you again today.")
OPEN = (DANA, "How do you plan the crews when somebody is ill?")
LONG = (
    RUIZ,
    [
        "Well, it takes us two days a week.",
        "We do it by hand, every single week, and then we do it again, because nobody trusts the first list.",
        "It never ends.",
    ],
)
CLOSED = (DANA, "Is Thursday at noon the right time for the crews?")
LECTURE = (
    DANA,
    ["Let me tell you how others do it, in some detail, over many sentences and minutes.", "They plan on Monday."],
)
OBJECTS = (RUIZ, "Honestly, it is too expensive for us as it stands, and I can't defend that price.")
ASKS_BACK = (DANA, "Is it the total, or the part that falls into this year?")
PART = (RUIZ, "The part that falls into this year.")
ANSWER = (DANA, "Then let us start with two sites and add the others in April.")
ACCEPTS = (RUIZ, "OK, that works for us, I'm happy with that.")
NEXT = (DANA, "Let us put the next step in the calendar for Thursday at ten.")
TALK = talk_of(
    HELLO,
    (RUIZ, "Good to see you too."),
    (DANA, "Shall we?"),
    (RUIZ, "Please."),
    OPEN,
    LONG,
    CLOSED,
    LONG,
    LECTURE,
    OBJECTS,
    ASKS_BACK,
    PART,
    ANSWER,
    ACCEPTS,
    NEXT,
    (RUIZ, "Bye then."),
    seconds=30,
)


def moment_of(talk: CallTalk, name: str, rep: set[str], *, much: bool) -> Evidence | None:
    rows = {row["side"]: row for row in measured(talk, tracker_book())}
    trackers = {side: row["trackers"] for side, row in rows.items()}
    return moment(dimension(name), talk, trackers, acts_of("theirs", rows["theirs"]["heard"]), rep=rep, much=much)


def shown(name: str, *, much: bool, talk: CallTalk = TALK) -> str | None:
    found = moment_of(talk, name, {"dana@lumen.example"}, much=much)
    return found.quote if found else None


@pytest.mark.parametrize(
    ("name", "much", "words"),
    [
        ("open_questions", True, OPEN[1]),
        ("open_questions", False, "Is"),  # a closed one
        ("next_steps", True, NEXT[1]),
        ("objections_handled", True, ANSWER[1]),
        ("pricing_at", True, OBJECTS[1]),
        ("contacts", True, LONG[1][1]),
        ("filler", False, ""),
    ],
)
def test_the_words_that_show_it(name: str, *, much: bool, words: str) -> None:
    quote = shown(name, much=much)
    assert quote is not None
    assert quote.startswith(words.rstrip(".?"))


def test_an_objection_left_open_is_shown_by_its_own_words() -> None:
    dodged = talk_of(
        HELLO, OPEN, LONG, OBJECTS, (DANA, "Quality has its price."), (RUIZ, "That does not help me at all.")
    )
    assert shown("objections_handled", much=False, talk=dodged) == OBJECTS[1]
    assert shown("objections_handled", much=True, talk=dodged) is None


NOT_SPOKEN_OF = {"competitor", "decision_process", "decision_maker", "budget", "timeline"}
"""Dimensions of which no word is on the call."""

SCORES = {one.name for one in dimensions() if one.scope == "score"}
"""Dimensions that no single turn shows."""

SHOWS_NOTHING = {(name, much) for name in NOT_SPOKEN_OF | SCORES for much in (True, False)} | {
    ("objections_handled", False),  # the only objection is resolved
    ("pain", False),
}


@pytest.mark.parametrize("name", [one.name for one in dimensions()])
@pytest.mark.parametrize("much", [True, False])
def test_every_dimension_of_which_there_is_something_is_shown_as_it_stands_in_its_turn(
    name: str, *, much: bool
) -> None:
    found = moment_of(TALK, name, {"dana@lumen.example"}, much=much)
    assert (found is None) == ((name, much) in SHOWS_NOTHING)
    if found:
        said = TALK.turns[found.turn]
        assert found.quote in said.turn.text
        assert found.speaker == said.voice.name


def test_a_long_sentence_is_shown_whole_and_one_without_an_end_not_at_all() -> None:
    for times, is_shown in ((12, True), (300, False)):
        monologue = " ".join(["so we go on and on about planning"] * times) + "."
        talk = talk_of((DANA, monologue), (RUIZ, "I see."))
        assert shown("longest_monologue", much=True, talk=talk) == (monologue if is_shown else None)


def test_a_call_without_words_shows_nothing() -> None:
    assert shown("open_questions", much=True, talk=talk_of()) is None


def with_a_colleague() -> CallTalk:
    """A call that Bo holds: he asks, explains, answers and agrees the next step; Dana says little."""
    lines = ((BO if said.voice is DANA else said.voice, said.turn.sentences) for said in TALK.turns)
    dana = ((DANA, "How many of the crews are on the road by seven?"), (RUIZ, "All of them, if it does not snow."))
    return talk_of(*lines, *dana, *dana, *[(RUIZ, "Then we are done for today, thank you all.")] * 4, seconds=30)


ONLY_THE_COLLEAGUE_SHOWS = {
    ("next_steps", True),
    ("objections_handled", True),
    ("longest_monologue", False),
    ("speech_rate", True),
    ("speech_rate", False),
}


@pytest.mark.parametrize("name", [one.name for one in dimensions()])
@pytest.mark.parametrize("much", [True, False])
def test_of_our_side_nobody_but_the_rep_is_quoted(name: str, *, much: bool) -> None:
    found = moment_of(with_a_colleague(), name, {"dana@lumen.example", "d.okafor@lumen.example"}, much=much)
    assert (found is None) == ((name, much) in SHOWS_NOTHING | ONLY_THE_COLLEAGUE_SHOWS)
    if found:
        assert found.side is Side.THEIRS or found.speaker == DANA.name


def test_the_question_is_the_reps_own_and_not_a_colleagues() -> None:
    assert (
        shown("open_questions", much=True, talk=with_a_colleague()) == "How many of the crews are on the road by seven?"
    )


def test_a_rep_who_says_nothing_shows_nothing() -> None:
    talk = talk_of((BO, OPEN[1]), LONG, (BO, LECTURE[1]), LONG, (BO, ANSWER[1]), LONG)
    assert shown("open_questions", much=True, talk=talk) is None
    assert shown("longest_monologue", much=True, talk=talk) is None


JOINS = (SAM, ["Hello, Sam here.", "I run the depots in the north, and nobody asks me before they change a tour."])


def test_who_joins_is_quoted_on_what_matters_to_them() -> None:
    talk = talk_of(*[HELLO, LONG] * 4, JOINS, *[OPEN, (SAM, "Good, thanks, that works for me.")] * 4, seconds=30)
    quote = shown("contacts", much=True, talk=talk)
    assert quote == "I run the depots in the north, and nobody asks me before they change a tour."


def test_small_talk_at_either_end_shows_nobody() -> None:
    small = (SAM, "I can see you, you are a bit dark, but it is you.")
    bye = (SAM, "Thank you all, and have a lovely weekend over there.")
    talk = talk_of(HELLO, small, HELLO, small, *[OPEN, (SAM, "Sounds good to me.")] * 20, bye, seconds=30)
    assert shown("contacts", much=True, talk=talk) is None


def test_small_talk_is_over_after_two_minutes_on_a_short_call_too() -> None:
    small = (SAM, "I can see you, you are a bit dark, but it is you.")
    talk = talk_of(HELLO, (SAM, "Morning."), HELLO, small, *[OPEN, (SAM, "Sounds good to me.")] * 6, seconds=5)
    assert shown("contacts", much=True, talk=talk) is None


def test_a_short_sentence_takes_those_after_it_along() -> None:
    talk = talk_of((DANA, ["You build them.", "In the browser, by dragging, as you see here."]), LONG)
    assert shown("longest_monologue", much=True, talk=talk) == (
        "You build them. In the browser, by dragging, as you see here."
    )
