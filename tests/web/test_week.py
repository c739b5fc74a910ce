"""A manager's week in a real browser: the brief, the team, the forecast; each job in its number of clicks."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from gametape.queries.calendar import period
from tests.sample_company import SampleCompany
from tests.web.conftest import TODAY, OpenPage, Served
from tests.web.test_coaching import ask, part, person_id
from tests.web.test_pages import AXE

REP = "Omar Saleh"


@pytest.fixture(scope="module")
def company(sample_company: SampleCompany, site: Path) -> Iterator[Served]:
    with sample_company.copied() as (engine, settings):
        served = Served(engine, site, settings)
        yield served
        served.stop()


def test_a_1_to_1_is_prepared_in_one_click_from_the_reps_name(open_page: OpenPage, company: Served) -> None:
    rep = person_id(company.engine, REP)
    page = open_page(f"{company.url}/reps/{rep}/")
    page.get_by_role("link", name="1:1 brief").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"1:1 with {REP}")
    brief = ask(company, page, f"/api/reps/{rep}/brief")
    deals = page.locator(".brief-deal")
    expect(deals).to_have_count(len(brief["deals"]))
    for place, one in enumerate(brief["deals"]):
        told = deals.nth(place)
        expect(told).to_contain_text(one["deal"]["account_name"])
        for signal in one["deal"]["signals"]:
            expect(told).to_contain_text(signal["sentence"])
        if one["words"]:
            expect(told.get_by_role("blockquote")).to_contain_text(one["words"]["evidence"]["quote"])
        for made in one["undelivered"]:
            expect(told).to_contain_text(made["evidence"][0]["quote"])
    expect(part(page, "One thing to work on")).to_contain_text((brief["work_on"] or brief)[
        "action" if brief["work_on"] else "work_on_missing"
    ])  # fmt: skip
    expect(page.get_by_role("link", name=f"{brief['open']} open deals")).to_be_visible()


def test_the_brief_is_one_page_on_paper_in_either_theme(open_page: OpenPage, company: Served) -> None:
    page = open_page(f"{company.url}/reps/{person_id(company.engine, REP)}/brief/", color_scheme="dark")
    expect(page.locator(".brief-deal").first).to_be_visible()
    assert re.findall(rb"/Count (\d+)", page.pdf(format="Letter")) == [b"1"]
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_the_day_of_a_1_to_1_is_remembered(open_page: OpenPage, company: Served) -> None:
    rep = person_id(company.engine, "Thao Nguyen")
    page = open_page(f"{company.url}/reps/{rep}/brief/")
    expect(page.get_by_text(re.compile("^No 1:1 recorded yet"))).to_be_visible()
    page.get_by_role("button", name="1:1 held today").click()
    expect(page.get_by_text(re.compile("^Recorded. The next brief starts from"))).to_be_visible()
    page.goto(f"{company.url}/reps/{rep}/brief/")
    expect(page.get_by_label("Changes since")).to_have_value(ask(company, page, f"/api/reps/{rep}/brief")["today"])
    page.get_by_label("Changes since").fill(f"{TODAY - timedelta(days=30)}")
    expect(page).to_have_url(re.compile(f"since={TODAY - timedelta(days=30)}"))


def test_what_changed_on_the_team_since_monday_is_two_clicks_away(open_page: OpenPage, company: Served) -> None:
    page = open_page(f"{company.url}/opportunities/")
    page.get_by_role("link", name="Team", exact=True).click()
    page.get_by_role("button", name="14 days").click()
    expect(page).to_have_url(re.compile("since="))
    since = TODAY - timedelta(days=14)
    told = ask(company, page, f"/api/changes?since={since}&limit=200")
    changes = page.get_by_role("region", name=re.compile("^Changes since"))
    expect(changes).to_contain_text(f"{told['total']} deals changed, {told['unchanged']} did not")
    expect(changes.get_by_role("listitem").filter(has=page.get_by_role("img"))).to_have_count(told["total"])
    kind = told["kinds"][0]
    changes.get_by_role("button", name=re.compile(f"^{kind['deals']} {kind['kind']}")).click()
    expect(changes).to_contain_text(f"{kind['deals']} deal{'s' * (kind['deals'] != 1)} changed")
    link = changes.get_by_role("listitem").get_by_role("link").first
    link.click()
    expect(page).to_have_url(re.compile("/opportunities/[0-9a-f-]{36}/"))


def test_two_reps_are_compared_on_one_page(open_page: OpenPage, company: Served) -> None:
    page = open_page(f"{company.url}/team/")
    for name in ("Omar Saleh", "Ting Chen"):
        page.get_by_label(f"Compare {name}").click()
        expect(page.get_by_label(f"Compare {name}")).to_be_checked()  # the address says so, a moment later
    region = part(page, "Omar Saleh and Ting Chen")
    table = region.get_by_role("table", name="Comparison")
    reps = [ask(company, page, f"/api/reps/{person_id(company.engine, name)}") for name in ("Omar Saleh", "Ting Chen")]
    discovery = table.get_by_role("row", name=re.compile("^Discovery"))
    for rep in reps:
        measure = next(one for one in rep["measures"] if one["label"] == "Discovery")
        expect(discovery).to_contain_text(measure["shown"] if measure["mean"] else "not enough data")
    page.reload()
    expect(region).to_be_visible()


SQL = """
    SELECT count(*) FROM opportunities WHERE deleted_at IS NULL AND NOT is_closed AND NOT is_won
       AND close_date BETWEEN :first AND :last AND owner_email = :owner
"""


def test_what_closes_this_quarter_opens_the_deals_that_it_counts(open_page: OpenPage, company: Served) -> None:
    page = open_page(f"{company.url}/opportunities/")
    page.get_by_role("link", name="Forecast", exact=True).click()
    table = page.get_by_role("table", name="Deals by owner")
    row = table.get_by_role("row", name=re.compile(f"^{REP}"))
    first, last = period("this_quarter", TODAY)
    owner = "omar.saleh@lanternworks.example"
    with company.engine.connect() as connection:
        counted = connection.exec_driver_sql(
            SQL.replace(":first", "%s").replace(":last", "%s").replace(":owner", "%s"), (first, last, owner)
        ).scalar_one()
    row.get_by_role("link", name=f"{counted} open, {REP}").click()
    expect(page.get_by_role("status").filter(has_text=re.compile(f"^{counted} deal"))).to_be_visible()
    page.go_back()
    for label, group in (("Stage", "stage"), ("Forecast category", "forecast_category")):
        page.get_by_text(label, exact=True).click()
        total = page.get_by_role("table", name=f"Deals by {label.lower()}").get_by_role("row", name=re.compile("^All"))
        expect(total).to_be_visible()
        told = ask(company, page, f"/api/forecast?{urlencode({'group_by': group})}")
        expect(total.get_by_role("link", name="slipped out, All")).to_contain_text(
            f"{told['total']['slipped']['deals']}"
        )
    total.get_by_role("link", name="slipped out, All").click()
    slipped = told["total"]["slipped"]["deals"]
    expect(page.get_by_role("status").filter(has_text=re.compile(f"^{slipped} deal"))).to_be_visible()
    expect(page.get_by_text(re.compile("^Slipped since"))).to_be_visible()


def paths(engine: Any) -> dict[str, str]:
    rep, other = (person_id(engine, name) for name in (REP, "Ting Chen"))
    return {
        f"/reps/{rep}/brief/": f"1:1 with {REP}",
        f"/team/?compare={rep},{other}": "Team",
        "/forecast/": "Forecast",
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_of_the_week_has_a_barrier(open_page: OpenPage, company: Served, width: int, theme: str) -> None:
    page: Page = open_page("about:blank", color_scheme=theme, viewport={"width": width, "height": 900})
    for path, title in paths(company.engine).items():
        page.goto(f"{company.url}{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.locator(".waiting")).to_have_count(0)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(({ violations }) => violations)")
        assert [(path, one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
