from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from gametape.analysis.digest.models import LINES, Digest
from gametape.analysis.digest.recipients import list_recipients
from gametape.analysis.digest.render_digest import digest_email, digest_for_slack, digest_text
from gametape.analysis.digest.write_digest import week_of, write_digest
from gametape.errors import BadSettings
from gametape.settings import Settings
from gametape.store.tables import people
from tests.builders.digest_company import DANA, MANAGER, WEI, add_digest_company
from tests.builders.store_rows import add_deal, deal_id

SITE = "https://deals.lumen.example"


@pytest.fixture
def written(engine: sa.Engine, settings: Settings) -> dict[str, Digest]:
    """This week's digests by address."""
    add_digest_company(engine, settings)
    week = week_of(datetime.now(UTC).date())
    with engine.connect() as connection:
        return {each.email: write_digest(connection, each, week, settings) for each in list_recipients(connection)}


def test_a_week_begins_on_monday() -> None:
    assert [week_of(date(2026, 11, day)) for day in (2, 8, 9)] == [
        date(2026, 11, 2),
        date(2026, 11, 2),
        date(2026, 11, 9),
    ]


def test_a_rep_reads_what_changed_what_is_due_and_what_closes(written: dict[str, Digest]) -> None:
    lines = written[DANA].lines
    assert len(lines) <= LINES
    assert lines[0].text.startswith("1 deal of yours changed since ")
    assert lines[0].text.endswith(": 1 won.")
    assert lines[0].path == f"/opportunities/{deal_id('Won')}"
    promise = next(line for line in lines if "promised on" in line.text)
    assert "promised on Rollout: “I'll send you the proposal by Friday.” Promised, not seen done: due" in promise.text
    assert promise.path.startswith(f"/opportunities/{deal_id('Rollout')}#call-")
    assert promise.path.endswith("&turn=1")
    assert "Closing, $80,000." in lines[-1].text
    assert lines[-1].text.startswith("Closes ")


def test_a_manager_reads_of_the_team_with_the_largest_change_by_name(written: dict[str, Digest]) -> None:
    lines = written[MANAGER].lines
    assert len(lines) <= LINES
    assert ": 1 won, 1 close date pushed." in lines[0].text
    assert lines[0].path == f"/team?team=mona%40lumen.example&since={written[MANAGER].since}"
    assert (lines[1].text, lines[1].path) == ("Won: Won, dana@lumen.example.", f"/opportunities/{deal_id('Won')}")


def test_who_has_nothing_to_read_gets_no_line(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        connection.execute(
            sa.insert(people).values(email=WEI, name="Wei", is_internal=True, is_active=True, content_hash=b"")
        )
        add_deal(connection, "New", owner_email=WEI)
        (wei,) = list_recipients(connection)
        assert write_digest(connection, wei, week_of(datetime.now(UTC).date()), settings).lines == []


def test_recipients_are_active_owners_of_open_deals_and_the_managers_above(
    engine: sa.Engine, written: dict[str, Digest]
) -> None:
    assert {address: each.recipient.role for address, each in written.items()} == {
        MANAGER: "manager",
        DANA: "rep",
        WEI: "rep",
    }
    with engine.begin() as connection:
        assert [each.email for each in list_recipients(connection, [DANA.upper(), WEI])] == [MANAGER]
        connection.execute(sa.update(people).where(people.c.email == WEI).values(is_active=False))
        connection.execute(sa.update(people).where(people.c.email == MANAGER).values(manager_email=MANAGER))
        assert [each.email for each in list_recipients(connection)] == [MANAGER, DANA]


def test_an_email_has_text_and_html_and_links_only_to_the_site(written: dict[str, Digest]) -> None:
    message = digest_email(written[DANA], SITE, "deals@lumen.example")
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert page is not None
    html = page.get_content()
    assert html.count("<a ") == html.count(f'href="{SITE}/opportunities') == len(written[DANA].lines)
    assert "<b>" not in html
    assert "https://evil" not in html + text.get_content()
    assert f"{SITE}/opportunities/{deal_id('Won')}" in text.get_content()
    assert "GAMETAPE_DIGEST_UNSUBSCRIBED" in text.get_content()
    again = digest_email(written[DANA], SITE, "deals@lumen.example")
    assert again["Message-ID"] == message["Message-ID"]
    assert message["Subject"].startswith("Your deals: week of ")


def test_slack_makes_no_link_and_no_mention_of_a_customers_words(written: dict[str, Digest]) -> None:
    text = digest_for_slack(written[DANA], SITE)
    assert "<b>" not in text
    assert text.count("|Open>") == text.count(f"<{SITE}") == len(written[DANA].lines)
    assert "https://evil" not in text


def test_plain_text_has_a_link_under_each_line(written: dict[str, Digest]) -> None:
    assert digest_text(written[WEI], "").count("\n  /opportunities") == len(written[WEI].lines)


def test_a_sender_that_is_no_address_is_a_bad_setting(written: dict[str, Digest]) -> None:
    with pytest.raises(BadSettings, match="GAMETAPE_DIGEST_FROM"):
        digest_email(written[DANA], SITE, "not an address\n")
