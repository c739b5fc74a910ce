"""Questions of a manager's week, each answered by three calls and 6,000 tokens at most, and held against SQL.

The SQL is written out here, and shares no code with the product.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.analysis.learning.agreements import NewAgreement, agree
from gametape.store.tables import agreements
from tests.assistant import Told
from tests.mcp.conftest import Sample

pytestmark = pytest.mark.slow

DANA = "dana.okafor@lanternworks.example"
MOST_CALLS, MOST_TOKENS = 3, 6_000
Ask = Callable[..., Told]
Sql = Callable[..., list[Any]]


@pytest.fixture
def ask(sample: Sample) -> Iterator[Ask]:
    told: list[Told] = []

    def ask(tool: str, **arguments: Any) -> Told:
        told.append(sample.assistant.ask(tool, **arguments))
        return told[-1]

    yield ask
    assert 1 <= len(told) <= MOST_CALLS
    assert sum(answer.tokens for answer in told) <= MOST_TOKENS


@pytest.fixture
def sql(sample: Sample) -> Sql:
    def rows(statement: str, **values: Any) -> list[Any]:
        with sample.engine.connect() as connection:
            return list(connection.execute(sa.text(statement), values).all())

    return rows


def quarter(day: date) -> tuple[date, date]:
    """The first and the last day of the calendar quarter."""
    month = (day.month - 1) // 3 * 3 + 1
    following = date(day.year + (month == 10), (month + 2) % 12 + 1, 1)
    return date(day.year, month, 1), following - timedelta(days=1)


def every_page(ask: Ask, tool: str, name: str, **arguments: Any) -> list[Any]:
    """The items of all pages that three calls reach."""
    items, cursor = [], None
    for _ in range(MOST_CALLS):
        told = ask(tool, cursor=cursor, **arguments)
        items += told[name]
        cursor = told.data.get("next_cursor")
        if cursor is None:
            break
    return items


TODAY = datetime.now(UTC).date()


def test_1_which_deals_slipped_this_quarter_and_why(ask: Ask, sql: Sql) -> None:
    first, _ = quarter(TODAY)
    slipped = sql(
        """SELECT o.id::text AS id, max(c.changed_at) AS at FROM opportunities o JOIN opportunity_changes c
           ON c.opportunity_id = o.id AND c.field = 'close_date' AND c.deleted_at IS NULL
           WHERE o.deleted_at IS NULL AND NOT coalesce(o.is_closed, false) AND c.changed_at >= :first
             AND c.new_value::date > c.old_value::date GROUP BY o.id""",
        first=first,
    )
    answer = ask("find_deals", slipped="this_quarter", outcome="open", limit=20)
    assert answer["total"] == len(slipped) > 0
    assert {deal["id"] for deal in answer["deals"]} <= {row.id for row in slipped}
    for deal in answer["deals"]:
        assert all(slip["old"] < slip["new"] for slip in deal["slips"])
    assert any(deal["signals"] for deal in answer["deals"])


def test_2_which_open_deals_lack_an_economic_buyer(ask: Ask, sql: Sql) -> None:
    answer = ask("deals_needing_attention", signal="no_decision_maker", limit=10)
    assert answer["total"] >= len(answer["deals"]) > 0
    for deal in answer["deals"]:
        assert "no_decision_maker" in {signal["name"] for signal in deal["signals"]}
        titles = sql(
            """SELECT DISTINCT p.title FROM call_opportunities l JOIN call_participants p ON p.call_id = l.call_id
               WHERE l.opportunity_id = CAST(:id AS uuid) AND p.side = 'theirs' AND p.attended IS NOT FALSE""",
            id=deal["deal"]["id"],
        )
        assert not any("chief" in (row.title or "").lower() for row in titles)


def test_3_what_changed_this_week_on_my_team(sample: Sample, ask: Ask, sql: Sql) -> None:
    manager = next(deal["manager"] for deal in sample.deals.values())
    since = TODAY - timedelta(days=28)
    changed = sql(
        """WITH RECURSIVE team(email) AS (
             SELECT CAST(:manager AS text)
             UNION SELECT p.email FROM people p JOIN team t ON lower(p.manager_email) = t.email)
           SELECT o.id::text AS id FROM opportunities o JOIN team ON team.email = o.owner_email
           WHERE o.deleted_at IS NULL AND (o.opened_at >= :since OR EXISTS (
             SELECT FROM opportunity_changes c WHERE c.opportunity_id = o.id AND c.deleted_at IS NULL
               AND c.changed_at >= :since AND c.changed_at <= now()))""",
        manager=manager,
        since=since,
    )
    deals = every_page(ask, "deal_changes", "deals", since=since.isoformat(), team=manager, limit=100)
    of_the_crm = {"won", "lost", "opened", "stage", "close_date", "amount", "owner"}
    assert {deal["id"] for deal in deals if of_the_crm & set(deal["kinds"])} == {row.id for row in changed}
    stages = [field for deal in deals for field in deal["fields"] if field["field"] == "stage"]
    assert stages


@pytest.mark.parametrize(("group", "column"), [("owner", "owner_email"), ("product", "product"), ("stage", "stage")])
def test_4_win_rate_by_owner_product_and_stage(ask: Ask, sql: Sql, group: str, column: str) -> None:
    rows = sql(
        f"""SELECT {column} AS value, count(*) FILTER (WHERE is_won) AS won,
                   count(*) FILTER (WHERE is_closed AND is_won IS NOT TRUE) AS lost, count(*) AS deals
            FROM opportunities WHERE deleted_at IS NULL GROUP BY 1"""
    )
    told = {row.get("value"): row for row in every_page(ask, "count_deals", "groups", group_by=group, max_tokens=1_900)}
    assert set(told) == {row.value for row in rows}
    for row in rows:
        line = told[row.value]
        assert (line["won"], line["lost"], line["deals"]) == (row.won, row.lost, row.deals)
        closed = row.won + row.lost
        assert line.get("win_rate") == (round(row.won / closed, 3) if closed else None)


def test_5_win_rate_by_segment(ask: Ask, sql: Sql) -> None:
    rows = sql(
        """SELECT coalesce(metadata #>> '{account,segment_c}', metadata #>> '{fields,segment_c}') AS value,
                  count(*) FILTER (WHERE is_won) AS won
           FROM opportunities WHERE deleted_at IS NULL GROUP BY 1"""
    )
    answer = ask("count_deals", group_by="segment")
    assert {row.get("value"): row["won"] for row in answer["groups"]} == {row.value: row.won for row in rows}


def test_6_win_rate_by_rep_who_attended_is_told_apart_from_owned(ask: Ask, sql: Sql) -> None:
    attended = ask("count_deals", group_by="rep_on_calls", max_tokens=2_500)
    dana = next(row for row in attended["groups"] if row["value"] == DANA)
    (row,) = sql(
        """SELECT count(DISTINCT o.id) AS deals FROM opportunities o
           JOIN call_opportunities l ON l.opportunity_id = o.id AND NOT l.is_repeat
           JOIN calls c ON c.id = l.call_id AND c.deleted_at IS NULL AND NOT c.is_internal AND c.started_at <= now()
           JOIN call_participants p ON p.call_id = c.id AND p.side = 'ours' AND p.attended IS NOT FALSE
           WHERE o.deleted_at IS NULL AND lower(p.email) IN (
             SELECT unnest(array_append(aliases, email)) FROM people WHERE email = :dana)""",
        dana=DANA,
    )
    assert dana["deals"] == row.deals
    assert any("add up to more" in limit for limit in attended["limitations"])


def test_7_pipeline_this_quarter_by_stage(ask: Ask, sql: Sql) -> None:
    first, last = quarter(TODAY)
    rows = sql(
        """SELECT stage, currency, count(*) AS deals, sum(amount) AS amount FROM opportunities
           WHERE deleted_at IS NULL AND NOT coalesce(is_closed, false) AND NOT coalesce(is_won, false)
             AND close_date BETWEEN :first AND :last AND amount IS NOT NULL GROUP BY 1, 2""",
        first=first,
        last=last,
    )
    answer = ask("count_deals", group_by="stage", outcome="open", closing="this_quarter")
    told = {
        (group["value"], amount["currency"]): (amount["deals"], Decimal(amount["amount"]))
        for group in answer["groups"]
        for amount in group["amounts"]
    }
    assert told == {(row.stage, row.currency): (row.deals, row.amount) for row in rows}
    assert told


def test_8_a_reps_calls_by_date_score_and_topic(ask: Ask, sql: Sql) -> None:
    rows = sql(
        """SELECT c.id::text AS id, s.score FROM calls c
           JOIN coaching_sessions s ON s.call_id = c.id AND s.dimension = 'discovery' AND s.origin = 'local'
             AND s.rep_email = :dana AND s.deleted_at IS NULL AND s.score IS NOT NULL
           WHERE c.deleted_at IS NULL AND NOT c.is_internal ORDER BY s.score, c.id""",
        dana=DANA,
    )
    lowest = ask("find_calls", rep="Dana Okafor", dimension="discovery", sort="score", limit=10)
    assert [call["score"] for call in lowest["calls"]] == [float(row.score) for row in rows[:10]]
    priced = ask("find_calls", rep="Dana Okafor", tracker="pricing", limit=10)
    assert all(call["topics"]["pricing"] for call in priced["calls"])
    (row,) = sql(
        """SELECT count(*) AS calls FROM calls c WHERE c.deleted_at IS NULL AND NOT c.is_internal
             AND c.started_at <= now()
             AND EXISTS (SELECT FROM call_metrics m WHERE m.call_id = c.id AND m.trackers ? 'pricing')
             AND EXISTS (SELECT FROM call_participants p JOIN people h ON lower(p.email) = ANY(h.aliases || h.email)
                         WHERE p.call_id = c.id AND h.email = :dana AND p.attended IS NOT FALSE)""",
        dana=DANA,
    )
    assert priced["total"] == row.calls > 0


def test_9_why_we_lose(ask: Ask, sql: Sql) -> None:
    rows = sql(
        """SELECT metadata #>> '{fields,loss_reason_c}' AS reason, count(*) AS deals FROM opportunities
           WHERE deleted_at IS NULL AND is_closed AND is_won IS NOT TRUE GROUP BY 1"""
    )
    answer = ask("count_deals", group_by="loss_reason", outcome="lost")
    assert {row.get("value"): row["deals"] for row in answer["groups"]} == {row.reason: row.deals for row in rows}
    assert sum(row["deals"] for row in answer["groups"]) == answer["deals"]


def test_10_which_competitor_comes_up_most_and_how_we_fare(ask: Ask, sql: Sql) -> None:
    rows = sql(
        """SELECT metadata #>> '{fields,competitor_c}' AS name, count(*) AS deals, count(*) FILTER (WHERE is_won) AS won
           FROM opportunities WHERE deleted_at IS NULL GROUP BY 1"""
    )
    answer = ask("count_deals", group_by="competitor")
    assert {row.get("value"): (row["deals"], row["won"]) for row in answer["groups"]} == {
        row.name: (row.deals, row.won) for row in rows
    }


def test_11_what_closes_this_month_and_is_at_risk(ask: Ask, sql: Sql) -> None:
    first = TODAY.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    (row,) = sql(
        """SELECT count(*) AS deals FROM opportunities WHERE deleted_at IS NULL AND NOT coalesce(is_closed, false)
           AND NOT coalesce(is_won, false) AND close_date BETWEEN :first AND :last""",
        first=first,
        last=last,
    )
    assert ask("find_deals", outcome="open", closing="this_month", limit=5)["total"] == row.deals
    answer = ask("deals_needing_attention", closing="this_month", limit=5)
    assert answer["total"] <= row.deals


def test_12_who_of_the_customer_went_quiet(sample: Sample, ask: Ask, sql: Sql) -> None:
    answer = ask("deal_people", deal="Northwind")
    theirs = [contact for contact in answer["people"] if contact["side"] == "theirs" and contact.get("last_active_at")]
    assert theirs
    deal = next(deal for deal in sample.deals.values() if deal["account"] == "Northwind")
    (row,) = sql(
        """SELECT max(c.started_at) AS at FROM opportunities o JOIN call_opportunities l ON l.opportunity_id = o.id
           JOIN calls c ON c.id = l.call_id WHERE o.account_name = 'Northwind' AND o.name = :name
             AND NOT c.is_internal AND c.started_at <= now()""",
        name=deal["name"],
    )
    assert max(datetime.fromisoformat(contact["last_active_at"]) for contact in theirs) >= row.at


def test_13_objections_of_a_kind_and_our_answers(ask: Ask, sql: Sql) -> None:
    rows = sql(
        """SELECT substr(tracker, 11) AS kind, count(DISTINCT o.id) AS deals FROM opportunities o
           JOIN call_opportunities l ON l.opportunity_id = o.id AND NOT l.is_repeat
           JOIN calls c ON c.id = l.call_id AND c.deleted_at IS NULL AND NOT c.is_internal AND c.started_at <= now()
           JOIN call_metrics m ON m.call_id = c.id AND m.side = 'theirs', jsonb_object_keys(m.trackers) AS tracker
           WHERE o.deleted_at IS NULL AND tracker LIKE 'objection\\_%' AND tracker <> 'objection_open' GROUP BY 1"""
    )
    told = ask("count_deals", group_by="objection")["groups"]
    assert {row["value"]: row["deals"] for row in told if "value" in row} == {row.kind: row.deals for row in rows}
    kind = next(row["value"] for row in told if row.get("value") not in (None, "unspecified"))
    priced = ask("count_deals", group_by="objection", value=kind)
    assert [group["value"] for group in priced["groups"]] == [kind]
    assert any("hearing" in limitation for limitation in priced["limitations"])
    assert priced["exchanges"]
    for exchange in priced["exchanges"]:
        assert exchange["quotes"][0]["side"] == "theirs"
    assert any(quote["side"] == "ours" for exchange in priced["exchanges"] for quote in exchange["quotes"])


def test_14_is_a_rep_better_since_the_goal(sample: Sample, ask: Ask, sql: Sql) -> None:
    half_a_year_ago = datetime.now(UTC) - timedelta(days=180)
    with sample.engine.begin() as connection:
        goal = agree(connection, DANA, NewAgreement(dimension="open_questions", target=20))
        connection.execute(sa.update(agreements).where(agreements.c.id == goal).values(agreed_at=half_a_year_ago))
    (told,) = ask("rep_overview", rep="Dana Okafor")["goals"]
    assert (told["dimension"], told["change"]) == ("open_questions", "no_change_seen")
    value, low, high = told["difference"]
    assert value == pytest.approx(told["since"] - told["before"], abs=0.01)
    assert low < 0 < high
    with sample.engine.begin() as connection:
        connection.execute(sa.delete(agreements).where(agreements.c.id == goal))
