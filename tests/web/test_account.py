"""An account's page: from a deal, over all deals of that name."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.conftest import OpenPage, Served
from tests.web.story import add_story
from tests.web.test_pages import AXE


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1440, "dark")])
def test_a_deal_leads_to_its_account_and_back(open_page: OpenPage, empty: Served, width: int, theme: str) -> None:
    with empty.engine.begin() as connection:
        story = add_story(connection)
    page = open_page(
        f"{empty.url}/opportunities/{story.deal}/", viewport={"width": width, "height": 900}, color_scheme=theme
    )
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Northwind").click()
    page.wait_for_url(re.compile("/accounts/[0-9a-f-]{36}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Northwind")
    expect(page.get_by_text("1 deal open")).to_be_visible()
    expect(page.get_by_role("region", name="Deals").get_by_role("link")).to_have_text(["Northern rollout"])
    calls = page.get_by_role("region", name="Calls").get_by_role("link")
    expect(calls.filter(has_text="Discovery")).to_have_count(1)
    expect(page.get_by_role("region", name="People")).to_contain_text("Marta Ruiz")
    page.evaluate(AXE.read_text())
    assert page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.reload()
    page.get_by_role("region", name="Deals").get_by_role("link", name="Northern rollout").click()
    page.wait_for_url(f"**/opportunities/{story.deal}/")
    expect(page.get_by_role("region", name="People")).to_contain_text("Marta Ruiz")
    expect(page.locator(".waiting")).to_have_count(0)


def test_an_unknown_account_is_told(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/accounts/00000000-0000-4000-8000-000000000000/", expecting=404)
    expect(page.get_by_role("heading", level=1)).to_have_text("Account not found")
