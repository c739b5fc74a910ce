"""What holds for every page: no barrier, both themes, small enough, and calm when the server is away."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from gametape.store.tables import reconciliations, sync_rejects, sync_runs, sync_status
from tests.builders.store_rows import deal_id
from tests.web.conftest import OpenPage, Served

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
DEAL = f"/opportunities/{deal_id('Platform rollout 000')}/"
PAGES = {
    "/opportunities/": "Deals",
    DEAL: "Platform rollout 000",
    "/said/?q=price": "Said on calls",
    "/sync/": "Sync",
    "/nothing": "Page not found",
}
FIRST_LOAD = 150_000  # bytes of script, compressed, for a browser that knows modules


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_barrier(open_page: OpenPage, served: Served, path: str, width: int, theme: str) -> None:
    window = {"color_scheme": theme, "viewport": {"width": width, "height": 900}}
    page = open_page(f"{served.url}{path}", expecting=404 if path == "/nothing" else None, **window)
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    expect(page.locator(".waiting")).to_have_count(0)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    page.evaluate(AXE.read_text())  # past the page's own policy, as a person's tools are
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_open_panels_have_no_barrier_either(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/opportunities/?health_max=4.9")
    for pill in ("Owner", "Health"):
        button = page.get_by_role("search").get_by_role("button", name=re.compile(f"^{pill}"))
        button.click()
        expect(page.get_by_role("group", name=pill)).to_be_visible()
        page.evaluate(AXE.read_text())
        assert page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))") == []
        page.keyboard.press("Escape")
        expect(button).to_be_focused()


def test_the_chosen_theme_is_kept(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/sync/", color_scheme="light")
    page.get_by_role("button", name="Theme: auto").click()
    page.get_by_role("button", name="Theme: light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_sync_page_tells_how_it_stands(open_page: OpenPage, empty: Served) -> None:
    page = open_page(f"{empty.url}/sync/")
    expect(page.get_by_role("status")).to_have_text("No sync yet.")
    now = datetime.now(UTC)
    counts = {"read": 12, "inserted": 10, "rejected": 2}
    with empty.engine.begin() as connection:
        connection.execute(
            sa.insert(sync_runs).values(
                id=uuid4(),
                trigger="cron",
                holder="host:1",
                status="success",
                started_at=now - timedelta(minutes=31),
                finished_at=now - timedelta(minutes=30),
                entities={"opportunities": {"status": "success", "counts": counts}},
            )
        )
        connection.execute(sa.insert(sync_status).values(entity_type="opportunities", status="success", counts=counts))
        found = {
            "status": "differs",
            "buckets": 14,
            "differing": 2,
            "repaired": 0,
            "message": "July and August differ.",
        }
        connection.execute(sa.insert(reconciliations).values(entity_type="opportunities", checked_at=now, **found))
        reject = {"entity_type": "opportunities", "kind": "rejected", "document": "{}"}
        connection.execute(
            sa.insert(sync_rejects),
            [{**reject, "reason": f"no name ({number})", "content_hash": bytes([number])} for number in range(2)],
        )
    page.reload()
    expect(page.get_by_role("status")).to_have_text(
        "Up to date. Last sync 30 minutes ago: 10 changes, 2 rows rejected."
    )
    expect(page.get_by_role("table", name="Rejected rows")).to_contain_text("no name (1)")
    expect(page.get_by_role("table", name="Recent runs")).to_contain_text("cron")
    expect(page.get_by_role("table", name="Source reconciliation")).to_contain_text("July and August differ.")
    expect(page.get_by_text(re.compile("% of its budget of"))).to_be_visible()
    report = page.request.get(f"{empty.url}/api/sync").json()
    short = {"storage_bytes": 460_000_000, "storage_budget_bytes": 500_000_000, "storage_is_short": True}
    page.route("**/api/sync", lambda route: route.fulfill(json=report | short))
    page.reload()
    expect(page.get_by_text("460 MB, 92% of its budget of 500 MB. Space is running low")).to_be_visible()


def test_a_server_that_is_away_is_told_and_asked_again(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/sync/", expecting=503)
    page.route("**/api/opportunities?*", lambda route: route.fulfill(status=503, json=AWAY))
    page.get_by_role("link", name="Deals").click()
    problem = page.get_by_role("alert").filter(has_text="Postgres is away.")
    expect(problem).to_contain_text("Wait a moment.")
    page.unroute("**/api/opportunities?*")
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="Platform rollout").first).to_be_visible()


def test_a_lost_network_is_told_and_what_was_read_stays(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}{DEAL}", expecting="net::ERR_INTERNET_DISCONNECTED")
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Platform rollout 000")
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline.")).to_have_count(0)


AWAY = {"error": {"code": "store_unavailable", "message": "Postgres is away.", "hint": "Wait a moment."}}


@pytest.mark.parametrize(
    "path",
    [
        "opportunities",
        "opportunities/shell-segment",
        "reps",
        "reps/shell-segment",
        "reps/shell-segment/brief",
        "calls/shell-segment",
        "team",
        "forecast",
        "sync",
    ],
)
def test_first_load_is_small(site: Path, path: str) -> None:
    html = (site / path / "index.html").read_text()
    tags = re.findall(r'<script[^>]* src="/(_next/[^"]+\.js)"([^>]*)>', html)
    scripts = {script for script, attributes in tags if "noModule" not in attributes}
    assert scripts
    assert sum(len(gzip.compress((site / script).read_bytes())) for script in scripts) <= FIRST_LOAD
