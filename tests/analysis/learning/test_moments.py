"""The turn of a call that shows a dimension, in words that stand there."""

import pytest

from gametape.analysis.dimensions import dimension, dimensions
from gametape.analysis.learning.moments import LONGEST, moment
from gametape.analysis.measure import measured
from gametape.analysis.trackers import tracker_book
from gametape.queries.talk import Talk
from tests.analysis.talks import DANA, RUIZ, talk_of

HELLO = (DANA, "Hello Ana, it is good to see you again today.")
OPEN = (DANA, "How do you plan the crews when somebody is ill?")
LONG = (RUIZ, ["Well, it takes us two days a week.", "We do it by hand, and then we do it again.", "It never ends."])
CLOSED = (DANA, "Is Thursday at noon the right time for the crews?")
LECTURE = (
    DANA,
    ["Let me tell you how others do it, in some detail, over many sentences and minutes.", "They plan on Monday."],
)
OBJECTS = (RUIZ, "I am afraid this is too expensive for us this year.")
ASKS_BACK = (DANA, "Is it the total, or the part that falls into this year?")
PART = (RUIZ, "The part that falls into this year.")
ANSWER = (DANA, "Then let us start with two sites and add the others in April.")
ACCEPTS = (RUIZ, "That makes sense, I can defend that.")
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
)


def shown(name: str, *, much: bool, talk: Talk = TALK) -> str | None:
    trackers = {row["side"]: row["trackers"] for row in measured(talk, tracker_book())}
    found = moment(dimension(name), talk, trackers, much=much)
    return found.quote if found else None


@pytest.mark.parametrize(
    ("name", "much", "words"),
    [
        ("open_questions", True, OPEN[1]),
        ("open_questions", False, "Is"),  # a closed one
        ("next_steps", True, NEXT[1]),
        ("objections_handled", True, ANSWER[1]),
        ("pricing_at", True, OBJECTS[1]),
        ("contacts", True, LONG[1][0]),
        ("filler", False, ""),
    ],
)
def test_the_words_that_show_it(name: str, *, much: bool, words: str) -> None:
    quote = shown(name, much=much)
    assert quote is not None
    assert quote.startswith(words.rstrip(".?"))


def test_an_objection_left_open_is_shown_by_its_own_words() -> None:
    dodged = talk_of(HELLO, OPEN, LONG, OBJECTS, (DANA, "Quality has its price."), (RUIZ, "It is still open for me."))
    assert shown("objections_handled", much=False, talk=dodged) == OBJECTS[1].rstrip(".")
    assert shown("objections_handled", much=True, talk=dodged) is None


@pytest.mark.parametrize("name", [one.name for one in dimensions()])
@pytest.mark.parametrize("much", [True, False])
def test_whatever_is_shown_stands_in_its_turn(name: str, *, much: bool) -> None:
    trackers = {row["side"]: row["trackers"] for row in measured(TALK, tracker_book())}
    found = moment(dimension(name), TALK, trackers, much=much)
    if found:
        said = TALK.turns[found.turn]
        assert found.quote in said.turn.text
        assert found.speaker == said.voice.name


def test_a_long_sentence_is_cut_between_words() -> None:
    talk = talk_of((DANA, " ".join(["so we go on and on about planning"] * 30)), (RUIZ, "I see."))
    quote = shown("longest_monologue", much=True, talk=talk)
    assert quote is not None
    assert len(quote) <= LONGEST
    assert quote.rsplit(" ", 1)[1] in ("so", "we", "go", "on", "and", "about", "planning")


def test_a_call_without_words_shows_nothing() -> None:
    assert shown("open_questions", much=True, talk=talk_of()) is None
