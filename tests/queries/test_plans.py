"""The indexes that the seed names serve the filters they were made for, on a table where the planner has a choice."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.queries import keyset
from gametape.queries.activity import count_statement
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.opportunities import (
    OpportunityQuery,
    SortName,
    list_opportunities,
    page_statement,
    sort_of,
)
from gametape.queries.totals import Explain
from gametape.store.tables import opportunities
from tests.databases import Databases

DEALS = 30_000


@pytest.fixture(scope="module")
def large(databases: Databases) -> Iterator[sa.Engine]:
    with databases.engine() as engine:
        with engine.begin() as connection:
            connection.execute(
                sa.text("""
                    INSERT INTO opportunities (gong_opportunity_id, name, account_name, owner_email, stage, close_date,
                                               amount, health_score, content_hash, source_modified_at)
                    SELECT 'id' || n, 'Deal ' || md5(n::text), 'Account ' || md5((n / 7)::text),
                           'rep' || n % 300 || '@x.example', 'stage ' || n % 200, DATE '2026-01-01' + n % 400,
                           n % 5000, CASE WHEN n % 4 = 0 THEN n % 101 END, '', now() - n * INTERVAL '1 minute'
                    FROM generate_series(1, :deals) AS n
                """),
                {"deals": DEALS},
            )
            connection.execute(
                sa.text("""
                    INSERT INTO emails (gong_email_id, opportunity_id, sent_at, content_hash)
                    SELECT opportunities.id || n::text, opportunities.id, now() - n * INTERVAL '1 day', ''
                    FROM opportunities CROSS JOIN generate_series(1, 3) AS n
                """)
            )
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE opportunities, emails"))
        yield engine


def indexes(plan: dict[str, Any]) -> set[str]:
    """Names of all indexes that a plan reads."""
    own = {plan["Index Name"]} if "Index Name" in plan else set()
    return own.union(*(indexes(part) for part in plan.get("Plans", ())))


def nodes(plan: dict[str, Any]) -> set[str]:
    """What the steps of a plan are."""
    return {plan["Node Type"]}.union(*(nodes(part) for part in plan.get("Plans", ())))


def scans(plan: dict[str, Any], table: str) -> set[str]:
    """By which steps a plan reads a table."""
    own = {plan["Node Type"]} if plan.get("Relation Name") == table else set()
    return own.union(*(scans(part, table) for part in plan.get("Plans", ())))


def conditions(plan: dict[str, Any]) -> list[str]:
    """What the steps of a plan look up in indexes."""
    return [plan.get("Index Cond", ""), *(found for part in plan.get("Plans", ()) for found in conditions(part))]


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(owner=["rep7@x.example"]), "idx_opportunities_owner"),
        (Filters(stage=["stage 5"]), "idx_opportunities_stage"),
        (Filters.model_validate({"health_min": "9.9"}), "idx_opportunities_health"),
        (Filters(search="deadbeef"), "idx_opportunities_search"),
    ],
)
def test_a_filter_reads_its_index(large: sa.Engine, filters: Filters, index: str) -> None:
    with large.connect() as connection:
        statement = sa.select(opportunities.c.id, opportunities.c.close_date).where(filter_condition(filters))
        plan = connection.execute(Explain(statement.order_by(opportunities.c.close_date).limit(51))).scalar_one()
    assert index in indexes(plan[0]["Plan"])


def test_the_total_of_a_large_list_is_an_estimate_near_the_truth(large: sa.Engine) -> None:
    with large.connect() as connection:
        summary = list_opportunities(connection, OpportunityQuery()).summary
    assert summary is not None
    assert summary.total.exact is False
    assert 0.9 * DEALS < summary.total.value < 1.1 * DEALS


@pytest.mark.parametrize("sort", get_args(SortName))
def test_an_order_reads_its_index_and_stops_after_the_page(large: sa.Engine, sort: SortName) -> None:
    with large.connect() as connection:
        query = OpportunityQuery(sort=sort)
        plan = connection.execute(Explain(page_statement(query, sort_of(sort), None))).scalar_one()[0]["Plan"]
    column = sort.removeprefix("-").removeprefix("last_")
    by = "by_" if column in {"name", "account", "owner", "stage"} else ""
    assert f"idx_opportunities_{by}{column}" in indexes(plan)
    assert "Seq Scan" not in nodes(plan)


def test_a_page_far_down_begins_at_its_place_in_the_index(large: sa.Engine) -> None:
    """As a condition of the index, not a filter over all that comes before."""
    sort = sort_of("-updated")
    with large.connect() as connection:
        cursor = keyset.Cursor(datetime(2020, 1, 1, tzinfo=UTC), UUID(int=0))
        plan = connection.execute(Explain(page_statement(OpportunityQuery(), sort, cursor))).scalar_one()[0]["Plan"]
    assert "ROW(" in "".join(conditions(plan))


def test_mails_of_a_page_are_counted_without_reading_them(large: sa.Engine) -> None:
    with large.connect() as connection:
        deals = connection.execute(sa.select(opportunities.c.id).limit(50)).scalars().all()
        plan = connection.execute(Explain(count_statement(deals))).scalar_one()[0]["Plan"]
    assert scans(plan, "emails") == {"Index Only Scan"}
