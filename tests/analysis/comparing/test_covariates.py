"""Which columns deals are adjusted for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.covariates import covariates
from gametape.queries.deals import Outcome
from tests.builders.invented_talks import fact


def deals(count: int) -> list[DealFacts]:
    """Deals of all segments, products, sizes and times."""
    return [
        replace(
            fact(Outcome.WON, 1.0, segment=f"S{place % 3}", product=f"P{place % 4}", size=f"B{place % 5}"),
            closed_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=place),
            calls=place % 7,
        )
        for place in range(count)
    ]


def test_with_many_deals_everything_that_is_known_is_adjusted_for() -> None:
    found = covariates(deals(200))
    assert found.adjusted == ("segment", "product", "size", "period", "calls")
    assert found.given_up == ()
    assert len(found.columns) == 2 + 3 + 4 + 1 + 1


def test_with_few_deals_the_last_ones_are_given_up_and_told() -> None:
    found = covariates(deals(56))
    assert found.adjusted == ("segment", "product", "period", "calls")
    assert found.given_up == ("size",)
    assert covariates(deals(5)).adjusted == ()


def test_rare_values_share_a_column_and_what_is_alike_needs_none() -> None:
    alike = [fact(Outcome.WON, 1.0, segment="Mid") for _ in range(40)]
    assert covariates(alike).columns == []
    rare = [*alike, fact(Outcome.WON, 1.0, segment="A"), fact(Outcome.WON, 1.0, segment="B")]
    (column,) = covariates(rare).columns
    assert sum(column) == 2
