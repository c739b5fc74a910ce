"""What a story tells of the customer's people."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from gametape.analysis.deal_insights import read_insights
from gametape.analysis.insights.view import DealInsights
from gametape.settings import Settings
from tests.builders.deal_stories import DANA, LINDT, NOW, RUIZ, held
from tests.builders.store_rows import add_deal


def rollout(engine: sa.Engine, settings: Settings, *calls: tuple[float, tuple[dict[str, object], ...]]) -> DealInsights:
    """Insights on a deal with calls so many days ago, with these people."""
    with engine.begin() as connection:
        deal = add_deal(connection, f"rollout {uuid4()}", stage="4. Evaluation", opened_at=NOW)
        for days, people in calls:
            held(connection, deal, days, [("1", "Shall we?")], people=people)
        return read_insights(connection, deal, settings)


@pytest.mark.parametrize(("title", "missed"), [("CFO", True), ("Executive Assistant to the CFO", False), (None, False)])
def test_who_can_decide_is_missed_after_one_call(
    engine: sa.Engine, settings: Settings, title: str | None, missed: bool
) -> None:
    found = rollout(engine, settings, (90, (DANA, RUIZ | {"title": title})), (2, (DANA, LINDT)))
    assert [one.name for one in found.relationship.went_quiet] == (["Marta Ruiz"] if missed else [])
    assert [one.sentence for one in found.actions if one.kind == "win_back_a_contact"] == (
        [f"Re-engage Marta Ruiz (CFO): last heard {day(found)}, 90 days ago"] if missed else []
    )


def test_who_can_decide_and_was_here_lately_is_not_missed(engine: sa.Engine, settings: Settings) -> None:
    assert rollout(engine, settings, (2, (DANA, RUIZ))).relationship.went_quiet == ()


def test_who_can_decide_goes_before_who_was_here_later(engine: sa.Engine, settings: Settings) -> None:
    nel = LINDT | {"name": "Nel Baker", "email": "nel@northwind.example"}
    calls = [(90.0, (DANA, RUIZ)), (60.0, (DANA, LINDT)), (59.0, (DANA, LINDT)), (2.0, (DANA, nel))]
    found = rollout(engine, settings, *calls)
    assert [one.name for one in found.relationship.went_quiet] == ["Anders Lindt", "Marta Ruiz"]
    (won_back, *_others) = [one for one in found.actions if one.kind == "win_back_a_contact"]
    assert won_back.about == RUIZ["email"]


def day(found: DealInsights) -> str:
    at = found.relationship.went_quiet[0].last_active_at
    assert at is not None
    return f"{at:%b} {at.day}" if at.year == NOW.year else f"{at:%b} {at.day}, {at.year}"
