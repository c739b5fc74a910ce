"""The list of deals, as a manager uses it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from gametape.analysis.signals.thresholds import SHIPPED
from gametape.settings import Settings
from tests.builders.store_rows import add_deal, add_email
from tests.web.conftest import OpenPage, Served


def rows(page: Page) -> Locator:
    return page.get_by_role("table", name="Deals").locator("tbody tr")


def settled(page: Page) -> None:
    expect(page.get_by_role("table", name="Deals")).to_have_attribute("aria-busy", "false")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose(page: Page, pill: str, *choices: str) -> None:
    page.get_by_role("search").get_by_role("button", name=re.compile(f"^{pill}")).click()
    for choice in choices:
        page.get_by_role("group", name=pill).get_by_text(choice, exact=True).click()
    page.keyboard.press("Escape")


def test_the_list_shows_a_page_of_deals_with_their_facts(page: Page) -> None:
    expect(rows(page)).to_have_count(50)
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"^120 deals · \$[\d.]+M · €[\d.]+M$"))
    page.get_by_role("searchbox", name="Search deals").fill("rollout 005")
    expect(rows(page)).to_have_count(1)
    row = rows(page).first
    for text in ("Platform rollout 005", "D. Okafor", "1. Qualify", "no account"):
        expect(row).to_contain_text(text)


def test_more_deals_come_at_the_end_and_the_first_ones_stay(page: Page) -> None:
    expect(rows(page)).to_have_count(50)
    expect(rows(page).first.get_by_role("link")).to_be_visible()
    first = rows(page).first.inner_text()
    more = page.get_by_role("button", name="Load more")
    more.click()
    expect(rows(page)).to_have_count(100)
    more.click()
    expect(rows(page)).to_have_count(120)
    expect(more).to_have_count(0)
    assert rows(page).first.inner_text() == first
    links = rows(page).get_by_role("link").evaluate_all("links => links.map(link => link.href)")
    assert len(set(links)) == 120


def test_search_runs_while_typing_and_is_kept_in_the_address(page: Page) -> None:
    expect(rows(page)).to_have_count(50)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search deals")).to_be_focused()
    page.keyboard.type("ÖRESUND fleet")
    expect(rows(page)).to_have_count(4)
    page.wait_for_url("**search=*")
    page.reload()
    expect(rows(page)).to_have_count(4)
    expect(page.get_by_role("searchbox", name="Search deals")).to_have_value("ÖRESUND fleet")


def test_filters_take_several_values_and_survive_back_and_reload(page: Page) -> None:
    choose(page, "Owner", "Dana Okafor", "Mateusz Wójcik")
    expect(page.get_by_role("status")).to_contain_text("48 deals")
    choose(page, "Outcome", "Won")
    expect(page.get_by_role("status")).to_contain_text("12 deals")
    assert query(page) == {
        "owner": ["dana.okafor@lumen.example", "mateusz.wójcik@lumen.example"],
        "outcome": ["won"],
    }
    expect(page.get_by_role("button", name="Owner: Dana Okafor +1")).to_be_visible()

    page.go_back()
    expect(page.get_by_role("status")).to_contain_text("48 deals")
    page.go_forward()
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("12 deals")
    page.get_by_role("button", name="Clear owner").click()
    expect(page.get_by_role("status")).to_contain_text("30 deals")
    page.get_by_role("button", name="Clear all").click()
    expect(page.get_by_role("status")).to_contain_text("120 deals")
    assert query(page) == {}


def test_deals_without_an_owner_can_be_found(page: Page) -> None:
    choose(page, "Owner", "No owner")
    expect(page.get_by_role("status")).to_contain_text("24 deals")
    expect(rows(page).first).to_contain_text("no owner")


def test_health_has_a_band_and_no_score_is_not_a_low_one(page: Page) -> None:
    expect(rows(page).get_by_text("no score").first).to_be_attached()
    page.get_by_role("search").get_by_role("button", name="Health").click()
    page.get_by_text("At risk, up to 3.9").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Health: up to 3.9")).to_be_visible()
    settled(page)
    expect(rows(page).get_by_text("no score")).to_have_count(0)
    words = rows(page).locator("td:nth-child(7)").all_inner_texts()
    assert words
    assert all("at risk" in word for word in words)


def test_headings_sort_and_turn_round(page: Page) -> None:
    heading = page.get_by_role("columnheader", name="Amount")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    settled(page)
    largest = rows(page).first.locator("td:nth-child(6)").inner_text()
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    settled(page)
    expect(rows(page).first.locator("td:nth-child(6)")).not_to_have_text(largest)
    assert query(page) == {"sort": ["amount"]}


def test_arrows_move_and_enter_opens(page: Page) -> None:
    expect(rows(page)).to_have_count(50)
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = rows(page).nth(1).get_by_role("link")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    first = rows(page).first.get_by_role("link")
    expect(first).to_be_focused()
    name = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_view_is_saved_used_and_removed(page: Page) -> None:
    views = page.get_by_role("navigation", name="Views")
    expect(views.get_by_role("link", name="All")).to_have_attribute("aria-current", "true")
    choose(page, "Stage", "4. Evaluate")
    page.get_by_role("button", name="Save view").click()
    page.get_by_label("View name").fill("Evaluations")
    page.keyboard.press("Enter")
    expect(views.get_by_role("link", name="Evaluations")).to_have_attribute("aria-current", "true")
    views.get_by_role("link", name="All").click()
    expect(page.get_by_role("status")).to_contain_text("120 deals")
    page.reload()
    views.get_by_role("link", name="Evaluations").click()
    page.wait_for_url("**stage=*")
    expect(page.get_by_role("button", name="Stage: 4. Evaluate")).to_be_visible()
    views.get_by_role("button", name="Remove the view Evaluations").click()
    expect(views.get_by_role("link", name="Evaluations")).to_have_count(0)


def test_quiet_deals_are_found_and_said_to_be_quiet(open_page: OpenPage, empty: Served) -> None:
    now = datetime.now(UTC)
    with empty.engine.begin() as connection:
        for name, days in (("Lively", 2), ("Sleepy", 19), ("Asleep", 40)):
            deal = add_deal(connection, name, last_activity_at=now - timedelta(days=days))
            add_email(connection, "Hello", now - timedelta(days=days), on=deal)
        add_deal(connection, "Lost long ago", is_closed=True, last_activity_at=now - timedelta(days=90))
    page = open_page(f"{empty.url}/opportunities/")
    expect(rows(page)).to_have_count(4)
    quiet = rows(page).filter(has_text="Sleepy")
    expect(quiet).to_contain_text("Quiet for 19 days")
    expect(rows(page).filter(has_text=re.compile("Quiet for .* days"))).to_have_count(2)
    expect(
        quiet.get_by_role("img", name="1 call or email in the last 12 weeks; 0 calls and 1 email in total")
    ).to_be_visible()
    page.get_by_role("link", name="Gone quiet").click()
    expect(rows(page).locator("a")).to_have_text(["Asleep", "Sleepy"])
    assert query(page) == {"outcome": ["open"], "quiet_days": ["14"], "sort": ["last_activity"]}
    page.get_by_role("button", name="Quiet: 14+ days").click()
    page.get_by_text("30 days or more").click()
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(1)


def test_a_deals_quiet_days_begin_where_the_deployments_own_file_says(
    open_page: OpenPage, empty: Served, site: Path, settings: Settings, tmp_path: Path
) -> None:
    own = tmp_path / "thresholds.toml"
    text = SHIPPED.read_text()
    assert text.count("days = 14\nhigh_at = 30") == 1
    own.write_text(text.replace("days = 14\nhigh_at = 30", "days = 5\nhigh_at = 30"))
    sent = datetime.now(UTC) - timedelta(days=6)
    with empty.engine.begin() as connection:
        add_email(connection, "Hello", sent, on=add_deal(connection, "Sleepy", last_activity_at=sent))
    page = open_page(f"{empty.url}/opportunities/")
    expect(rows(page)).to_have_count(1)
    expect(rows(page).filter(has_text="Sleepy")).not_to_contain_text("Quiet for")
    other = Served(empty.engine, site, settings.model_copy(update={"signals_file": own}))
    try:
        page = open_page(f"{other.url}/opportunities/")
        expect(rows(page).filter(has_text="Sleepy")).to_contain_text("Quiet for 6 days")
    finally:
        other.stop()


def test_a_search_that_finds_nothing_offers_a_way_out(page: Page) -> None:
    page.get_by_role("searchbox", name="Search deals").fill("zzz")
    expect(page.get_by_text("No matching deals")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(rows(page)).to_have_count(50)
    expect(page.get_by_role("searchbox", name="Search deals")).to_have_value("")


def test_a_store_without_deals_says_how_they_come(open_page: OpenPage, empty: Served) -> None:
    page = open_page(f"{empty.url}/")
    expect(page.get_by_text("No deals yet")).to_be_visible()
    assert urlsplit(page.url).path == "/opportunities/"


def test_on_a_phone_deals_are_cards_and_nothing_scrolls_sideways(open_page: OpenPage, served: Served) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = open_page(f"{served.url}/opportunities/", **phone)
    expect(rows(page)).to_have_count(50)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.get_by_label("Sort by").select_option("-amount")
        settled(page)
    small = page.locator("main button:visible, main select:visible, main input:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
    )
    assert small == []
    page.get_by_role("search").get_by_role("button", name=re.compile("^Owner")).tap()
    panel = page.get_by_role("group", name="Owner").bounding_box()
    assert panel is not None
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= 390


def test_the_filtered_list_is_a_file(page: Page) -> None:
    page.goto(f"{page.url}?outcome=open&sort=account")
    expect(page.get_by_role("columnheader", name="Account")).to_have_attribute("aria-sort", "ascending")
    total = page.get_by_role("status").filter(has_text="deals")
    expect(total).to_have_text(re.compile(r"^\d+ deals"))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV of these deals").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) - 1 == int((total.text_content() or "").split()[0])
    assert all(",open," in line for line in lines[1:])


def test_groups_have_subtotals_that_equal_the_store(page: Page, served: Served) -> None:
    page.get_by_label("Group by").select_option("Owner")
    page.wait_for_url("**group=owner")
    headings = page.get_by_role("rowheader")
    expect(headings.first).to_contain_text(re.compile(r"\d+ deals? · "))
    with served.engine.connect() as connection:
        counts = connection.execute(
            sa.text("SELECT count(*) FROM opportunities GROUP BY owner_email ORDER BY lower(owner_email) NULLS LAST")
        ).scalars()
        shown = headings.first.text_content() or ""
        assert f"{counts.first()} deal" in shown
    page.get_by_role("table", name="Deals").get_by_role("button", name="Amount").click()
    expect(headings).to_have_count(0)
