"""A deal's story, as a manager reads it before a 1:1."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders.store_rows import add_email
from tests.databases import Databases
from tests.web.conftest import OpenPage, Served
from tests.web.story import HOSTILE, MAILS, Story, add_story
from tests.web.test_pages import AXE


@dataclass(frozen=True)
class Told:
    """A story behind a socket."""

    served: Served
    story: Story

    @property
    def url(self) -> str:
        return f"{self.served.url}/opportunities/{self.story.deal}/"


@pytest.fixture(scope="module")
def told(databases: Databases, site: object) -> Iterator[Told]:
    """One story for all tests here; nobody changes it but by adding to it."""
    with databases.engine() as engine:
        with engine.begin() as connection:
            story = add_story(connection)
        served = Served(engine, site)  # type: ignore[arg-type]  # the fixture of that name
        yield Told(served, story)
        served.stop()


def timeline(page: Page) -> Locator:
    return page.get_by_role("region", name="Timeline")


def cards(page: Page) -> Locator:
    return timeline(page).locator("button[aria-expanded]")


def card(page: Page, title: str) -> Locator:
    return timeline(page).get_by_role("button", name=re.compile(re.escape(title)))


def is_on_screen(found: Locator) -> bool:
    box = found.evaluate("element => element.getBoundingClientRect().toJSON()")
    return bool(box["bottom"] > 0 and box["top"] < found.page.evaluate("innerHeight"))


def test_the_story_is_told_newest_first_with_its_silences(open_page: OpenPage, told: Told) -> None:
    page = open_page(told.url)
    expect(timeline(page)).to_contain_text("No activity for 20 days")
    expect(cards(page).first).to_contain_text("Pricing")
    expect(cards(page).first).to_contain_text("us 60")
    expect(cards(page).first).to_contain_text("M. Ruiz")
    expect(timeline(page)).to_contain_text(re.compile(r"Amount \$150,000\s*→\s*to\s*\$180,000"))
    expect(timeline(page)).to_contain_text("No activity for 30 days")
    people = page.get_by_role("region", name="People")
    expect(people).to_contain_text("1 customer contact active in the last 30 days")
    expect(people).to_contain_text("Marta Ruiz CFO")
    assert page.locator("main img").count() == 0
    assert page.locator("main a[href*=evil]").count() == 0


def test_types_and_people_are_filtered_with_counts(open_page: OpenPage, told: Told) -> None:
    page = open_page(told.url)
    kinds = page.get_by_role("group", name="Timeline filter")
    kinds.get_by_role("button", name="Calls 4").click()
    expect(cards(page)).to_have_count(4)
    page.get_by_label("Person").select_option(label="Marta Ruiz")
    expect(cards(page)).to_have_count(2)
    kinds.get_by_role("button", name="Changes 2").click()
    expect(timeline(page)).to_contain_text("No matching items")
    page.get_by_role("button", name="Clear filters").click()
    expect(cards(page).first).to_contain_text("Pricing")


def test_a_call_unfolds_with_its_words_and_stays_unfolded(open_page: OpenPage, told: Told) -> None:
    page = open_page(told.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/transcript" in request.url else None)
    cards(page).first.focus()
    assert asked == []
    page.keyboard.press("Enter")
    words = page.get_by_role("region", name=re.compile("^Transcript of Pricing"))
    expect(words.get_by_role("listitem")).to_have_count(5)
    expect(words.get_by_role("listitem").nth(3)).to_contain_text(re.compile(r"3:00.*Marta Ruiz.*Two days", re.DOTALL))
    expect(words.get_by_role("listitem").nth(4)).to_contain_text("Speaker 3")
    # The source says javascript: where an address should be.
    expect(timeline(page)).to_contain_text("No Gong link for this call.")
    page.reload()
    expect(words).to_be_visible()


def test_what_cannot_be_read_says_why(open_page: OpenPage, told: Told) -> None:
    page = open_page(told.url, expecting=404)
    card(page, "Board call").click()
    expect(timeline(page)).to_contain_text("This call is private in Gong")
    lost = {"error": {"code": "not_found", "message": "The source does not have that transcript any more.", "hint": ""}}
    page.route(f"**/api/calls/{told.story.dropped_call}/restore", lambda route: route.fulfill(status=404, json=lost))
    card(page, "Old review").click()
    expect(timeline(page)).to_contain_text("removed to save space. It could not be restored.")
    expect(timeline(page).get_by_role("alert")).to_contain_text("The source does not have that transcript any more.")


def test_words_are_found_within_a_call(open_page: OpenPage, told: Told) -> None:
    page = open_page(f"{told.url}#call-{told.story.first_call}")
    find = page.get_by_role("searchbox", name="Find in this call")
    find.fill("PRICE")
    expect(timeline(page).get_by_text("2 matches")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["price", "price"])
    find.press("Enter")
    expect(timeline(page).get_by_text("1 of 2")).to_be_visible()
    find.press("Enter")
    expect(page.get_by_role("link", name="Open in Gong at 4:00")).to_have_attribute(
        "href", "https://gong.example/call?id=1&t=240"
    )


def test_an_address_leads_to_a_second_of_a_call_pages_away(open_page: OpenPage, told: Told) -> None:
    page = open_page(f"{told.url}#call-{told.story.first_call}&t=190")
    words = page.get_by_role("region", name="Transcript of Discovery")
    present = words.locator("[aria-current=location]")
    expect(present).to_contain_text("Two days")
    expect(page.get_by_role("link", name="Open in Gong at 3:10")).to_be_visible()
    assert is_on_screen(words)
    words.get_by_role("link", name="1:00").click()
    expect(present).to_contain_text("spreadsheets")
    assert page.url.endswith(f"#call-{told.story.first_call}&t=60")
    page.go_back()
    expect(present).to_contain_text("Two days")


def test_the_ribbon_is_worked_by_keyboard(open_page: OpenPage, told: Told) -> None:
    page = open_page(f"{told.url}#call-{told.story.first_call}&t=115")
    slider = page.get_by_role("slider", name="Position in the call")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "2:00 of 30:00")
    expect(page.locator("[aria-current=location]")).to_contain_text("How long does a plan take you?")


def test_mails_say_what_of_them_is_kept(open_page: OpenPage, told: Told) -> None:
    page = open_page(told.url)
    page.get_by_role("button", name=re.compile("^Emails")).click()
    expect(cards(page)).to_have_count(20)
    cards(page).first.click()
    expect(timeline(page)).to_contain_text("First 500 characters only.")
    expect(timeline(page)).to_contain_text("ruiz@northwind.example")
    cards(page).nth(1).click()
    expect(timeline(page)).to_contain_text("Full text; attachments")
    expect(timeline(page)).to_contain_text(HOSTILE)


def test_more_comes_below_and_news_above_without_moving_the_reader(open_page: OpenPage, told: Told) -> None:
    page = open_page(told.url)
    page.get_by_role("button", name=re.compile("^Emails")).click()
    expect(cards(page)).to_have_count(20)
    page.get_by_role("button", name="Load more").click()
    expect(cards(page)).to_have_count(MAILS)
    read = card(page, "Mail 30")
    read.click()
    read.scroll_into_view_if_needed()
    before = read.evaluate("element => element.getBoundingClientRect().top")
    with told.served.engine.begin() as connection:
        add_email(connection, "Just now", datetime.now(UTC), on=told.story.deal)
    page.wait_for_function(NEWS, polling=500)
    expect(cards(page)).to_have_count(MAILS + 1)
    expect(read).to_have_attribute("aria-expanded", "true")
    after = read.evaluate("element => element.getBoundingClientRect().top")
    assert abs(after - before) < 80


# The page asks again when the network is back; not before its last answer is two seconds old.
NEWS = "() => { dispatchEvent(new Event('online')); return document.body.textContent.includes('Just now') }"


def test_the_strip_leads_to_its_items_by_mouse_and_by_keyboard(open_page: OpenPage, told: Told) -> None:
    page = open_page(told.url)
    strip = page.get_by_role("group", name="Calls and emails over time. Use arrow keys to move between them")
    strip.get_by_role("link", name=re.compile("^Call, 30 min")).first.click()
    expect(page.get_by_role("region", name="Transcript of Discovery")).to_be_visible()
    assert is_on_screen(card(page, "Discovery"))
    strip.get_by_role("link").last.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(card(page, "Mail 00")).to_have_attribute("aria-expanded", "true")
    expect(card(page, "Mail 00")).to_be_focused()


def test_what_changed_since_a_day(open_page: OpenPage, told: Told) -> None:
    page = open_page(told.url)
    since = page.get_by_role("region", name="Changes since")
    expect(since).to_contain_text("Amount $150,000")
    expect(since).not_to_contain_text("Stage")
    since.get_by_label("Since").fill("2026-01-01")
    expect(since).to_contain_text("3. Demonstrate")
    expect(since).to_contain_text(re.compile("4 calls and 6[01] emails"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_an_unfolded_story_has_no_barrier(open_page: OpenPage, told: Told, width: int, theme: str) -> None:
    window = {"color_scheme": theme, "viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
    page = open_page(f"{told.url}#call-{told.story.first_call}&t=190", **window)
    expect(page.locator("[aria-current=location]")).to_be_visible()
    expect(page.locator(".waiting")).to_have_count(0)
    page.get_by_role("searchbox", name="Find in this call").fill("price")
    expect(page.locator("mark").first).to_be_visible()
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
