"""Where rows come from, and what is said when they cannot."""

from pathlib import Path

import pytest

from gametape.errors import BadSettings, MissingSource
from gametape.warehouse import connect
from gametape.warehouse.connect import warehouse_name
from gametape.warehouse.shapes import shapes
from tests.conftest import SettingsFor
from tests.warehouse.conftest import WarehouseOf, build, only

DEAL = "CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'Acme' AS name;"
GONG = "CREATE TABLE gongio_ft.opportunity AS SELECT 'g' AS id, 'Gong' AS name;"
CALLS = """CREATE TABLE gongio_ft.call_context_integration AS
  SELECT 'c' AS call_id, 'Opportunity' AS object_type, 'k' AS object_id, 'Name' AS name, 'Call' AS value;"""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, "GAMETAPE_WAREHOUSE is not set"),
        ("", "GAMETAPE_WAREHOUSE is not set"),
        ("warehouse.duckdb", "not valid"),
        ("postgres://x", "not valid"),
        ("bigquery://", "not valid"),
        ("duckdb:///", "not valid"),
    ],
)
def test_a_url_that_is_not_understood_comes_with_examples(
    settings_for: SettingsFor, url: str | None, said: str
) -> None:
    with pytest.raises(BadSettings, match=said) as caught:
        connect(settings_for(warehouse=url))
    assert "bigquery://my-project" in caught.value.hint


def test_a_path_that_misses_a_slash_is_recognised(settings_for: SettingsFor, tmp_path: Path) -> None:
    path = build(tmp_path / "w.duckdb", DEAL)
    with pytest.raises(BadSettings, match="There is no file") as caught:
        connect(settings_for(warehouse=f"duckdb://{path}"))
    assert f"duckdb:///{path}" in caught.value.hint


def test_sources_by_preference(duckdb_of: WarehouseOf, tmp_path: Path, settings_for: SettingsFor) -> None:
    for name, sql in {
        "opportunities_salesforce": DEAL + GONG + CALLS,
        "opportunities_gong": GONG + CALLS,
        "opportunities_calls": CALLS,
    }.items():
        path = build(tmp_path / f"{name}.duckdb", sql)
        with connect(settings_for(warehouse=f"duckdb:///{path}")) as warehouse:
            assert warehouse.source("opportunities").name == name
            assert only(warehouse, "opportunities")["name"] in {"Acme", "Gong", "Call"}


def test_a_source_says_where_its_rows_are_and_nothing_secret(
    tmp_path: Path, settings_for: SettingsFor, warehouse_of: WarehouseOf
) -> None:
    warehouse = warehouse_of(
        f"{DEAL} CREATE SCHEMA sandbox; CREATE TABLE sandbox.opportunity AS SELECT 'o' id, 'x' name"
    )
    origins = {warehouse.source("opportunities").origin}
    warehouse.shapes = shapes(settings_for(salesforce_dataset="sandbox"))
    del warehouse.catalog
    origins.add(warehouse.source("opportunities").origin)
    assert len(origins) == 2
    assert all(origin.startswith("opportunities_salesforce in ") for origin in origins)
    assert not any(str(tmp_path) in origin for origin in origins)


def test_two_projects_and_two_files_of_one_name_are_two_places(tmp_path: Path) -> None:
    assert warehouse_name("bigquery://acme?location=EU") == warehouse_name("bigquery://acme") == "bigquery://acme"
    assert warehouse_name("bigquery://someone:secret@acme") == "bigquery://acme"
    one, other = (warehouse_name(f"duckdb:///{tmp_path}/{folder}/w.duckdb") for folder in ("a", "b"))
    assert one != other
    assert one == warehouse_name(f"duckdb:///{tmp_path}/b/../a/w.duckdb")


def test_a_missing_required_column_is_named_and_no_reason_to_take_thinner_deals(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(f"CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'x' AS title; {GONG}")
    with pytest.raises(MissingSource, match=r"salesforce\.opportunity has no column name"):
        warehouse.source("opportunities")


def test_missing_tables_and_datasets_are_named(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of("CREATE TABLE salesforce.lead AS SELECT 1 AS id", gong_dataset="gong")
    with pytest.raises(MissingSource, match=r"no salesforce\.opportunity, no gong\.opportunity") as caught:
        warehouse.source("opportunities")
    assert caught.value.hint.startswith("gong: The ")


def test_dataset_names_are_settings(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(
        """CREATE SCHEMA crm_ft; CREATE TABLE crm_ft.opportunity AS SELECT '1' AS id, 'Acme' AS name;
        CREATE SCHEMA "Gong"; CREATE TABLE "Gong".opportunity AS SELECT '1' AS id, 77 AS health_score""",
        salesforce_dataset="crm_ft",
        gong_dataset="Gong",
    )
    assert only(warehouse, "opportunities")["health_score"] == "77"
