"""What is judged, as a manager uses it before a 1:1: insights on a deal, scores of a call, what a rep can learn."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from gametape.store.tables import people
from tests.sample_company import SampleCompany
from tests.web.conftest import OpenPage, Served
from tests.web.test_pages import AXE

REP = "Dana Okafor"


@pytest.fixture(scope="module")
def company(sample_company: SampleCompany, site: Path) -> Iterator[Served]:
    with sample_company.copied() as (engine, _):
        served = Served(engine, site)
        yield served
        served.stop()


def person_id(engine: sa.Engine, name: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(
            sa.select(people.c.id).where(people.c.name == name, people.c.is_internal)
        ).scalar_one()


def ask(company: Served, page: Page, path: str) -> Any:
    return page.request.get(f"{company.url}{path}").json()


def part(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


def open_deal(page: Page, company: Served) -> Any:
    """An open deal on which something stands out, with an objection and quotes; and what is judged of it."""
    for deal in ask(company, page, "/api/opportunities?outcome=open&limit=200")["items"]:
        if not deal["signals"] or deal["call_count"] < 4:
            continue
        insights = ask(company, page, f"/api/opportunities/{deal['id']}/insights")
        if insights["objections"] and any(one["evidence"] for one in insights["actions"]):
            page.goto(f"{company.url}/opportunities/{deal['id']}/")
            return deal, insights
    raise AssertionError("there is no such deal")


def test_insights_say_what_to_do_and_lead_to_what_was_said(open_page: OpenPage, company: Served) -> None:
    page = open_page("about:blank")
    _deal, insights = open_deal(page, company)
    panel = part(page, "Insights")
    for action in insights["actions"]:
        expect(panel).to_contain_text(action["sentence"])
    expect(panel).to_contain_text(insights["coverage"]["sentence"])
    expect(panel).to_contain_text(f"{insights['ledger']['kept']} verified quotes")
    quoted = next(action for action in insights["actions"] if action["evidence"])["evidence"][0]
    panel.get_by_role("figure").or_(panel.locator("blockquote")).filter(has_text=quoted["quote"]).first.get_by_role(
        "link"
    ).click()
    expect(page.locator("[aria-current=location]")).to_contain_text(quoted["quote"])


def test_a_deal_leads_to_its_owner_who_leads_to_the_open_deals_they_own(open_page: OpenPage, company: Served) -> None:
    page = open_page("about:blank")
    deal, _insights = open_deal(page, company)
    owner = page.locator("article > header").get_by_role("link", name=deal["owner_name"], exact=True)
    expect(owner).to_have_attribute("href", re.compile("^/reps/"))
    owner.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(deal["owner_name"])
    page.get_by_role("link", name="Open deals owned").click()
    expect(page.get_by_role("table", name="Deals")).to_contain_text(deal["name"])
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"owner": [deal["owner_email"]], "outcome": ["open"]}


def test_a_mail_to_somebody_does_not_make_them_heard(open_page: OpenPage, company: Served) -> None:
    page = open_page("about:blank")
    deal, _insights = open_deal(page, company)
    path = f"/api/opportunities/{deal['id']}/people"
    people = ask(company, page, path)
    theirs = [one for one in people["people"] if one["side"] == "theirs"]
    theirs[0]["last_active_at"] = None  # whom we only wrote to
    page.route(f"**{path}", lambda route: route.fulfill(json=people))
    page.reload()
    lines = part(page, "People").get_by_role("listitem")
    expect(lines.filter(has_text=theirs[0]["name"])).to_contain_text("never on a call or email")
    heard = [one for one in theirs[:6] if one["last_active_at"]]
    expect(lines.filter(has_text="last heard", visible=True)).to_have_count(len(heard))


def test_the_panel_stays_as_it_was_left(open_page: OpenPage, company: Served) -> None:
    page = open_page("about:blank")
    _deal, insights = open_deal(page, company)
    panel = part(page, "Insights")
    expect(panel).to_contain_text("Next actions")
    panel.get_by_role("button", name="Insights").click()
    expect(panel).not_to_contain_text("Next actions")
    page.reload()
    expect(panel).to_contain_text(f"{len(insights['actions'])} next action")
    expect(panel).not_to_contain_text("Next actions")


def test_what_is_wrong_can_be_contested_and_taken_back(open_page: OpenPage, company: Served) -> None:
    page = open_page("about:blank")
    _deal, insights = open_deal(page, company)
    sentence = insights["actions"][0]["sentence"]
    action = part(page, "Insights").get_by_role("listitem").filter(has_text=sentence).first
    action.get_by_role("button", name="Dispute").click()
    action.get_by_label("Reason").fill("They asked us to wait.")
    action.get_by_label("Your name").fill("Ingrid Strand")
    action.get_by_role("button", name="Save").click()
    expect(action.get_by_text("disputed")).to_be_visible()
    page.reload()
    action.get_by_role("button", name="Withdraw dispute").click()
    expect(action.get_by_label("Your name")).to_have_value("Ingrid Strand")
    action.get_by_label("Reason").fill("They did not.")
    action.get_by_role("button", name="Save").click()
    expect(action.get_by_text("disputed")).to_have_count(0)


def test_what_stands_out_is_told_in_the_list_and_explained_on_the_deal(open_page: OpenPage, company: Served) -> None:
    page = open_page("about:blank")
    deal, insights = open_deal(page, company)
    signal = insights["signals"][0]
    noticed = page.get_by_role("list", name="Signals")
    noticed.get_by_text(signal["sentence"]).click()
    expect(noticed).to_contain_text(signal["formula"])
    page.goto(f"{company.url}/opportunities/?search={deal['account_name']}")
    row = page.get_by_role("row").filter(has=page.locator(f"a[href*='{deal['id']}']"))
    for told in deal["signals"]:
        expect(row).to_contain_text(told["sentence"])


def test_reps_are_found_and_opened_by_keyboard(open_page: OpenPage, company: Served) -> None:
    page = open_page(f"{company.url}/reps/")
    expect(page.get_by_role("table", name="Reps")).to_contain_text(REP)
    page.keyboard.press("/")
    page.keyboard.type("okaf")
    expect(page.get_by_role("status")).to_have_text("1 person")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(REP)
    expect(page).to_have_title(f"{REP} · gametape")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("jonas winkler")
    expect(page.get_by_role("option").first).to_contain_text("Jonas Winkler")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jonas Winkler")


def test_a_rep_sees_one_thing_to_work_on_and_hears_it_done(open_page: OpenPage, company: Served) -> None:
    page = open_page(f"{company.url}/reps/{person_id(company.engine, REP)}/")
    learning = ask(company, page, f"/api/reps/{person_id(company.engine, REP)}/learning")
    work_on = learning["work_on"]
    this_week = part(page, "What to work on this week")
    expect(this_week).to_contain_text(work_on["action"])
    expect(this_week).to_contain_text(work_on["own"]["quote"])
    example = work_on["example"]
    this_week.get_by_role("figure").filter(has_text=example["quote"]).get_by_role("link").click()
    page.wait_for_url(re.compile(f"/opportunities/{example['opportunity_id']}/#call-{example['call_id']}&t="))
    expect(page.locator("[aria-current=location]")).to_contain_text(example["quote"], timeout=20_000)


def test_all_dimensions_are_told_those_that_matter_first(open_page: OpenPage, company: Served) -> None:
    page = open_page(f"{company.url}/reps/{person_id(company.engine, REP)}/")
    learning = ask(company, page, f"/api/reps/{person_id(company.engine, REP)}/learning")
    learned = part(page, "Learn from winners")
    rows = learned.locator("ol > li")
    expect(rows).to_have_count(len(learning["dimensions"]))
    for dimension in learning["dimensions"]:
        row = learned.locator(f"ol > li#{dimension['name']}")
        expect(row).to_contain_text(dimension["reason"])
        expect(row).to_contain_text(dimension["sentence"])
    expect(rows.first).to_contain_text("differs")
    expect(rows.first.get_by_role("img", name=re.compile("^Dana: .* won deals: .* lost deals: "))).to_be_visible()
    without = rows.filter(has_text="no clear difference")
    expect(without.first).to_be_hidden()
    learned.get_by_text(f"{without.count()} more dimensions with no clear difference").click()
    expect(without.first).to_be_visible()


def test_with_too_few_deals_nothing_is_claimed(open_page: OpenPage, company: Served) -> None:
    page = open_page(f"{company.url}/reps/{person_id(company.engine, 'Satoshi Ueda')}/")
    rows = part(page, "Learn from winners").locator("ol > li")
    expect(rows.first).to_contain_text(re.compile(r"not enough data \(\d of \d+ (won |lost )?deals\)"))
    expect(rows.filter(has_text="differs")).to_have_count(0)


def test_a_behaviour_is_agreed_and_nothing_said_of_it_too_early(open_page: OpenPage, company: Served) -> None:
    page = open_page(f"{company.url}/reps/{person_id(company.engine, REP)}/")
    agreed = part(page, "Coaching goals")
    agreed.get_by_role("button", name="New coaching goal").click()
    agreed.get_by_label("What").select_option("talk_ratio")
    agreed.get_by_label("Target, percent").fill("45")
    agreed.get_by_role("button", name="Save goal").click()
    expect(agreed.get_by_role("heading", name=re.compile("talk ratio: 45 ?%", re.IGNORECASE))).to_be_visible()
    expect(agreed).to_contain_text("0 calls, 0 deals")
    agreed.get_by_role("button", name="End this goal").click()
    expect(agreed).to_contain_text("ended just now")


def call_of(company: Served, page: Page) -> Any:
    """A call of the rep's with a score that has quotes; and its coaching."""
    rep = ask(company, page, f"/api/reps/{person_id(company.engine, REP)}")
    call = next(call["id"] for call in rep["recent_calls"] if "discovery" in call["scores"])
    page.goto(f"{company.url}/calls/{call}/")
    return ask(company, page, f"/api/calls/{call}/coaching")


def test_a_score_shows_what_it_is_made_of_and_where_that_was_said(open_page: OpenPage, company: Served) -> None:
    page = open_page("about:blank")
    rep = next(one for one in call_of(company, page)["reps"] if one["name"] == REP)
    score = next(one for one in rep["scores"] if one["dimension"] == "discovery")
    scores = part(page, "Scores")
    line = scores.get_by_role("listitem").filter(has=page.locator("summary", has_text="Discovery")).first
    line.locator("summary").first.click()
    for criterion in score["criteria"]:
        expect(line).to_contain_text(criterion["explanation"])
    expect(line).not_to_contain_text("open_questions_per_hour")
    line.get_by_text("How is this calculated?").first.click()
    expect(line.get_by_text(re.compile(r"^Open questions: .* per hour\. That is .* points\.$"))).to_be_visible()
    quoted = next(one["evidence"][-1] for one in score["criteria"] if one["evidence"])
    line.locator("blockquote").filter(has_text=quoted["quote"]).first.get_by_role("link").click()
    present = page.locator("[aria-current=location]")
    expect(present).to_contain_text(quoted["quote"])
    expect(present.get_by_role("list", name="Notes on this turn")).to_contain_text(
        re.compile(r"(Earned|Lost) points\. Discovery: ")
    )
    expect(page.get_by_role("table", name="Metrics")).to_contain_text("Open questions per hour")


def test_a_persons_word_counts_before_the_scorers(open_page: OpenPage, company: Served) -> None:
    page = open_page("about:blank")
    call_of(company, page)
    line = part(page, "Scores").get_by_role("listitem").filter(has=page.locator("summary", has_text="Product")).first
    line.locator("summary").first.click()
    line.get_by_role("button", name="Override score").click()
    line.get_by_label("Score, 0 to 100").fill("12")
    line.get_by_label("Reason").fill("The demo was of another product.")
    line.get_by_label("Your name").fill("Ingrid Strand")
    line.get_by_role("button", name="Save").click()
    expect(line.locator("summary").first).to_contain_text("12")
    expect(line.locator("summary").first).to_contain_text("set by Ingrid Strand; was ")
    line.get_by_role("button", name="Dispute").first.click()
    line.get_by_label("Reason").fill("That was me.")
    line.get_by_role("button", name="Save").click()
    expect(line).to_contain_text("Disputed by Ingrid Strand: “That was me.” Not counted in the score.")
    expect(line.get_by_role("list", name="Overrides and disputes")).to_contain_text("set it to 12")


def test_a_rep_or_call_that_is_not_there_leads_back(open_page: OpenPage, company: Served) -> None:
    nowhere = "00000000-0000-0000-0000-000000000000"
    page = open_page(f"{company.url}/reps/{nowhere}/", expecting=404)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rep not found")
    page.goto(f"{company.url}/calls/{nowhere}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Call not found")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_of_coaching_has_a_barrier(open_page: OpenPage, company: Served, width: int, theme: str) -> None:
    window = {"color_scheme": theme, "viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
    page = open_page("about:blank", **window)
    open_deal(page, company)
    check(page, width)
    call_of(company, page)
    check(page, width)
    for path in ("/reps/", f"/reps/{person_id(company.engine, REP)}/"):
        page.goto(f"{company.url}{path}")
        check(page, width)


def check(page: Page, width: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".waiting")).to_have_count(0, timeout=30_000)
    page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(one => one.click())")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
