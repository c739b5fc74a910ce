"""The search over everything, from any page."""

import re

from playwright.sync_api import Page, Route, expect

from tests.web.conftest import OpenPage, Served
from tests.web.story import add_story
from tests.web.test_pages import AXE


def test_a_call_is_found_by_keyboard_alone(open_page: OpenPage, empty: Served) -> None:
    with empty.engine.begin() as connection:
        story = add_story(connection)
    page = open_page(f"{empty.url}/sync/")
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search deals, people and calls")
    expect(box).to_be_focused()
    page.keyboard.type("north")
    found = page.get_by_role("listbox", name="Results").get_by_role("option")
    expect(found.first).to_contain_text("Northern rollout")
    page.evaluate(AXE.read_text())
    assert page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))") == []
    box.fill("discov")
    expect(found).to_have_count(1)
    expect(found).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/opportunities/{story.deal}/#call-{story.first_call}$"))
    expect(page.get_by_role("region", name="Transcript of Discovery")).to_be_visible()


def test_a_rep_leads_to_their_deals_and_escape_leads_back(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/opportunities/")
    button = page.get_by_role("button", name="Search deals, people, calls")
    button.click()
    box = page.get_by_role("combobox", name="Search deals, people and calls")
    box.fill("zzzz")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("No results.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


class HeldScripts:
    """The scripts of a page, kept back until they are released: the page is there, React is not."""

    def __init__(self, page: Page, url: str) -> None:
        self._held: list[Route] | None = []
        page.route("**/_next/**/*.js", self._take)
        page.goto(url, wait_until="commit")

    def _take(self, route: Route) -> None:
        if self._held is None:
            route.continue_()
        else:
            self._held.append(route)

    def release(self) -> None:
        held, self._held = self._held or [], None
        for route in held:
            route.continue_()


def test_keys_and_letters_before_hydration_reach_the_search(open_page: OpenPage, served: Served) -> None:
    page = open_page("about:blank")
    scripts = HeldScripts(page, f"{served.url}/sync/")
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("platform rollout 000")
    box = page.get_by_role("combobox", name="Search deals, people and calls")
    expect(box).to_be_focused()
    scripts.release()
    found = page.get_by_role("listbox", name="Results").get_by_role("option")
    expect(found).to_have_count(1)
    page.keyboard.press("Control+k")
    expect(box).to_be_hidden()
    page.get_by_role("button", name="Search").click()
    expect(box).to_have_value("")


def test_clicks_and_letters_before_hydration_reach_the_page(open_page: OpenPage, served: Served) -> None:
    page = open_page("about:blank", color_scheme="light")
    scripts = HeldScripts(page, f"{served.url}/opportunities/")
    page.get_by_role("button", name="Theme: auto").click()
    page.keyboard.press("/")
    page.keyboard.type("platform rollout 000")
    scripts.release()
    expect(page.get_by_role("button", name="Theme: light")).to_be_visible()
    expect(page.get_by_role("table", name="Deals").get_by_role("link")).to_have_text(["Platform rollout 000"])
    expect(page.get_by_role("searchbox", name="Search deals")).to_be_focused()


def test_letters_before_hydration_narrow_the_reps(open_page: OpenPage, served: Served) -> None:
    page = open_page("about:blank")
    scripts = HeldScripts(page, f"{served.url}/reps/")
    page.get_by_role("button", name="Search").click()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("nobody is called so")
    scripts.release()
    expect(page.get_by_text("No matching")).to_be_visible()
