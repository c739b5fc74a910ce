"""Who said "security review": through the page and through the palette, to the second on the deal."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import expect

from gametape.store.turns import Turn
from tests.builders.store_rows import add_call, add_deal, add_person, add_transcript, person
from tests.web.conftest import OpenPage, Served
from tests.web.test_pages import AXE

DANA = "dana@lumen.example"
OF_TWO = {
    "Northwind": "Before we sign, our security review takes about three weeks.",
    "Alder": "The review is done, and security is happy.",  # both words, but not the phrase
}


@pytest.fixture
def calls(empty: Served) -> dict[str, UUID]:
    """Two deals with a call each; ours asks in the first, the customer answers at 1:15."""
    with empty.engine.begin() as connection:
        add_person(connection, DANA, "Dana Okafor", is_internal=True, is_active=True)
        made = {}
        for name, sentence in OF_TWO.items():
            deal = add_deal(connection, f"{name} rollout", account_name=name, owner_email=DANA)
            people = [
                person("Dana Okafor", "ours", DANA, speaker_id="s1"),
                person("Marta Ruiz", "theirs", "ruiz@northwind.example", speaker_id="s2"),
            ]
            call = add_call(connection, "Discovery", datetime(2026, 3, 2, 9, tzinfo=UTC), on=[deal], people=people)
            turns = [
                Turn("s1", 0, 70_000, ("What about a security review?" if name == "Northwind" else "What is left?",)),
                Turn("s2", 75_000, 90_000, (sentence,)),
            ]
            add_transcript(connection, call, turns)
            made[name] = deal
            made[f"{name} call"] = call
    return made


def test_the_palette_leads_to_the_second(open_page: OpenPage, empty: Served, calls: dict[str, UUID]) -> None:
    page = open_page(f"{empty.url}/sync/")
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("security review")
    found = page.get_by_role("listbox", name="Results").get_by_role("option")
    expect(found).to_have_text(
        [
            re.compile("^“What about a security review"),
            re.compile("^“Before we sign"),
            'All quotes with "security review"',
        ]
    )
    expect(found.nth(1)).to_contain_text("Marta Ruiz · Northwind rollout")
    page.evaluate(AXE.read_text())
    assert page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))") == []
    found.nth(1).click()
    page.wait_for_url(re.compile(f"/opportunities/{calls['Northwind']}/#call-{calls['Northwind call']}&t=75$"))
    expect(page.get_by_role("region", name="Transcript of Discovery")).to_be_visible()


def test_the_page_narrows_by_side_rep_day_and_deal(open_page: OpenPage, empty: Served, calls: dict[str, UUID]) -> None:
    page = open_page(f"{empty.url}/sync/")
    page.get_by_role("link", name="Said").click()
    page.get_by_role("searchbox", name="Words that were said").fill('"security review"')
    quotes = page.get_by_role("list", name="Quotes").get_by_role("listitem")
    expect(quotes).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("2 quotes · 2 calls searched")
    page.get_by_label("Side").select_option("Customers")
    expect(quotes).to_have_count(1)
    expect(quotes).to_contain_text("our security review takes about three weeks")
    page.get_by_label("Rep on the call").select_option("Dana Okafor")
    page.get_by_label("From").fill("2026-03-02")
    page.get_by_label("To").fill("2026-03-02")
    expect(quotes).to_have_count(1)
    quotes.get_by_role("button", name="Only this deal").click()
    expect(page.get_by_role("button", name="Deal: Northwind rollout")).to_be_visible()
    page.reload()
    expect(quotes).to_have_count(1)
    page.evaluate(AXE.read_text())
    assert page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))") == []
    quotes.get_by_role("link", name="Open at 1:15").click()
    page.wait_for_url(re.compile(f"/opportunities/{calls['Northwind']}/#call-{calls['Northwind call']}&t=75$"))
    page.go_back()
    page.get_by_label("To").fill("2026-03-01")
    page.get_by_label("From").fill("")
    expect(page.get_by_role("status")).to_have_text("No one said this in 0 calls.")


def test_a_narrow_window_has_no_sideways_scroll(open_page: OpenPage, empty: Served, calls: dict[str, UUID]) -> None:
    page = open_page(f"{empty.url}/said/?q=security&deal={calls['Northwind']}", viewport={"width": 390, "height": 800})
    expect(page.get_by_role("list", name="Quotes").get_by_role("listitem")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
