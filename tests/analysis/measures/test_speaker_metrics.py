"""Numbers of each of our speakers, apart from those of our whole side."""

from collections.abc import Sequence

import pytest

from gametape.analysis.measures.metrics import in_order
from gametape.analysis.measures.speaker_metrics import speaker_metrics
from gametape.analysis.measures.speech import Speech
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerTurn, Voice
from gametape.store.turns import Turn
from gametape.text.languages import language

DANA = Voice(1, "Dana", "dana@lumen.example", Side.OURS)
KIM = Voice(2, "Kim", "kim@lumen.example", Side.OURS)
RUIZ = Voice(3, "Ruiz", "ruiz@northwind.example", Side.THEIRS)
ROOM = Voice(4, "Ana or Bo", None, Side.OURS)  # two of ours at one microphone


def turns(*said: tuple[Voice, int, int, str]) -> Sequence[SpeakerTurn]:
    """Turns from second to second, one sentence each."""
    return in_order(
        SpeakerTurn(number, Turn(voice.name, 1000 * start, 1000 * end, (text,)), voice)
        for number, (voice, start, end, text) in enumerate(said)
    )


def test_each_has_the_share_of_the_call_that_they_spoke() -> None:
    held = turns(
        (DANA, 0, 10, "How do you plan today?"),
        (RUIZ, 12, 32, "By hand."),
        (KIM, 32, 92, "Um, this is our board."),
        (RUIZ, 93, 103, "Nice."),
    )
    found = speaker_metrics(held, Speech(held), language("en"))
    assert found["Dana"]["talk_ratio"] == pytest.approx(10 / 100)
    assert found["Kim"]["talk_ratio"] == pytest.approx(60 / 100)
    assert (found["Dana"]["longest_turn_seconds"], found["Kim"]["longest_turn_seconds"]) == (10, 60)
    assert (found["Dana"]["patience_seconds"], found["Kim"]["patience_seconds"]) == (None, 0)
    assert found["Dana"]["open_questions_per_hour"] == pytest.approx(3600 / 103)
    assert found["Kim"]["open_questions_per_hour"] == 0
    assert found["Dana"]["fillers_per_100_words"] == 0
    assert found["Kim"]["fillers_per_100_words"] == pytest.approx(100 / 5)


def test_a_speaker_id_of_two_people_is_not_judged() -> None:
    held = turns((ROOM, 0, 10, "How do you plan today?"), (RUIZ, 12, 32, "By hand."), (DANA, 33, 40, "I see."))
    assert set(speaker_metrics(held, Speech(held), language("en"))) == {"Dana"}


def test_without_words_only_times_and_with_impossible_times_only_words() -> None:
    held = turns((DANA, 0, 10, "How do you plan today?"), (RUIZ, 12, 32, "By hand."))
    assert set(speaker_metrics(held, Speech(held), None)["Dana"]) == {
        "talk_ratio",
        "longest_turn_seconds",
        "patience_seconds",
    }
    rushed = turns((DANA, 0, 1, "How do you plan today? " * 80), (RUIZ, 1, 2, "By hand. " * 80))
    found = speaker_metrics(rushed, Speech(rushed), language("en"))["Dana"]
    assert "talk_ratio" not in found
    assert found["open_questions_per_hour"] is None
