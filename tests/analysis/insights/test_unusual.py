"""No kind of suggestion stands on more of a company's open deals than the share that counts as common."""

from collections import Counter
from random import Random
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.deal_insights import read_insights
from gametape.analysis.insights.models import ActionKind
from gametape.analysis.insights.unusual import COMMON, SuggestionRates, learn_rates
from gametape.queries.deals import deal, is_kept, is_open
from gametape.settings import Settings
from tests.builders.deal_stories import DAY, LINDT, NOW, RUIZ, held
from tests.builders.store_rows import add_change, add_deal, add_email
from tests.sample_company import SampleCompany

CHAT = [("1", "And then?"), ("3", "We do it by hand, every Monday.")] * 3


def invented(connection: sa.Connection, seed: int) -> list[UUID]:
    """A company of 24 open deals: how often each trouble occurs is drawn for the company."""
    rng = Random(f"suggestions {seed}")
    shares = {name: rng.random() for name in ("overdue", "asks", "silent", "pushed", "alone")}

    def has(name: str) -> bool:
        return rng.random() < shares[name]

    deals = []
    for number in range(24):
        close = NOW + DAY * (-rng.randint(1, 60) if has("overdue") else 30)
        stage = rng.choice(["2. Discovery", "4. Evaluation"])
        found = add_deal(connection, f"{seed} {number}", stage=stage, opened_at=NOW - 80 * DAY, close_date=close.date())
        last = rng.randint(20, 60) if has("silent") else 2
        for days in (last + 9, last):
            held(connection, found, days, CHAT, people=(LINDT,) if has("alone") else (LINDT, RUIZ))
        if has("asks"):
            given = {"sender": LINDT["email"], "direction": "theirs", "body_snippet": f"Could you call me? {number}"}
            add_email(connection, "call", NOW - DAY * rng.uniform(0.5, last), on=found, **given)
        for push in range(rng.randint(2, 5) if has("pushed") else 0):
            day = f"2026-0{push + 1}-01"
            add_change(connection, found, "close_date", day, f"2026-0{push + 2}-01", NOW - (70 - push) * DAY)
        deals.append(found)
    return deals


def shares(connection: sa.Connection, settings: Settings, deals: list[UUID]) -> dict[ActionKind, float]:
    counts = Counter(
        kind
        for found in deals
        for kind in {action.kind for action in read_insights(connection, found, settings).actions}
    )
    return {kind: number / len(deals) for kind, number in counts.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_suggestion_stands_on_most_deals_of_a_company(engine: sa.Engine, settings: Settings, seed: int) -> None:
    with engine.begin() as connection:
        deals = invented(connection, seed)
        before = shares(connection, settings, deals)
        learn_rates(connection, settings)
        after = shares(connection, settings, deals)
    assert max(before.values()) > COMMON, "a company that is worth the test"
    assert after
    assert {kind: share for kind, share in after.items() if share > COMMON} == {}


def test_no_suggestion_stands_on_most_deals_of_the_sample(sample_company: SampleCompany) -> None:
    with sample_company.copied() as (engine, settings), engine.connect() as connection:
        deals = list(connection.execute(sa.select(deal.id).where(is_kept, is_open)).scalars())
        found = shares(connection, settings, deals)
    assert len(deals) > 20
    assert found
    assert {kind: share for kind, share in found.items() if share > COMMON} == {}


def test_a_share_is_told_of_the_stage_where_it_has_enough_deals() -> None:
    kind = ActionKind.ANSWER_EMAIL
    rates = SuggestionRates.model_validate(
        {"stages": {"A": {"deals": 6, "strengths": {kind: [1, 4]}}, "B": {"deals": 2, "strengths": {kind: [9]}}}}
    )
    assert rates.rate(kind, 4, "A") == (1, 6, True)
    assert rates.rate(kind, 4, "B") == (2, 8, False)
    assert rates.rate(kind, 10, "C").share == 0
