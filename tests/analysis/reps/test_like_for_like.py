"""A rep beside the team on the same kinds of calls."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from gametape.analysis.measures.call_kinds import CallKind
from gametape.analysis.reps.benchmark import difference, mean_of, sentence, standing
from gametape.analysis.reps.like_for_like import like_for_like
from gametape.analysis.reps.rep_facts import RepValue

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
DEMO: CallKind = "demo"
DISCOVERY: CallKind = "discovery"
CHECK_IN: CallKind = "check_in"
USUAL: dict[CallKind, float] = {"demo": 0.7, "discovery": 0.4, "check_in": 0.5}


def values(kinds: Iterable[CallKind], more: float = 0, name: str = "d") -> list[RepValue]:
    """Two calls of each deal, each with what is usual for its kind, give or take a little, and `more`."""
    return [
        RepValue(f"c{number}", f"{name}{number // 2}", NOW, USUAL[kind] + more + 0.02 * (number % 3 - 1), kind)
        for number, kind in enumerate(kinds)
    ]


def test_a_different_mix_of_kinds_is_no_difference() -> None:
    own = values([DEMO] * 18 + [DISCOVERY] * 6)
    team = values([DEMO] * 8 + [DISCOVERY] * 32, name="t")
    assert standing(difference(own, team, 4), is_score=False) == "higher"
    like = like_for_like(own, team)
    assert standing(difference(like.own, like.team, 4), is_score=False) == "in_line"
    assert mean_of(like.own, 1).mean == pytest.approx(mean_of(own, 1).mean)
    assert like.mix_shown == "demos (18), discovery calls (6)"


def test_a_difference_on_every_kind_stays() -> None:
    own, team = (
        values([DEMO] * 12 + [DISCOVERY] * 12, more=0.2),
        values([DISCOVERY] * 24 + [DEMO] * 12, name="t"),
    )
    like = like_for_like(own, team)
    found = difference(like.own, like.team, 4)
    assert found
    assert found.value == pytest.approx(0.2, abs=0.02)
    assert standing(found, is_score=False) == "higher"


def test_kinds_that_only_one_side_has_are_left_out() -> None:
    own = values([DEMO] * 12 + [CHECK_IN] * 12)
    like = like_for_like(own, values([DEMO] * 24 + [CHECK_IN] * 2, name="t"))
    assert {value.kind for value in (*like.own, *like.team)} == {"demo"}
    assert like.mix == [("demo", 12)]


def test_without_a_kind_in_common_nothing_is_compared() -> None:
    like = like_for_like(values([DEMO] * 12), values([DISCOVERY] * 24, name="t"))
    mine, others = mean_of(like.own, 1), mean_of(like.team, 1)
    word = standing(difference(like.own, like.team, 4), is_score=False)
    assert mine.mean
    assert word == "not_enough_data"
    assert sentence("Talk ratio", "share", mine, others, word) == (
        "Talk ratio: 70% in 6 deals. Not enough calls of the same kinds in the team to compare."
    )
