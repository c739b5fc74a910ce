"""One deal's page."""

import re
from uuid import uuid4

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from gametape.store.tables import opportunities
from tests.builders.store_rows import add_change, deal_id
from tests.web.conftest import OpenPage, Served

NAME = "Fleet renewal 001"


def test_a_deal_opens_from_the_list_and_back_keeps_the_filters(page: Page) -> None:
    page.get_by_role("searchbox", name="Search deals").fill("fleet 001")
    page.wait_for_url("**search=*")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page).to_have_title(f"{NAME} · gametape")
    page.go_back()
    expect(page.get_by_role("searchbox", name="Search deals")).to_have_value("fleet 001")
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    page.go_forward()
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Deals").click()
    expect(page.get_by_role("searchbox", name="Search deals")).to_have_value("fleet 001")


def test_the_address_of_a_deal_can_be_opened_and_reloaded(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/opportunities/{deal_id(NAME)}")
    for _ in range(2):
        expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
        expect(page.get_by_text("Öresund Kraft").first).to_be_visible()
        expect(page.get_by_text("Mateusz Wójcik")).to_be_visible()
        expect(page.get_by_text("€11,821")).to_be_visible()
        page.reload()
    page.get_by_text("1 further field of the deal").click()
    expect(page.get_by_role("complementary").get_by_text("Contoso")).to_be_visible()


def test_stages_and_changes_are_told_in_words(open_page: OpenPage, empty: Served) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    with empty.engine.begin() as connection:
        history = [
            {"stage": "1. Qualify", "at": "2026-10-01T00:00:00Z", "origin": "opportunity_history"},
            {"stage": hostile, "at": "2026-10-11T00:00:00Z", "origin": "opportunity_history"},
        ]
        row = {"name": hostile, "stage": hostile, "gong_opportunity_id": "006X", "content_hash": b"", "currency": "USD"}
        deal = connection.execute(
            sa.insert(opportunities).values(metadata={"stage_history": history}, **row).returning(opportunities.c.id)
        ).scalar_one()
        add_change(connection, deal, "amount", "150000", "180000")
        add_change(connection, deal, "close_date", "2026-11-12", "2026-12-12", origin="observed")
    page = open_page(f"{empty.url}/opportunities/{deal}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(hostile)
    stages = page.get_by_role("region", name="Stages").get_by_role("listitem")
    expect(stages.first).to_contain_text("10 days")
    expect(stages.last).to_contain_text(hostile)
    changes = page.get_by_role("region", name="Timeline")
    expect(changes).to_contain_text(re.compile(r"\$150,000\s*→\s*to\s*\$180,000"))
    expect(changes).to_contain_text("seen by the sync")
    assert page.locator("main img").count() == 0


def test_a_deal_that_is_not_there_leads_back(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/opportunities/006A/", expecting=404)
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    nowhere = str(uuid4())
    page = open_page(f"{served.url}/opportunities/{nowhere}/", expecting=404)
    expect(page.get_by_role("heading", level=1)).to_have_text("Deal not found")
    expect(page.get_by_role("main")).not_to_contain_text(nowhere)
    page.get_by_role("link", name="Back to deals").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deals")
