"""What `gametape doctor` can tell about a warehouse."""

import pytest

from gametape.errors import TooManyBytes
from gametape.warehouse import Warehouse
from gametape.warehouse.doctor import diagnose, diagnose_open
from gametape.warehouse.duckdb import DuckDB
from tests.conftest import SettingsFor
from tests.databases import OnlyGiven
from tests.warehouse.conftest import WarehouseOf
from tests.warehouse.sql.test_opportunities_salesforce import WHOLE

HISTORY = """CREATE TABLE salesforce.opportunity_history AS
  SELECT 'h' AS id, 'o' AS opportunity_id, 'New' AS stage_name, TIMESTAMPTZ '2026-01-01' AS created_date;"""


def test_a_warehouse_that_cannot_be_reached_is_an_answer(settings_for: SettingsFor) -> None:
    found = diagnose(settings_for(warehouse="duckdb:////nowhere/w.duckdb"))
    assert (found.ok, found.problem) == (False, "There is no file or folder /nowhere/w.duckdb.")
    unset = diagnose(settings_for())
    assert "GAMETAPE_WAREHOUSE is not set" in unset.problem
    assert "bigquery://" in unset.hint


def test_a_whole_warehouse_has_sources_and_names_only_what_costs(warehouse_of: WarehouseOf) -> None:
    found = diagnose_open(warehouse_of(WHOLE + HISTORY))
    sources = {finding.entity: finding.source for finding in found.entities}
    assert found.ok
    assert sources["opportunities"] == "opportunities_salesforce"
    assert sources["opportunity_changes"] == "opportunity_changes"
    deals = next(finding for finding in found.entities if finding.entity == "opportunities")
    assert deals.gaps == []
    (table,) = (table for table in found.tables if table.name == "salesforce.opportunity")
    assert table.found
    assert table.columns_found["product"] == ["product_line_c"]
    assert table.columns_missing == ["health_score"]
    assert [(dataset.name, dataset.found) for dataset in found.datasets] == [("gongio_ft", False), ("salesforce", True)]


def test_gaps_say_what_they_cost(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(
        """CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'Acme' AS name, 'u' AS owner_id, 'a' AS account_id;
        CREATE TABLE salesforce."user" AS SELECT 'u' AS id;""",
        health_column="deals.score",
    )
    found = diagnose_open(warehouse)
    costs = {gap.missing: gap.cost for finding in found.entities for gap in finding.gaps}
    assert costs["salesforce.opportunity.stage_name"] == "deals have no stage"
    assert costs["salesforce.user.email"] == "deals have no owner: nobody can filter their own deals"
    assert costs["salesforce.account"] == "deals have no account name"
    assert costs["salesforce.opportunity.last_modified_date"] == "every sync reads and compares all deals"
    assert costs["gongio_ft.deals"].endswith("GAMETAPE_HEALTH_COLUMN=deals.score was not found")
    changes = next(finding for finding in found.entities if finding.entity == "opportunity_changes")
    assert changes.source is None
    assert "no salesforce.opportunity_history" in changes.problem
    assert not changes.fails, "changes can be done without"
    assert [finding.entity for finding in found.entities if finding.fails] == ["people"]
    assert not found.ok, "a sync of users without their email fails"


def test_a_dataset_spelled_otherwise_is_offered(warehouse_of: WarehouseOf) -> None:
    found = diagnose_open(
        warehouse_of(WHOLE + "CREATE TABLE gongio_ft.call AS SELECT 1 AS id", salesforce_dataset="salesforce_ft")
    )
    missing = next(dataset for dataset in found.datasets if dataset.name == "salesforce_ft")
    assert not found.ok
    assert not missing.found
    assert missing.near == ["salesforce"]
    assert missing.problem


def test_bytes_are_added_up(duckdb_of: WarehouseOf, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = duckdb_of(WHOLE + HISTORY)
    monkeypatch.setattr(DuckDB, "estimate", lambda self, query, parameters: 1_000_000)
    found = diagnose_open(warehouse)
    fed = [finding for finding in found.entities if finding.source]
    assert [finding.bytes_scanned for finding in fed] == [1_000_000] * len(fed)
    assert found.bytes_scanned == 1_000_000 * len(fed)


def test_an_estimate_that_fails_is_told_and_the_rest_too(
    duckdb_of: WarehouseOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise TooManyBytes("too much")

    monkeypatch.setattr(DuckDB, "estimate", refuse)
    found = diagnose_open(duckdb_of(WHOLE))
    assert next(finding.problem for finding in found.entities if finding.source) == "too much"
    assert found.tables


def test_health_on_the_opportunity_is_missed_by_its_name(duckdb_of: WarehouseOf) -> None:
    engine = duckdb_of(WHOLE).engine
    found = diagnose_open(Warehouse(engine, OnlyGiven(health_column="health_c")))
    costs = {gap.missing: gap.cost for finding in found.entities for gap in finding.gaps}
    assert "GAMETAPE_HEALTH_COLUMN=health_c was not found" in costs["salesforce.opportunity.health_c"]


def test_a_listed_column_that_no_table_has_is_named(duckdb_of: WarehouseOf) -> None:
    warehouse = duckdb_of(
        """CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'Acme' AS name, 7 AS SeatsC;
        CREATE TABLE salesforce.account AS SELECT 'a' AS id, 'x' AS industry""",
        metadata_columns=("*", "seats_c", "Industry", "seets_c", "nothing_like_it"),
    )
    (deals,) = [finding for finding in diagnose_open(warehouse).entities if finding.entity == "opportunities"]
    assert deals.notes[1:] == [
        "GAMETAPE_METADATA_COLUMNS lists seets_c, which no deal table has. Did you mean seats_c?",
        "GAMETAPE_METADATA_COLUMNS lists nothing_like_it, which no deal table has.",
    ]


@pytest.mark.parametrize(
    ("column", "note"),
    [
        (None, "no health score: set GAMETAPE_HEALTH_COLUMN"),
        ("health_c", "health score from salesforce.opportunity.health_c. A formula field"),
        ("scores.score", "health score from gongio_ft.scores.score. Changes show up at the next sync, by _fivetran"),
        ("bare.score", "every sync reads all deals that have a score."),
        ("alone.score", "gongio_ft.alone.score has no column opportunity_id or crm_id or object_id or id"),
        ("nowhere.score", "no health score: set GAMETAPE_HEALTH_COLUMN"),
    ],
)
def test_it_says_where_health_comes_from(duckdb_of: WarehouseOf, column: str | None, note: str) -> None:
    warehouse = duckdb_of(
        """CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'Acme' AS name, 7 AS health_c;
        CREATE TABLE gongio_ft.scores AS SELECT 'o' AS crm_id, 7 AS score, now() AS _fivetran_synced;
        CREATE TABLE gongio_ft.bare AS SELECT 'o' AS crm_id, 7 AS score;
        CREATE TABLE gongio_ft.alone AS SELECT 7 AS score""",
        health_column=column,
    )
    (deals,) = [finding for finding in diagnose_open(warehouse).entities if finding.entity == "opportunities"]
    assert note in deals.notes[0]
