"""Former names of parameters still work, give what the current names give, and are marked as deprecated."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.analysis.comparing.dimensions import Focus, dimensions
from gametape.settings import Settings
from gametape.store.tables import people
from tests.assistant import Assistant
from tests.builders.deal_facts import DANA, add_company
from tests.builders.store_rows import MOMENT, add_deal


@pytest.fixture
def quiet_deal(engine: sa.Engine) -> None:
    """Add a deal without recent activity and with a low score, and an active one with a high score."""
    with engine.begin() as connection:
        add_deal(connection, "Quiet", last_activity_at=MOMENT, health_score=20)
        add_deal(connection, "Healthy", last_activity_at=datetime.now(UTC), health_score=90)


@pytest.fixture
def dana(engine: sa.Engine) -> str:
    with engine.begin() as connection:
        add_company(connection)
        return str(connection.execute(sa.select(people.c.id).where(people.c.email == DANA)).scalar_one())


def names_of(deals: list[dict[str, Any]]) -> list[str]:
    return [deal["name"] for deal in deals]


@pytest.mark.usefixtures("quiet_deal")
@pytest.mark.parametrize("name", ["stale_days", "quiet_days"])
def test_rest_filters_deals_by_days_without_activity(client: TestClient, name: str) -> None:
    assert names_of(client.get(f"/api/opportunities?{name}=5").json()["items"]) == ["Quiet"]


@pytest.mark.parametrize("name", ["focus", "focus_area"])
def test_rest_limits_learning_to_a_focus_area(client: TestClient, dana: str, name: str) -> None:
    found = client.get(f"/api/reps/{dana}/learning?{name}=discovery").json()
    assert {dimension["focus"] for dimension in found["dimensions"]} == {"discovery"}


def test_the_api_description_marks_former_names_as_deprecated(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    for path, former, current in (
        ("/api/opportunities", "stale_days", "quiet_days"),
        ("/api/reps/{id}/learning", "focus", "focus_area"),
    ):
        marked = {each["name"]: each.get("deprecated", False) for each in paths[path]["get"]["parameters"]}
        assert (marked[former], marked[current]) == (True, False)


@pytest.mark.usefixtures("quiet_deal")
@pytest.mark.parametrize(
    ("name", "value"), [("stale_days", 5), ("quiet_days", 5), ("health_at_most", 5), ("health_max", 5)]
)
def test_find_deals_takes_former_names(engine: sa.Engine, settings: Settings, name: str, value: int) -> None:
    assert names_of(Assistant(engine, settings).ask("find_deals", **{name: value})["deals"]) == ["Quiet"]


@pytest.mark.usefixtures("quiet_deal")
@pytest.mark.parametrize(
    ("tool", "name"),
    [("deal_people", "deal"), ("deal_people", "opportunity_id"), ("analyze_opportunity", "deal"),
     ("analyze_opportunity", "opportunity_id")],
)  # fmt: skip
def test_tools_take_each_name_of_the_deal(engine: sa.Engine, settings: Settings, tool: str, name: str) -> None:
    assert not Assistant(engine, settings).ask(tool, **{name: "Quiet"}).is_error


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize(
    ("rep", "focus"), [("rep_email", "focus_area"), ("rep", "focus_area"), ("rep_email", "focus"), ("rep", "focus")]
)
def test_learning_takes_each_name_of_the_rep_and_the_focus(
    engine: sa.Engine, settings: Settings, rep: str, focus: str
) -> None:
    found = Assistant(engine, settings).ask("get_learning_insights", **{rep: DANA, focus: "discovery"})
    assert {line["name"] for line in found["dimensions"]} == {
        each.name for each in dimensions() if each.focus is Focus.DISCOVERY
    }


def test_a_name_that_no_tool_has_is_refused(engine: sa.Engine, settings: Settings) -> None:
    assert Assistant(engine, settings).ask("find_deals", silent_days=5).is_error
