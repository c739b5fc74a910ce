"""What hands, eyes and addresses ask of a page: hints, keys, focus, filters that a link carries, disputes that stay."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.builders.store_rows import add_deal, add_email
from tests.web.conftest import OpenPage, Served
from tests.web.story import add_story
from tests.web.test_pages import DEAL


def test_hints_are_reached_by_keyboard_and_touch(open_page: OpenPage, empty: Served) -> None:
    with empty.engine.begin() as connection:
        story = add_story(connection)
    page = open_page(f"{empty.url}/opportunities/{story.deal}/", has_touch=True)
    moment = page.locator("[data-hint]:has(> time)").first
    hint = page.get_by_role("tooltip")
    moment.focus()
    expect(hint).to_have_text(moment.get_attribute("data-hint") or "none")
    expect(moment).to_have_attribute("aria-describedby", "hint")
    page.keyboard.press("Escape")
    expect(hint).to_be_hidden()
    page.locator("[data-hint]:has(> time)").nth(1).tap()
    expect(hint).to_be_visible()


def test_keys_are_listed_and_the_focus_follows_a_link(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/opportunities/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_contain_text("Search this list")
    keys.get_by_role("button", name="Close").click()
    expect(keys).to_be_hidden()
    page.get_by_role("link", name="Sync").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sync")
    expect(page.locator("#main")).to_be_focused()


def test_counts_follow_the_filters_and_wrong_ones_are_named(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/opportunities/?outcome=lost&outcome=maybe&health_min=12")
    expect(page.get_by_text("left out: outcome=maybe, health_min=12")).to_be_visible()
    page.get_by_role("search").get_by_role("button", name="Stage").click()
    stages = page.get_by_role("group", name="Stage")
    expect(stages.get_by_text(re.compile("Closed Lost"))).to_be_visible()
    lost = page.request.get(f"{served.url}/api/opportunities?outcome=lost").json()["summary"]["total"]["value"]
    expect(stages.get_by_role("checkbox", name=re.compile(f"Closed Lost.*{lost}"))).to_be_visible()
    expect(stages.get_by_role("checkbox", name=re.compile("Closed Won.*0$"))).to_be_visible()


def test_the_timelines_filter_and_the_day_are_in_the_address(open_page: OpenPage, empty: Served) -> None:
    with empty.engine.begin() as connection:
        story = add_story(connection)
    page = open_page(f"{empty.url}/opportunities/{story.deal}/?type=call&since=2026-02-31x")
    calls = page.get_by_role("button", name=re.compile("^Calls"))
    expect(calls).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("left out: since=2026-02-31x")).to_be_visible()
    page.get_by_role("textbox", name="Since").fill("2026-01-15")
    expect(page).to_have_url(re.compile("type=call&since=2026-01-15$"))
    page.get_by_role("button", name="All", exact=True).click()
    expect(page).to_have_url(re.compile(r"/\?since=2026-01-15$"))
    page.go_back()
    expect(calls).to_have_attribute("aria-pressed", "true")


def test_a_long_story_tells_its_length_and_jumps_to_a_day(open_page: OpenPage, empty: Served) -> None:
    now = datetime.now(UTC)
    with empty.engine.begin() as connection:
        deal = add_deal(connection, "Long story")
        for number in range(150):
            add_email(connection, f"Mail {number}", now - timedelta(days=number), on=deal)
    page = open_page(f"{empty.url}/opportunities/{deal}/", timezone_id="UTC")
    expect(page.get_by_text("20 of 150")).to_be_visible()
    meant = (now - timedelta(days=110)).date().isoformat()
    page.get_by_label("Jump to").fill(meant)
    expect(page.locator(f"[data-day='{meant}']")).to_be_focused()
    expect(page.locator(f"[data-day='{meant}']")).to_be_in_viewport()
    expect(page.get_by_text("120 of 150")).to_be_visible()


def test_who_disputed_what_stays_and_leaves_the_count(open_page: OpenPage, empty: Served) -> None:
    with empty.engine.begin() as connection:
        story = add_story(connection)
    page = open_page(f"{empty.url}/opportunities/{story.deal}/")
    brief = page.get_by_text(re.compile(r"based on \d+ of"))
    before = brief.text_content() or ""
    page.get_by_role("button", name="Dispute", exact=True).first.click()
    page.get_by_label("Reason").fill("We settled it on the phone")
    page.get_by_label("Your name").fill("Ida Berg")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Disputed by Ida Berg")).to_contain_text("We settled it on the phone")
    expect(brief).not_to_have_text(before)


def test_what_folds_has_a_chevron(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}{DEAL}")
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    widths = page.evaluate(
        "[...document.querySelectorAll('summary')].map((fold) => getComputedStyle(fold, '::before').borderTopWidth)"
    )
    assert widths
    assert "0px" not in widths
