"""What is measured of a call, on the shapes that calls come in."""

import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.analysis.measures.metrics import SIDES, Numbers, in_order, time_metrics, word_metrics
from gametape.analysis.measures.speech import Speech, language_of
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerTurn, Voice
from gametape.store.turns import Turn
from tests.builders.talks import DANA, RUIZ, SOMEBODY

WEI = Voice(4, "Wei Chen", "wei@lumen.example", Side.OURS)
HOUR = 3_600_000


def said(*turns: Any) -> list[SpeakerTurn]:
    """Each turn: whose, from and to in milliseconds, and its sentences."""
    return [_said(number, *turn) for number, turn in enumerate(turns)]


def _said(number: int, voice: Voice, start: int, end: int, *sentences: str) -> SpeakerTurn:
    marks = (0,) * (len(sentences) - 1)
    return SpeakerTurn(number, Turn(str(voice.number), start, end, sentences or ("Okay.",), marks), voice)


def measured(turns: list[SpeakerTurn], language: str | None = "en") -> dict[Side, Numbers]:
    ordered = in_order(turns)
    speech = Speech(ordered)
    timed = time_metrics(ordered)
    worded = word_metrics(speech, language_of(language, speech), timed)
    return {side: timed[side] | worded[side] for side in SIDES}


def ours(turns: list[SpeakerTurn], *names: str) -> Any:
    found = tuple(measured(turns)[Side.OURS][name] for name in names)
    return found if len(found) > 1 else found[0]


def theirs(turns: list[SpeakerTurn], *names: str) -> Any:
    found = tuple(measured(turns)[Side.THEIRS][name] for name in names)
    return found if len(found) > 1 else found[0]


def test_overlapping_speech_counts_on_both_sides_but_once_within_one() -> None:
    turns = said((DANA, 0, 10_000), (RUIZ, 5_000, 15_000), (WEI, 6_000, 12_000))
    assert ours(turns, "talk_seconds", "talk_ratio") == (12.0, pytest.approx(12 / 22))
    assert theirs(turns, "talk_seconds") == 10.0


def test_somebody_unknown_is_in_no_ratio_and_it_is_said_how_much_that_leaves_out() -> None:
    turns = said((DANA, 0, 10_000), (SOMEBODY, 10_000, 40_000), (RUIZ, 40_000, 50_000))
    assert ours(turns, "talk_ratio", "unknown_share", "patience_seconds") == (0.5, 0.6, None)
    assert ours(turns, "interactivity_per_hour") == pytest.approx(1 / (50 / 3600))


def test_a_monologue_is_one_speaker_whom_nobody_interrupts() -> None:
    split = said((DANA, 0, 20_000), (DANA, 22_000, 40_000), (RUIZ, 41_000, 42_000), (DANA, 43_000, 70_000))
    assert ours(split, "longest_turn_seconds") == 40.0
    colleagues = said((DANA, 0, 20_000), (WEI, 20_500, 50_000))
    assert ours(colleagues, "longest_turn_seconds") == 29.5
    paused = said((DANA, 0, 20_000), (DANA, 60_000, 70_000))
    assert ours(paused, "longest_turn_seconds") == 20.0
    interrupted = said((DANA, 0, 20_000), (SOMEBODY, 20_100, 20_500), (DANA, 20_600, 40_000))
    assert ours(interrupted, "longest_turn_seconds") == 20.0


def test_patience_is_the_silence_before_an_answer() -> None:
    turns = said((RUIZ, 0, 5_000), (DANA, 6_000, 9_000), (RUIZ, 8_500, 12_000), (DANA, 14_000, 15_000))
    assert ours(turns, "patience_seconds") == 1.5
    assert theirs(turns, "patience_seconds") == 0.0
    # A short word under a long turn does not make the speaker patient who never stopped.
    under = said((DANA, 0, 60_000), (RUIZ, 20_000, 21_000), (DANA, 60_500, 80_000))
    assert ours(under, "patience_seconds") == 0.5


def test_a_call_of_which_one_side_is_known_has_no_ratio_and_no_answers() -> None:
    turns = said((DANA, 0, 10_000, "How are you?"), (WEI, 11_000, 12_000))
    assert ours(turns, "talk_ratio", "patience_seconds", "questions") == (None, None, 1)
    assert theirs(turns, "talk_ratio", "words", "longest_turn_seconds", "words_per_minute") == (None, 0, None, None)


def test_pauses_inside_a_turn_are_no_talk() -> None:
    spoken = Turn("1", 0, 20_000, ("We plan.", "By phone.", "It hurts."), (40, 140), pauses=(20, 40))
    turns = [SpeakerTurn(0, spoken, DANA), *said((RUIZ, 20_000, 34_000))]
    assert ours(turns, "talk_seconds", "talk_ratio") == (14.0, 0.5)
    assert ours(turns, "words_per_minute") == pytest.approx(6 / (14 / 60))
    assert ours(turns, "longest_turn_seconds") == 10.0  # the pause of 4 seconds ends the first stretch


def test_a_colleague_who_fills_a_pause_is_heard() -> None:
    spoken = Turn("1", 0, 10_000, ("We plan.", "By phone."), (80,), pauses=(60,))
    turns = [SpeakerTurn(0, spoken, DANA), *said((WEI, 3_000, 7_000), (RUIZ, 10_000, 18_000))]
    assert ours(turns, "talk_seconds", "talk_ratio") == (8.0, 0.5)


def test_times_in_which_nobody_can_say_the_words_give_no_numbers() -> None:
    turns = said((DANA, 5, 9, "We plan all of it by phone."), (RUIZ, 9, 14, "That sounds like a lot of work."))
    assert ours(turns, "talk_seconds", "talk_ratio", "words_per_minute", "questions_per_hour") == (None,) * 4
    assert ours(turns, "words", "questions") == (7, 0)


def test_turns_without_length_and_calls_without_turns_measure_nothing_there() -> None:
    still = said((DANA, 0, 0, "What is that?"), (RUIZ, 0, 0, "A dog."))
    assert ours(still, "talk_ratio", "words_per_minute", "questions_per_hour", "questions") == (None, None, None, 1)
    assert ours([], "talk_ratio", "call_seconds", "unknown_share", "fillers_per_100_words") == (None, 0, None, None)


def test_a_call_of_three_hours_is_measured_per_hour() -> None:
    turns = said(
        (DANA, 0, HOUR, "How do you plan?"), (RUIZ, HOUR, 2 * HOUR), (DANA, 2 * HOUR, 3 * HOUR, "So, why is that?")
    )
    assert ours(turns, "open_questions_per_hour", "longest_turn_seconds") == (pytest.approx(2 / 3), 3600.0)
    assert ours(turns, "call_seconds", "talk_ratio") == (10_800, pytest.approx(2 / 3))


@pytest.mark.parametrize(
    ("text", "questions", "open_questions"),
    [
        ("How do you plan?", 1, 1),
        ("So, um, and why is that?", 1, 1),
        ("Could you walk me through a Monday?", 1, 1),
        ("Well, you know, what happens then?”", 1, 1),
        ("Is that right?", 1, 0),
        ("However you do it?", 1, 0),
        ("Tell me how.", 0, 0),
        ("What a day.", 0, 0),
    ],
)
def test_questions(text: str, questions: int, open_questions: int) -> None:
    assert ours(said((DANA, 0, 1_000, text)), "questions", "open_questions") == (questions, open_questions)


@pytest.mark.parametrize(
    ("text", "fillers"),
    [
        ("Um, that is uh late.", 2),
        ("So, um, it is.", 1),
        ("You know, it is late.", 1),
        ("It is, you know, late.", 1),
        ("I mean, so you know, it is.", 2),
        ("As far as you know it is late.", 0),
        ("I mean it.", 0),
        ("The umbrella of uh-huh.", 0),
    ],
)
def test_fillers(text: str, fillers: int) -> None:
    words = len(text.split())
    assert ours(said((DANA, 0, 1_000, text)), "fillers_per_100_words") == pytest.approx(100 * fillers / words)


@pytest.mark.parametrize("language", ["ja", "French", "fr-CA"])
def test_a_language_without_word_lists_has_times_only(language: str) -> None:
    numbers = measured(said((DANA, 0, 60_000, "What?"), (RUIZ, 61_000, 62_000)), language)[Side.OURS]
    assert (numbers["words"], numbers["open_questions"], numbers["words_per_minute"]) == (None, None, None)
    assert (numbers["talk_seconds"], numbers["longest_turn_seconds"]) == (60.0, 60.0)


ENGLISH = "This is what they told us about it, and you are not to know of it, because we are late for the show."
GERMAN = "Das ist nicht so, wie wir es uns gedacht haben, aber ich kann Ihnen sagen, dass es noch geht und gut ist."
FRENCH = "Nous avons parlé avec les gens de la production et ils ne sont pas du tout contents de ce que vous dites."


@pytest.mark.parametrize(
    ("told", "text", "code"),
    [
        ("eng", "", "en"),
        ("en-GB", "", "en"),
        ("German", "", "de"),
        ("fr", ENGLISH, None),
        (None, ENGLISH, "en"),
        ("und", GERMAN, "de"),
        (None, FRENCH, None),
        (None, "Yes.", None),
    ],
)
def test_the_language_is_what_the_source_names_else_what_is_heard(told: str, text: str, code: str | None) -> None:
    found = language_of(told, Speech(said((DANA, 0, 1_000, text))))
    assert (found and found.code) == code


def test_german_questions_and_fillers() -> None:
    turns = said((DANA, 0, 60_000, "Ähm, und wie machen Sie das heute?", "Ist das gut?"))
    numbers = measured(turns, "de-DE")[Side.OURS]
    assert (numbers["questions"], numbers["open_questions"]) == (2, 1)
    assert numbers["fillers_per_100_words"] == pytest.approx(10.0)


moments = st.integers(0, 4 * HOUR)
texts = st.text(max_size=60) | st.sampled_from(["How is it, um, really?", "You know, the price.", "Yes."])


@st.composite
def any_turns(draw: st.DrawFn) -> list[SpeakerTurn]:
    voices = st.sampled_from([DANA, WEI, RUIZ, SOMEBODY])
    turns = draw(st.lists(st.tuples(voices, moments, st.integers(0, 20_000), texts, texts), max_size=25))
    return said(*((voice, start, start + length, one, two) for voice, start, length, one, two in turns))


@given(any_turns(), st.randoms(use_true_random=False))
def test_any_turns_in_any_order_measure_alike_and_within_bounds(
    turns: list[SpeakerTurn], chance: random.Random
) -> None:
    found = measured(turns)
    shuffled = turns[:]
    chance.shuffle(shuffled)
    assert measured(shuffled) == found
    ratios = [found[side]["talk_ratio"] for side in SIDES]
    if None not in ratios:
        assert sum(ratio or 0 for ratio in ratios) == pytest.approx(1)
    for side in SIDES:
        numbers = found[side]
        assert all(value is None or (value >= 0 and math.isfinite(value)) for value in numbers.values())
        assert all((numbers[name] or 0) <= 1 for name in ("talk_ratio", "unknown_share"))
        assert (numbers["open_questions"] or 0) <= (numbers["questions"] or 0)
        if numbers["talk_seconds"] is None:  # nobody can say these words in these times
            continue
        spoken = [said.turn.end_ms - said.turn.start_ms for said in turns if said.voice.side is side]
        assert numbers["talk_seconds"] <= sum(spoken) / 1000
        assert (numbers["longest_turn_seconds"] or 0) >= max(spoken, default=0) / 1000
