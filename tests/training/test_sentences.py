"""The labelled sentences, and what is made of them."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from training.fit import KINDS, Weights, choose_threshold, figures, written
from training.sentences import COLUMNS, read_file, read_sentences

SIDES = {"ours", "theirs"}
TRAPS = {"", "negated", "asked", "reported", "others", "settled", "hypothetical", "topic", "side"}


def test_there_are_many_by_many_writers_and_half_of_those_that_look_like_a_kind_are_none() -> None:
    rows = read_sentences("en")
    assert len(rows) > 3000
    assert len({row.writer for row in rows}) > 20
    assert {row.side for row in rows} <= SIDES
    assert {row.trap for row in rows} <= TRAPS
    assert {kind for row in rows for kind in row.kinds} == set(KINDS)
    negatives, positives = sum(bool(row.looks_like) for row in rows), sum(bool(row.kinds) for row in rows)
    assert negatives / (negatives + positives) > 0.4


def test_no_sentence_stands_there_twice() -> None:
    counts = Counter((row.text.lower(), row.before) for row in read_sentences("en"))
    assert [text for text, count in counts.items() if count > 1] == []


def test_a_line_with_other_columns_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pain.tsv"
    path.write_text("\t".join(COLUMNS) + "\nonly one\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"pain\.tsv, line 2"):
        list(read_file(path))


def test_a_threshold_hears_most_at_the_precision_aimed_at() -> None:
    probabilities = np.array([0.9, 0.8, 0.7, 0.6, 0.2])
    wanted = np.array([True, True, False, True, False])
    held = choose_threshold(probabilities, wanted, np.array([False, False, False, False, True]))
    assert (held.recall, held.precision, held.lookalikes) == (1.0, 0.75, 0.0)


def test_figures_of_nothing_are_zero() -> None:
    nothing = np.zeros(3, dtype=bool)
    assert figures(nothing, nothing, nothing, 0.5).precision == 0.0


def test_the_file_names_kinds_details_and_features() -> None:
    held = figures(np.array([True]), np.array([True]), np.array([False]), 0.5)
    lines = written(
        [("pain", Weights(-1.0, {"C HURT": 2.0}), held)], [("objection/price", Weights(-2.0, {"C DEAR": 1.5}))]
    )
    assert lines.splitlines() == [
        "kind\tpain\t-1.000\t0.500\t1.000\t1.000",
        "detail\tobjection/price\t-2.000",
        "feature\tC DEAR\tobjection/price=1.50",
        "feature\tC HURT\tpain=2.00",
    ]
