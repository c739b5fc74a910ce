"""The labelled sentences, and what is made of them."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from training.deals import read_deals
from training.details import FittedDetail, Weights
from training.fit import FittedKind, by_turn, written
from training.sentences import CALL_COLUMNS, COLUMNS, KINDS, SIDES, SINGLE_COLUMNS, TRAPS, read_file, read_sentences
from training.thresholds import (
    DETAIL_ROWS,
    SHOWN_HEARD,
    Figures,
    choose_detail_threshold,
    choose_threshold,
    figures,
)


def test_there_are_many_by_many_writers_and_two_of_five_that_look_like_a_kind_are_none() -> None:
    rows = read_sentences("en")
    assert len(rows) > 3000
    assert len({row.writer for row in rows}) > 20
    assert {row.side for row in rows} <= SIDES
    assert {row.trap for row in rows} <= {"", *TRAPS}
    assert {kind for row in rows for kind in row.kinds} == set(KINDS)
    negatives, positives = sum(bool(row.looks_like) for row in rows), sum(bool(row.kinds) for row in rows)
    assert negatives / (negatives + positives) > 0.38


def test_no_sentence_stands_there_twice() -> None:
    counts = Counter((row.text.lower(), row.before, row.writer) for row in read_sentences("en") if row.origin != "call")
    assert [text for text, count in counts.items() if count > 1] == []


def test_a_line_with_other_columns_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pain.tsv"
    path.write_text("\t".join(COLUMNS) + "\nonly one\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"pain\.tsv, line 2"):
        list(read_file(path))


def test_a_sentence_of_a_call_stands_between_the_turns_around_it(tmp_path: Path) -> None:
    path = tmp_path / "ash-01.tsv"
    lines = [
        CALL_COLUMNS,
        ("0", "ours", "One.", "-"),
        ("0", "ours", "Two.", "-"),
        ("0", "ours", "Is it too much?", "~objection/price:asked"),
        ("1", "theirs", "It is too dear.", "objection/price,pain"),
        ("1", "theirs", "Yes.", "-"),
        ("2", "ours", "I see.", "-"),
    ]
    path.write_text("\n".join("\t".join(line) for line in lines), encoding="utf-8")
    rows = list(read_file(path))
    asked, raised = rows[2], rows[3]
    assert (asked.looks_like, asked.trap, asked.kinds) == ("objection", "asked", frozenset())
    assert (raised.kinds, raised.detail, raised.writer) == (frozenset({"objection", "pain"}), "price", "ash")
    assert (raised.before, raised.after) == ("Two. Is it too much?", "I see.")
    assert (rows[4].before, rows[0].before, rows[5].after) == (raised.before, "", "")


@pytest.mark.parametrize("labels", ["anger", "objection", "objection/colour", "~pain:sad", ""])
def test_a_label_that_is_not_known_is_named(tmp_path: Path, labels: str) -> None:
    path = tmp_path / "ash-01.tsv"
    path.write_text("\t".join(SINGLE_COLUMNS) + f"\n0\ttheirs\tWell.\t{labels}\t\t", encoding="utf-8")
    with pytest.raises(ValueError, match=r"ash-01\.tsv, line 2"):
        list(read_file(path))


def test_a_threshold_hears_most_at_the_precision_aimed_at() -> None:
    probabilities = np.array([0.9, 0.8, 0.7, 0.6, 0.2])
    wanted = np.array([True, True, False, True, False])
    held = choose_threshold(probabilities, wanted, np.array([False, False, False, False, True]), 0.75)
    assert (held.recall, held.precision, held.lookalikes) == (1.0, 0.75, 0.0)


def test_a_kind_of_objection_is_shown_from_where_it_is_right_often_enough() -> None:
    probabilities = np.array([0.2] * DETAIL_ROWS + [0.6] * DETAIL_ROWS)
    right = np.array([False] * DETAIL_ROWS + [True] * DETAIL_ROWS)
    assert choose_detail_threshold(probabilities, right) == (0.21, 1.0)
    assert choose_detail_threshold(probabilities, ~right) == (1.0, 0.0)


def test_a_kind_of_objection_with_few_examples_is_never_shown() -> None:
    right = np.ones(DETAIL_ROWS - 1, dtype=bool)
    assert choose_detail_threshold(np.full(DETAIL_ROWS - 1, 0.9), right) == (1.0, 0.0)


def test_figures_of_nothing_are_zero() -> None:
    nothing = np.zeros(3, dtype=bool)
    assert figures(nothing, nothing, nothing, 0.5).precision == 0.0


def test_the_file_names_kinds_details_and_features() -> None:
    kind = FittedKind(
        "pain", Weights(-1.0, {"C HURT": 2.0}), Figures(0.4, 1.0, 1.0, 0.0, 9), Figures(0.5, 0.6, 0.8, 0.1, 9)
    )
    lines = written([kind], [FittedDetail("objection/price", Weights(-2.0, {"C DEAR": 1.5}), 0.3, 0.75)])
    assert lines.splitlines() == [
        "kind\tpain\t-1.000\t0.400\t0.500\t0.600\t0.800\tshown",
        "detail\tobjection/price\t-2.000\t0.300\t0.750",
        "feature\tC DEAR\t1=1.50",
        "feature\tC HURT\t0=2.00",
    ]


@pytest.mark.parametrize(
    ("recall", "precision", "heard", "shown"),
    [
        (0.2, 0.7, SHOWN_HEARD, True),
        (0.19, 0.9, SHOWN_HEARD, False),
        (0.9, 0.69, SHOWN_HEARD, False),
        (0.9, 0.9, SHOWN_HEARD - 1, False),
    ],
)
def test_a_kind_is_shown_that_is_precise_and_heard_often_enough(
    recall: float, precision: float, heard: int, shown: bool
) -> None:
    assert Figures(0.5, recall, precision, 0.0, heard).shown is shown


def test_a_turn_is_as_probable_as_its_likeliest_sentence_with_its_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "ash-01.tsv"
    lines = [
        CALL_COLUMNS,
        ("0", "ours", "So?", "-"),
        ("1", "theirs", "Well.", "-"),
        ("1", "theirs", "It is too dear.", "objection/price"),
        ("2", "theirs", "Is it?", "~objection/price:asked"),
    ]
    path.write_text("\n".join("\t".join(line) for line in lines), encoding="utf-8")
    turns = by_turn(list(read_file(path))[1:], "objection", np.array([0.5, 0.6, 0.1]))
    assert turns.probabilities.round(3).tolist() == [0.8, 0.1]
    assert (turns.wanted.tolist(), turns.lookalikes.tolist()) == ([True, False], [False, True])


def test_sentences_of_deals_have_the_kinds_of_the_quotes_that_cover_them() -> None:
    rows = read_deals("en")
    assert {row.origin for row in rows} == {"deal"}
    assert {row.writer for row in rows} == {"alder", "birch", "cedar"}
    quoted = next(row for row in rows if row.text.startswith("If it was there I'd look at it."))
    assert (quoted.kinds, quoted.detail, quoted.turn[:7]) == (frozenset({"objection"}), "integration", "alder-5")
    assert read_deals("de") == []
