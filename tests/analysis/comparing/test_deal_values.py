"""How the calls of a deal become one value each, whatever calls the deal had."""

from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean
from uuid import UUID

import pytest

from gametape.analysis.comparing.deal_values import call_effects, deal_values
from gametape.analysis.comparing.dimensions import CallFacts

START = datetime(2026, 9, 1, 17, tzinfo=UTC)


def call(day: int, **facts: object) -> CallFacts:
    return CallFacts(UUID(int=day), START + timedelta(days=day), **facts)  # type: ignore[arg-type]


def test_every_call_counts_once_however_long() -> None:
    values = deal_values(
        [call(1, values={"open_questions": 10.0, "next_steps": 1.0}), call(2, values={"next_steps": 0.0})], closed=True
    )
    assert values["open_questions"] == 10
    assert values["next_steps"] == 0.5


def test_objections_are_counted_over_the_deal_and_people_once() -> None:
    calls = [
        call(1, raised=3, handled=1, people=frozenset({"ann@x", "bo@x"})),
        call(2, raised=1, handled=1, people=frozenset({"ann@x"})),
        call(3),
    ]
    values = deal_values(calls, closed=True)
    assert values["objections_handled"] == 0.5
    assert values["contacts"] == 2


def test_pricing_is_looked_for_in_the_first_two_calls_of_every_deal() -> None:
    quiet, priced = call(1, priced=False), call(2, priced=True)
    assert deal_values([priced, quiet], closed=True)["pricing_at"] == 0
    assert deal_values([quiet, priced], closed=True)["pricing_at"] == 0.5
    assert deal_values([quiet, quiet, priced], closed=True)["pricing_at"] == 1
    assert "pricing_at" not in deal_values([priced], closed=True)  # a short deal says nothing of its second call
    assert "pricing_at" not in deal_values([quiet, call(3)], closed=True)  # words that nobody understood


def test_an_open_deal_has_nothing_of_what_grows() -> None:
    values = deal_values([call(1, priced=True, people=frozenset({"ann@x"}), values={"patience": 1.0})], closed=False)
    assert values == {"patience": 1.0}


def company(rng: Random, deals: int) -> list[list[CallFacts]]:
    """First calls have 10 open questions more than later ones, and meet three people; deals are long or short."""
    return [
        [
            call(
                100 * deal + place,
                values={"open_questions": 30 + 10 * (place == 0) + rng.gauss(0, 2)},
                people=frozenset(f"{deal} {place} {one}" for one in range(3 if place == 0 else 1)),
                stage="1. Qualify" if place == 0 else "3. Evaluate",
            )
            for place in range(2 if deal % 2 else 6)
        ]
        for deal in range(deals)
    ]


@pytest.mark.parametrize("name", ["open_questions", "contacts"])
def test_short_deals_are_not_told_by_their_first_calls(name: str) -> None:
    deals = company(Random(1), 60)
    effects = call_effects(deals)

    def gap(values: list[float]) -> float:
        return fmean(values[1::2]) - fmean(values[::2])

    assert abs(gap([deal_values(calls, closed=True)[name] for calls in deals])) > 2
    assert abs(gap([deal_values(calls, closed=True, effects=effects)[name] for calls in deals])) < 1


def test_what_tells_deals_apart_stays_in() -> None:
    rng = Random(2)
    deals = company(rng, 60)
    more = [[call(1000 + n, values={"open_questions": c.values["open_questions"] + 5}) for n, c in enumerate(one)]
            for one in deals[:30]]  # fmt: skip
    effects = call_effects([*more, *deals[30:]])
    values = [deal_values(calls, closed=True, effects=effects)["open_questions"] for calls in [*more, *deals[30:]]]
    assert fmean(values[:30]) - fmean(values[30:]) == pytest.approx(5, abs=1.2)
    assert fmean(values) == pytest.approx(
        fmean(c.values["open_questions"] for one in [*more, *deals[30:]] for c in one), abs=1.5
    )


def test_places_of_few_calls_are_not_told_apart() -> None:
    effects = call_effects(company(Random(3), 4))
    assert effects.places["open_questions"] == 1
    assert deal_values(company(Random(3), 4)[0][:1], closed=True, effects=effects)["open_questions"] > 35
