"""Moments are chosen on repeated evidence, and typical of their deal."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.dimensions import CallFacts, dimension
from gametape.analysis.learning.deal_facts import ComparedDeal
from gametape.analysis.learning.exemplars import DealOfRole, alike, consistent_peers, pick, scale_of
from gametape.queries.deals import Outcome

ONE = dimension("open_questions")
SCALE = scale_of([8, 10, 12, 14], 13, 9)
_numbers = count(1)


def told(values: Sequence[float], rep: str = "ann@x", **situation: Any) -> DealOfRole:
    id_ = UUID(int=next(_numbers))
    start = datetime(2026, 5, 1, tzinfo=UTC)
    calls = tuple(
        CallFacts(UUID(int=next(_numbers)), start + timedelta(days=day), {ONE.name: value})
        for day, value in enumerate(values)
    )
    mean = {ONE.name: sum(values) / len(values)}
    facts = DealFacts(id_, rep, "AE", Outcome.WON, start, mean, **{"segment": "Mid", **situation})
    return ComparedDeal(id_, f"{rep} {values}", (facts,), calls), facts


def picked(deals: Sequence[DealOfRole], *, sign: int = 1, like: DealFacts | None = None) -> list[str]:
    return [one.deal.name for one in pick(deals, ONE, SCALE, sign=sign, like=like, most=3)]


def test_one_lucky_call_is_not_chosen() -> None:
    lucky, steady, single = told([60, 8, 9]), told([13, 14, 13, 14]), told([50])
    assert picked([lucky, single, steady]) == [steady[0].name]


def test_more_calls_weigh_more_than_a_higher_mean_of_few() -> None:
    few, many = told([14.0, 14.2]), told([13.8] * 8)
    assert picked([few, many])[0] == many[0].name


def test_the_call_that_is_shown_is_typical_of_the_deal() -> None:
    (found,) = pick([told([12, 25, 14, 13, 5])], ONE, SCALE, sign=1, like=None, most=1)
    assert found.value in (13, 14)
    assert (found.on_side, found.calls) == (4, 5)
    assert {found.value, *(value for _, value in found.others)} == {12, 13, 14}  # the next best, if it has no words


def test_the_losers_side_is_chosen_alike() -> None:
    assert picked([told([12, 13]), told([5, 6, 7])], sign=-1) == ["ann@x [5, 6, 7]"]


def test_deals_in_the_same_situation_go_first() -> None:
    like = told([5], product="Core", size="small")[1]
    strong, same = told([20, 21, 20], product="Other"), told([12, 12, 12], product="Core", size="small")
    assert picked([strong, same], like=like)[0] == same[0].name
    assert alike(same[1], like) == 3
    assert alike(told([1])[1], told([1], segment="SMB")[1]) == 0  # two that have no product do not share it


def test_peers_are_consistent_over_their_deals() -> None:
    deals = [told([14, 14], "ann@x"), told([13, 13], "ann@x"), told([30, 30], "bo@x"), *[told([2, 2], "bo@x")] * 3]
    assert consistent_peers(deals, ONE, SCALE, sign=1) == {"ann@x"}
