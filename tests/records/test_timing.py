from typing import Any

from gametape.records.monologues import read_monologues
from gametape.records.timing import turns_of
from gametape.store.turns import Turn


def turns(*monologues: list[dict[str, Any]]) -> tuple[tuple[Turn, ...], list[str]]:
    warnings: list[str] = []
    found = read_monologues([{"index": n, "sentence": each} for n, each in enumerate(monologues)], warnings)
    return turns_of(found, warnings), warnings


def times(*monologues: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(turn.start_ms, turn.end_ms) for turn in turns(*monologues)[0]]


def said(start: Any, end: Any, text: str = "one two three four five six seven eight") -> dict[str, Any]:
    return {"start": start, "end": end, "text": text}


def test_a_monologue_is_one_turn_and_the_beginnings_of_its_sentences_stay() -> None:
    ((turn,), warnings) = turns(
        [said(1000, 2000, "Hi."), said(2350, 4000, "How are you?"), said(34_010, 35_000, "So.")]
    )
    assert turn == Turn(None, 1000, 35_000, ("Hi.", "How are you?", "So."), (13, 330), pauses=(4, 300))
    assert warnings == []


def test_milliseconds_stay_milliseconds_however_they_are_written() -> None:
    assert times([said("460230", "462343")]) == [(460_230, 462_343)]
    assert times([said(460230.0, 462343.0)], [said(470000.4, 473000.6)]) == [(460_230, 462_343), (470_000, 473_001)]


def test_seconds_with_a_fraction_are_seconds() -> None:
    assert times([said(460.23, 462.343)], [said("470.0", 473.5)]) == [(460_230, 462_343), (470_000, 473_500)]
    assert times([said(0.0, 0.7, "Hi.")]) == [(0, 700)]


def test_whole_seconds_are_recognised_by_words_that_nobody_could_say() -> None:
    assert times([said(460, 462)], [said("465", "470")]) == [(460_000, 462_000), (465_000, 470_000)]


def test_small_whole_numbers_stay_milliseconds_where_the_words_can_be_said() -> None:
    assert times([said(460, 962, "Hello there.")]) == [(460, 962)]


def test_times_that_are_possible_in_no_unit_stay_as_they_are() -> None:
    assert times([said(5, 5)], [said(5, 5)]) == [(5, 5), (5, 5)]


def test_no_pause_is_known_behind_a_sentence_without_an_end() -> None:
    ((turn,), _) = turns([said(1000, None, "one"), said(9000, 9500, "two"), said(12_000, 13_000, "three")])
    assert turn.pauses == (0, 25)
    assert turn.spoken_ms == 12_000 - 2500


def test_sentences_that_overlap_leave_no_pause() -> None:
    ((turn,), _) = turns([said(1000, 9000), said(2000, 3000), said(9600, 9900, "Yes.")])
    assert turn.pauses == (0, 6)
    assert turn.speech_intervals() == [(1000, 9000), (9600, 9900)]


def test_a_long_call_in_seconds_whose_times_have_a_point() -> None:
    call = [[said(second + 0.5, second + 3.0)] for second in range(0, 10_800, 4)]
    assert times(*call)[-1] == (10_796_500, 10_799_000)


def test_a_missing_end_is_after_its_words_and_not_beyond_the_next_turn() -> None:
    assert times([said(1000, None, "one two three")], [said(9000, 9500)]) == [(1000, 2200), (9000, 9500)]
    assert times([said(1000, None, "one two three")], [said(1700, 9500)]) == [(1000, 1700), (1700, 9500)]
    assert times([said(5000, None, "one two")], [said(1000, 2000)]) == [(5000, 5800), (1000, 2000)]


def test_a_missing_start_is_where_the_one_before_ended() -> None:
    assert times([said(1000, 2000)], [said(None, 4000)], [said(None, None, "one")]) == [
        (1000, 2000),
        (2000, 4000),
        (4000, 4400),
    ]
    ((turn,), warnings) = turns([said(1000, 2000), said(None, None, "one two"), said(4000, 5000)])
    assert turn.marks == (10, 30)
    assert warnings == ["1 sentences have no start or end time; times are taken from the sentences next to them"]


def test_an_end_before_the_start_and_sentences_out_of_order() -> None:
    assert times([said(1000, 10)]) == [(1000, 1000)]
    ((turn,), _) = turns([said(3000, 4000, "b"), said(1000, 9000, "a")])
    assert turn == Turn(None, 1000, 9000, ("a", "b"), (20,))


def test_nothing_said() -> None:
    assert turns() == ((), [])
