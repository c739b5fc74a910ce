"""A page that stays: pieces that cannot be had, a server or network that is away, requests that fail."""

import re

from playwright.sync_api import Browser, Page, Route, expect

from tests.web.conftest import OpenPage, Served
from tests.web.test_pages import AWAY, DEAL

FAILED = "net::ERR_FAILED"


class Pieces:
    """The pieces of a page that come after its first scripts; `lose` makes them unavailable."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._are_lost = False
        self.asked = 0
        first = set(page.evaluate("[...document.scripts].map(({ src }) => src)"))
        self._first = first
        page.route("**/_next/static/chunks/*.js", self._answer)

    def _answer(self, route: Route) -> None:
        if self._are_lost and route.request.url not in self._first:
            self.asked += 1
            route.abort()
        else:
            route.continue_()

    def lose(self) -> None:
        self._are_lost = True

    def bring_back(self) -> None:
        self._are_lost = False


def test_a_missing_piece_is_told_in_its_place_after_one_reload(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/opportunities/", expecting=FAILED)
    expect(page.get_by_role("table", name="Deals").get_by_role("link").first).to_be_visible()
    pieces = Pieces(page)
    pieces.lose()
    page.evaluate("document.documentElement.dataset.old = 'yes'")
    page.get_by_role("search").get_by_role("button", name="Health").click()
    # The server answers, so the file is gone: the page is loaded anew.
    expect(page.locator("html")).not_to_have_attribute("data-old", "yes")
    pieces.bring_back()
    page.reload()
    expect(page.get_by_role("table", name="Deals").get_by_role("link").first).to_be_visible()
    pieces.lose()
    page.get_by_role("search").get_by_role("button", name="Health").click()
    missing = page.get_by_role("alert").filter(has_text="This part of the page could not be loaded.")
    expect(missing).to_be_visible()
    expect(page.get_by_role("table", name="Deals").get_by_role("link").first).to_be_visible()
    pieces.bring_back()
    missing.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("group", name="Health")).to_be_visible()


def test_a_piece_lost_with_the_network_comes_when_it_is_back(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/sync/", expecting="net::ERR_INTERNET_DISCONNECTED")
    expect(page.get_by_role("status").first).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.press("Control+k")
    page.keyboard.type("platform rollout 000")
    expect(page.get_by_role("dialog").get_by_text("This part of the page could not be loaded.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("listbox", name="Results").get_by_role("option")).to_have_count(1)


def test_a_link_followed_while_the_server_is_away_opens_when_it_is_back(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/sync/", expecting="")  # every failed request
    expect(page.get_by_role("heading", level=1)).to_have_text("Sync")
    page.route("**/*", lambda route: route.abort())
    page.get_by_role("link", name="Reps").click()
    told = page.get_by_text("The server does not respond.")
    expect(told).to_contain_text("The link you followed opens then.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sync")
    page.unroute("**/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reps")
    expect(told).to_have_count(0)


def test_rows_of_the_filters_before_never_stand_under_those_that_failed(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/opportunities/", expecting=503)
    rows = page.get_by_role("table", name="Deals").get_by_role("link")
    expect(rows).to_have_count(50)
    page.route("**/api/opportunities?*outcome=lost*", lambda route: route.fulfill(status=503, json=AWAY))
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Lost").click()
    problem = page.get_by_role("alert").filter(has_text="Postgres is away.")
    expect(problem).to_be_visible()
    expect(rows).to_have_count(0)
    page.unroute("**/api/opportunities?*outcome=lost*")
    problem.get_by_role("button", name="Try again").click()
    expect(rows.first).to_be_visible()


def test_a_next_page_that_failed_is_told_where_it_was_asked_for(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}/opportunities/", expecting=503)
    rows = page.get_by_role("table", name="Deals").get_by_role("link")
    expect(rows).to_have_count(50)
    page.route(re.compile("cursor="), lambda route: route.fulfill(status=503, json=AWAY))
    page.get_by_role("button", name="Load more").click()
    problem = page.get_by_role("alert").filter(has_text="Postgres is away.")
    expect(problem).to_be_visible()
    expect(rows).to_have_count(50)
    page.unroute(re.compile("cursor="))
    problem.get_by_role("button", name="Try again").click()
    expect(rows).to_have_count(100)


def test_a_story_that_cannot_be_had_leaves_the_deal(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.url}{DEAL}", expecting=503)
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    page.route("**/timeline?type=*", lambda route: route.fulfill(status=503, json=AWAY))
    page.get_by_role("button", name="Calls 0").click()
    expect(page.get_by_role("alert").filter(has_text="Postgres is away.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Platform rollout 000")
    expect(page.locator("li.item")).to_have_count(0)


def test_a_page_that_breaks_leaves_the_way_to_others(browser: Browser, served: Served) -> None:
    with browser.new_context(locale="en-US") as context:  # whose console may tell of the break
        page = context.new_page()
        page.route(f"**/api{DEAL.rstrip('/')}", lambda route: route.fulfill(json={"name": "No facts"}))
        page.goto(f"{served.url}{DEAL}")
        expect(page.get_by_role("heading", level=1)).to_have_text("This page failed")
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
        page.get_by_role("link", name="Sync").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sync")
