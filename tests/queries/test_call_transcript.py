"""What was said on a call."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import CorruptValue, NotFound
from gametape.queries.call_transcript import CallTranscript, TranscriptQuery, get_transcript
from gametape.store.tables import transcripts
from gametape.store.turns import Turn
from tests.builders.store_rows import MOMENT, add_call, add_transcript, person

TURNS = [
    Turn("s1", 0, 4_000, ("Hello.", "Shall we start?"), (15,), "Opening"),
    Turn("s7", 4_000, 9_000, ("Yes.",), (), None),
    Turn(None, 9_000, 10_000, ("Hm.",)),
    Turn("s1", 10_000, 20_000, ("So, the price.",), (), "Pricing"),
]


@pytest.fixture
def call(connection: sa.Connection) -> UUID:
    people = [person("Dana Okafor", "ours", "dana@lumen.example", speaker_id="s1"), person("Ruiz", "theirs")]
    call = add_call(connection, "Intro", people=people)
    add_transcript(connection, call, TURNS)
    return call


def read(connection: sa.Connection, call: UUID, **window: Any) -> CallTranscript:
    return get_transcript(connection, call, TranscriptQuery(**window))


def test_turns_come_with_names_sides_and_the_second_of_each_sentence(connection: sa.Connection, call: UUID) -> None:
    found = read(connection, call)
    assert [(turn.number, turn.speaker, turn.side, turn.start_ms, turn.topic) for turn in found.turns] == [
        (0, "Dana Okafor", "ours", 0, "Opening"),
        (1, "Speaker 2", "unknown", 4_000, None),
        (2, "Speaker 3", "unknown", 9_000, None),
        (3, "Dana Okafor", "ours", 10_000, "Pricing"),
    ]
    assert [(one.at_ms, one.text) for one in found.turns[0].sentences] == [(0, "Hello."), (1_500, "Shall we start?")]
    assert [(one.number, one.speaker, one.email, one.talk_ms, one.turns) for one in found.speakers] == [
        (1, "Dana Okafor", "dana@lumen.example", 14_000, 2),
        (2, "Speaker 2", None, 5_000, 1),
        (3, "Speaker 3", None, 1_000, 1),
    ]
    assert (found.dropped, found.turn_count, found.word_count) == (False, 4, 9)


@pytest.mark.parametrize(
    ("window", "numbers"),
    [
        ({"from_ms": 9_000}, [2, 3]),
        ({"from_ms": 8_999}, [1, 2, 3]),
        ({"to_ms": 4_000}, [0]),
        ({"to_ms": 4_001}, [0, 1]),
        ({"from_ms": 5_000, "to_ms": 6_000}, [1]),
        ({"from_ms": 60_000}, []),
    ],
)
def test_a_window_holds_what_is_said_in_it_and_speakers_stay_those_of_the_call(
    connection: sa.Connection, call: UUID, window: dict[str, int], numbers: list[int]
) -> None:
    found = read(connection, call, **window)
    assert [turn.number for turn in found.turns] == numbers
    assert [one.number for one in found.speakers] == [1, 2, 3]


def test_speakers_of_one_name_are_told_apart(connection: sa.Connection) -> None:
    people = [person("Alex", "ours", speaker_id="s1"), person("Alex", "theirs", speaker_id="s2")]
    call = add_call(connection, "Two of them", people=people)
    add_transcript(connection, call, [Turn("s2", 0, 1, ("Hi.",)), Turn("s1", 1, 2, ("Hi.",))])
    assert [(turn.speaker, turn.speaker_number, turn.side) for turn in read(connection, call).turns] == [
        ("Alex", 1, "theirs"),
        ("Alex", 2, "ours"),
    ]


def test_of_two_people_with_one_speaker_id_the_one_with_a_name_speaks(connection: sa.Connection) -> None:
    people = [
        person(None, "theirs", speaker_id="s1"),
        person("Ruiz", "theirs", speaker_id="s1"),
        person(None, "theirs", "lindt@northwind.example", speaker_id="s2"),
        person(None, "theirs", speaker_id="s3"),
    ]
    call = add_call(connection, "Dial-in", people=people)
    add_transcript(connection, call, [Turn(f"s{number}", number, number + 1, ("Hi.",)) for number in (1, 2, 3)])
    assert [(turn.speaker, turn.side) for turn in read(connection, call).turns] == [
        ("Ruiz", "theirs"),
        ("lindt@northwind.example", "theirs"),
        ("Speaker 3", "theirs"),
    ]


def test_one_microphone_for_both_sides_is_nobodys_and_whoever_did_not_come_shares_none(
    connection: sa.Connection,
) -> None:
    people = [
        person("Dana", "ours", "dana@lumen.example", speaker_id="s1"),
        person("Ruiz", "theirs", speaker_id="s1"),
        person("Lindt", "theirs", speaker_id="s2"),
        person("Wei", "ours", speaker_id="s2", attended=False),
    ]
    call = add_call(connection, "Meeting room", people=people)
    add_transcript(connection, call, [Turn("s1", 0, 1, ("We charge forty thousand.",)), Turn("s2", 1, 2, ("Fine.",))])
    found = read(connection, call)
    assert [(turn.speaker, turn.side) for turn in found.turns] == [("Speaker 1", "unknown"), ("Lindt", "theirs")]
    assert found.speakers[0].email is None


def test_a_dropped_text_is_said_to_be_dropped(connection: sa.Connection, call: UUID) -> None:
    connection.execute(sa.update(transcripts).values(turns=None, dropped_at=MOMENT))
    found = read(connection, call)
    assert (found.dropped, found.turns, found.speakers, found.turn_count) == (True, [], [], 4)


def test_a_call_on_which_nothing_was_said_has_an_empty_transcript(connection: sa.Connection) -> None:
    call = add_call(connection, "Nobody came")
    add_transcript(connection, call, [])
    assert (read(connection, call).turns, read(connection, call).dropped) == ([], False)


@pytest.mark.parametrize(
    ("is_private", "row", "reason"),
    [
        (False, None, "the source has none"),
        (True, None, "private"),
        (True, {}, "private"),
        (False, {}, "not kept"),
        (False, {"deleted_at": MOMENT, "turns": True}, "the source has none"),
    ],
)
def test_where_there_is_no_text_the_reason_is_told(
    connection: sa.Connection, is_private: bool, row: dict[str, Any] | None, reason: str
) -> None:
    call = add_call(connection, "Intro", is_private=is_private)
    if row is not None:
        values = dict(row)
        add_transcript(connection, call, TURNS if values.pop("turns", None) else None, **values)
    with pytest.raises(NotFound, match=reason):
        read(connection, call)


def test_a_text_that_cannot_be_read_is_an_error_and_no_silence(connection: sa.Connection, call: UUID) -> None:
    connection.execute(sa.update(transcripts).values(turns=b"not ours"))
    with pytest.raises(CorruptValue):
        read(connection, call)


def test_an_unknown_call_is_not_found(connection: sa.Connection) -> None:
    with pytest.raises(NotFound, match="There is no call"):
        read(connection, uuid4())
