"""Matching, its relaxation, and the family in which everything is called."""

from random import Random

from gametape.analysis.comparing.comparison import DealFacts, Rules, findings, match
from gametape.analysis.comparing.dimensions import dimension, dimensions
from gametape.queries.deals import Outcome
from tests.builders.invented_talks import NAME, company, fact

RULES = Rules()
ONE = (dimension(NAME),)


def grid(each: int, products: int, **others: str) -> list[DealFacts]:
    """So many won and lost deals of every product."""
    return [
        fact(outcome, float(place), product=f"P{product}", **others)
        for outcome in (Outcome.WON, Outcome.LOST)
        for product in range(products)
        for place in range(each)
    ]


def test_as_many_keys_are_matched_as_leave_enough() -> None:
    matching = match(grid(10, 2, size="small", period="2026 H1"), RULES)
    assert matching.used == ("segment", "product", "size", "period")
    assert matching.relaxed == ()


def test_thin_strata_are_given_up_and_told() -> None:
    matching = match(grid(2, 8, size="small"), RULES)
    assert matching.used == ("segment",)
    assert matching.relaxed == ("product", "size")
    assert matching.unknown == ("period",)


def test_a_key_that_would_lose_too_many_deals_is_given_up() -> None:
    # Product P0 was only ever won, P1 only lost: nothing could be compared within a product.
    deals = [fact(Outcome.WON, 1.0, product="P0") for _ in range(20)]
    deals += [fact(Outcome.LOST, 1.0, product="P1") for _ in range(20)]
    assert match(deals, RULES).used == ("segment",)


def test_the_segment_is_never_given_up() -> None:
    deals = [fact(Outcome.WON, 1.0, segment=f"S{place}") for place in range(9)]
    deals += [fact(Outcome.LOST, 1.0, segment=f"S{place}") for place in range(9)]
    assert match(deals, RULES).used == ("segment",)


def test_a_segment_that_drives_both_is_no_finding() -> None:
    rng = Random(5)
    deals = []
    for segment, won, lost, mean in (("SMB", 10, 40, 5), ("Enterprise", 40, 10, 20)):
        for outcome, number in ((Outcome.WON, won), (Outcome.LOST, lost)):
            deals += [fact(outcome, rng.gauss(mean, 2), segment=segment) for _ in range(number)]
    assert findings(deals, ONE, RULES)["AE", NAME].q > RULES.level
    blind = [fact(deal.outcome, deal.values[NAME]) for deal in deals]
    assert findings(blind, ONE, RULES)["AE", NAME].q < 0.001


def test_what_has_too_few_deals_in_an_arm_is_not_tested() -> None:
    assert findings(company(7, 40, effect=3), ONE, RULES) == {}
    assert ("AE", NAME) in findings(company(8, 40, effect=3), ONE, RULES)


def test_roles_are_tested_apart_and_called_together() -> None:
    deals = [*company(30, 30, effect=0.9), *company(30, 30, seed=2, role="CSM")]
    found = findings(deals, ONE, RULES)
    alone = findings(company(30, 30, effect=0.9), ONE, RULES)
    assert set(found) == {("AE", NAME), ("CSM", NAME)}
    assert found["AE", NAME].q > alone["AE", NAME].q


def test_dimensions_named_beforehand_bear_most_of_the_budget() -> None:
    main, other = dimension(NAME), next(one for one in dimensions() if not one.main)
    deals = [
        DealFacts(deal.deal_id, deal.rep, deal.role, deal.outcome, deal.closed_at,
                  {NAME: deal.values[NAME], other.name: deal.values[NAME]}, deal.segment)
        for deal in company(20, 20, effect=0.8)
    ]  # fmt: skip
    found = findings(deals, (main, other), RULES)
    assert found["AE", NAME].p == found["AE", other.name].p
    weighed = findings(deals, (main, other), Rules(main_share=0.9))
    assert weighed["AE", NAME].q <= found["AE", NAME].q
