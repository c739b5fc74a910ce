import json
from typing import Any

import pytest

from gametape.records.monologues import Monologue, MonologueSentence, read_monologues

HI = {"start": 0, "end": 900, "text": "Hi."}


def read(*monologues: Any) -> tuple[list[Monologue], list[str]]:
    warnings: list[str] = []
    return read_monologues(list(monologues), warnings), warnings


def texts(monologues: list[Monologue]) -> list[str]:
    return [" ".join(sentence.text for sentence in monologue.sentences) for monologue in monologues]


@pytest.mark.parametrize("sentence", [[HI], json.dumps([HI])])
def test_sentences_as_json_or_as_text_of_json(sentence: Any) -> None:
    found, warnings = read({"index": "0", "speaker_id": "7", "topic": "Intro", "sentence": sentence})
    assert found == [Monologue(0, "7", "Intro", (MonologueSentence("Hi.", 0, 900),))]
    assert warnings == []


@pytest.mark.parametrize(
    ("keys", "start", "end"),
    [
        ({"start_time": "10", "end_time": "20"}, 10, 20),
        ({"startTime": 10, "endTime": 20}, 10, 20),
        ({"start": 10, "duration": 7}, 10, 17),
        ({"start": 10, "end": 20, "duration": 7}, 10, 20),
        ({"start": 10}, 10, None),
        ({"end": "soon"}, None, None),
        ({"start": -5, "end": 1e18}, None, None),
        ({"start": True, "end": float("nan")}, None, None),
        ({"start": 10**400}, None, None),
    ],
)
def test_times_under_all_their_names_and_none_that_cannot_be(keys: dict[str, Any], start: Any, end: Any) -> None:
    ((monologue,), _) = read({"sentence": [{"text": "Hi.", **keys}]})
    assert (monologue.sentences[0].start, monologue.sentences[0].end) == (start, end)


@pytest.mark.parametrize(
    "broken", ['[{"start": 0,', "Hello there", "{}", 7, {"text": "x"}, "[" * 100_000, '{"text": "x"}']
)
def test_one_that_is_broken_is_left_out_and_named_and_the_others_live(broken: Any) -> None:
    found, warnings = read(
        {"index": "0", "sentence": [HI]}, {"index": "1", "sentence": broken}, "what?", {"index": "2", "sentence": [HI]}
    )
    assert [monologue.index for monologue in found] == [0, 2]
    assert len(warnings) == 2
    assert warnings[0].startswith("monologue 1 left out")


@pytest.mark.parametrize("empty", [None, [], "[]", "null", [{"start": 0, "text": None}], [{"text": "  "}], [None, 3]])
def test_one_without_words_is_no_monologue(empty: Any) -> None:
    assert read({"index": "0", "sentence": empty}) == ([], [])


def test_order_by_index_as_a_number_and_the_same_twice_is_one() -> None:
    def at(index: Any, text: str) -> dict[str, Any]:
        return {"index": index, "sentence": [{"text": text}]}

    found, _ = read(at("10", "c"), at("9", "b"), at("1", "a"), at("9", "b"), at("9", "b2"))
    assert texts(found) == ["a", "b", "b2", "c"]
    found, _ = read(at("10", "first"), at(None, "second"), at("x", "third"))
    assert texts(found) == ["first", "second", "third"]


def test_order_by_time_where_an_index_is_missing() -> None:
    late, early = {"text": "late", "start": 90}, {"text": "early", "start": 10}
    found, _ = read({"index": "1", "sentence": [late]}, {"sentence": [early]})
    assert texts(found) == ["early", "late"]


def test_white_space_is_one_blank_and_nul_is_nothing() -> None:
    found, _ = read({"sentence": r'[{"text": " a\n\u0000b \u00a0 c\ud800 "}]'})
    assert texts(found) == ["a b c"]


@pytest.mark.parametrize("value", ["", "no", 3, {"a": 1}, "{"])
def test_what_is_no_list_has_no_monologues_and_is_told(value: Any) -> None:
    warnings: list[str] = []
    assert read_monologues(value, warnings) == []
    assert len(warnings) == 1
