"""Turns come back as they were, in little room, and damage is told."""

import bz2
import json
import random
import uuid
import zlib
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import CorruptValue
from gametape.store.tables import calls, transcripts
from gametape.store.turns import Numbered, Turn, pack, page, unpack, window
from tests.builders.merge_rows import merge

ANA, DANA = "6432345678555530067", "77"
TALK = [
    Turn(DANA, 0, 2500, ("Hi Ana.", "How is Leeds?"), (9,), "Small Talk"),
    Turn(ANA, 2600, 2600, ("Fine.",)),
    Turn(ANA, 2400, 61_000, ("So.", "We plan by phone.", "It hurts."), (100, 305), None, (90, 0)),
    Turn(None, 61_000, 62_000, ("Mm.",), (), "Small Talk"),
]
anything = st.text(st.characters(exclude_categories=()), max_size=40)
whole = st.integers(-(10**12), 10**12)


@st.composite
def any_turn(draw: st.DrawFn) -> Turn:
    sentences = draw(st.lists(anything, max_size=4))
    marks = draw(st.lists(whole, min_size=max(len(sentences) - 1, 0), max_size=max(len(sentences) - 1, 0)))
    pauses = draw(st.just([]) | st.lists(st.integers(1, 10**6), min_size=len(marks), max_size=len(marks)))
    speaker, topic = draw(st.none() | anything), draw(st.none() | anything)
    return Turn(speaker, draw(whole), draw(whole), tuple(sentences), tuple(marks), topic, tuple(pauses))


@given(st.lists(any_turn(), max_size=8))
def test_what_was_packed_comes_back_exactly(turns: list[Turn]) -> None:
    assert unpack(pack(turns)) == turns


def test_text_and_the_moment_of_each_word() -> None:
    turn = TALK[2]
    assert turn.text == "So. We plan by phone. It hurts."
    assert turn.sentence_start(0) == turn.sentence_start(3) == 2400
    assert turn.sentence_start(turn.text.index("We")) == turn.sentence_start(turn.text.index("phone")) == 12_400
    assert turn.sentence_start(turn.text.index("hurts")) == 32_900
    assert turn.sentence_start(10_000) == 32_900
    assert replace(turn, sentences=(), marks=(), pauses=()).sentence_start(0) == 2400


def test_a_turn_has_a_mark_for_every_sentence_but_the_first() -> None:
    with pytest.raises(ValueError, match="1 marks for 3 sentences"):
        replace(TALK[2], marks=(100,))


def test_a_value_from_before_pauses_were_kept_is_read_without_them() -> None:
    columns = json.loads(bz2.decompress(pack(TALK)))
    old = bz2.compress(json.dumps([1, *columns[1:9]]).encode())
    assert unpack(old) == [replace(turn, pauses=()) for turn in TALK]


def test_the_stretches_of_a_turn_leave_its_pauses_out() -> None:
    turn = TALK[2]
    assert turn.speech_intervals() == [(2400, 3400), (12_400, 61_000)]
    assert turn.speech_intervals(bridged_ms=9000) == [(2400, 61_000)]
    assert turn.spoken_ms == 49_600
    assert TALK[1].speech_intervals() == [(2600, 2600)]


def test_there_is_a_pause_for_every_mark_or_none() -> None:
    with pytest.raises(ValueError, match="1 pauses for 2 marks"):
        replace(TALK[2], pauses=(1,))


@pytest.mark.parametrize(
    ("start", "end", "numbers"),
    [(0, 62_000, [0, 1, 2, 3]), (2_550, 2_700, [1, 2]), (0, 1, [0]), (61_000, 61_001, [3]), (62_000, 99_000, [])],
)
def test_a_window_holds_what_is_spoken_in_it(start: int, end: int, numbers: list[int]) -> None:
    found = window(TALK, start, end)
    assert [each.number for each in found] == numbers
    assert all(each.turn == TALK[each.number] for each in found)


def test_a_page_begins_at_a_turns_number_and_ends_with_the_call() -> None:
    assert page(TALK, 1, 2) == [Numbered(1, TALK[1]), Numbered(2, TALK[2])]
    assert page(TALK, 3, 10) == [Numbered(3, TALK[3])]
    assert page(TALK, 4, 10) == page(TALK, 0, 0) == page([], 0, 5) == []
    assert page(TALK, -5, 1) == [Numbered(0, TALK[0])]


@given(st.binary(max_size=60) | st.binary(max_size=60).map(bz2.compress))
def test_other_bytes_are_told(value: bytes) -> None:
    with pytest.raises(CorruptValue, match="transcript is damaged"):
        unpack(value)


@given(st.data())
def test_damage_is_told(data: st.DataObject) -> None:
    value = pack(TALK)
    place = data.draw(st.integers(0, len(value) - 1))
    flipped = bytearray(value)
    flipped[place] ^= data.draw(st.integers(1, 255))
    for damaged in (bytes(flipped), value[:place], value + b"more"):
        try:
            assert unpack(damaged) == TALK  # the last bits of the value mean nothing
        except CorruptValue:
            continue
        assert damaged == bytes(flipped)


columns = json.loads(bz2.decompress(pack(TALK)))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        [],
        [3, *columns[1:]],
        [1, *columns[1:]],
        columns[:-1],
        [*columns[:-1], columns[-1][:-1]],
        [*columns[:-2], columns[-2][:-1], columns[-1]],
        [*columns[:3], [9, 9, 9, 9], *columns[4:]],
        [*columns[:7], [], *columns[8:]],
        [*columns[:5], ["a"] * 4, *columns[6:]],
        None,
    ],
)
def test_another_layout_is_told(changed: object) -> None:
    with pytest.raises(CorruptValue):
        unpack(bz2.compress(json.dumps(changed).encode()))


def _raw_call(words: random.Random, seconds: int) -> tuple[list[dict[str, object]], list[Turn]]:
    """A call as Gong writes it, of words that are as unlike each other as English words are, and its turns."""
    vocabulary = [
        "".join(words.choices("etaoinshrdlcumwfgypb", k=words.choice((2, 3, 3, 4, 4, 5, 6, 7, 9)))) for _ in range(1500)
    ]
    weights = [1 / (rank + 3) for rank in range(1500)]
    now = 0
    monologues: list[dict[str, object]] = []
    turns: list[Turn] = []
    while now < seconds * 1000:
        speaker = words.choice((ANA, DANA))
        sentences = []
        for _ in range(words.randint(1, 7)):
            text = " ".join(words.choices(vocabulary, weights, k=words.randint(3, 14))).capitalize() + "."
            length = 400 * len(text.split()) + words.randint(-200, 400)
            sentences.append({"start": now, "end": now + length, "text": text})
            now += length + words.choice((0, 130, 470))
        starts = [int(str(sentence["start"])) for sentence in sentences]
        monologues.append({"speakerId": speaker, "topic": None, "sentences": sentences})
        turns.append(
            Turn(
                speaker,
                starts[0],
                now,
                tuple(str(sentence["text"]) for sentence in sentences),
                tuple((start - starts[0]) // 100 for start in starts[1:]),
            )
        )
    return monologues, turns


def test_on_disk_a_call_takes_at_most_a_quarter_of_its_json(connection: sa.Connection) -> None:
    """Row, TOAST and all, in Postgres; the words are drawn at random, so real speech takes less."""
    words = random.Random(7)
    stored = [_raw_call(words, 45 * 60) for _ in range(20)]
    raw = sum(len(json.dumps(monologues, separators=(",", ":"))) for monologues, _ in stored)
    connection.execute(
        sa.insert(calls),
        [
            {"id": uuid.UUID(int=number), "gong_call_id": str(number), "content_hash": b""}
            for number in range(len(stored))
        ],
    )
    rows = [
        {
            "gong_call_id": str(number),
            "call_id": uuid.UUID(int=number),
            "turns": pack(turns),
            "turn_count": len(turns),
            "word_count": 0,
            "raw_bytes": 0,
            "content_hash": b"1",
            "source_modified_at": None,
        }
        for number, (_, turns) in enumerate(stored)
    ]
    merge(connection, transcripts, rows, key="gong_call_id")
    values = connection.scalars(
        sa.select(transcripts.c.turns).order_by(sa.cast(transcripts.c.gong_call_id, sa.Integer))
    )
    assert [unpack(value) for value in values] == [turns for _, turns in stored]
    on_disk = connection.scalar(sa.text("SELECT pg_table_size('transcripts')"))
    assert on_disk <= 0.25 * raw, f"{on_disk / raw:.1%} of {raw} bytes"


def test_smaller_than_the_json_deflated() -> None:
    """The columns earn their keep."""
    monologues, turns = _raw_call(random.Random(3), 45 * 60)
    deflated = zlib.compress(json.dumps(monologues, separators=(",", ":")).encode(), 9)
    assert len(pack(turns)) < 0.8 * len(deflated)
