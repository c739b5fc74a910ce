"""Warehouses differ in spelling and types; what comes out does not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gametape.warehouse.physical import snake, squash
from tests.warehouse.conftest import WarehouseOf, documents, only, read


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("StageName", "stage_name"),
        ("stage_name", "stage_name"),
        ("Segment__c", "segment_c"),
        ("ARR__c", "arr_c"),
        ("IsDeleted", "is_deleted"),
        ("pricebook_2_id", "pricebook_2_id"),
        ("_fivetran_synced", "_fivetran_synced"),
    ],
)
def test_fields_are_stored_in_snake_case(name: str, stored: str) -> None:
    assert snake(name) == stored
    assert squash(name) == squash(stored)


CAMEL = """
CREATE TABLE salesforce."Opportunity" AS SELECT 'o' AS "Id", 'Acme' AS "Name", 'a' AS "AccountId", 'u' AS "OwnerId",
  'Proposal' AS "StageName", '2026-03-31' AS "CloseDate", true AS "IsDeleted", 'x' AS "Next_Step__c",
  TIMESTAMPTZ '2026-02-01' AS "LastModifiedDate", TIMESTAMPTZ '2026-02-01' AS "LastViewedDate";
CREATE TABLE salesforce."ACCOUNT" AS SELECT 'a' AS "ID", 'Acme SE' AS "NAME";
CREATE TABLE salesforce."User" AS
  SELECT 'u' AS "Id", 'ann@a.test' AS "Email", 'Ann' AS "FirstName", 'Lee' AS "LastName";
"""


def test_salesforces_own_spelling_is_understood(warehouse_of: WarehouseOf) -> None:
    (row,) = read(warehouse_of(CAMEL), "opportunities")
    deal = documents([row])["o"]
    found = {key: deal[key] for key in ("stage", "account_name", "owner_email", "owner_name", "is_deleted", "fields")}
    assert row.stamp == datetime(2026, 2, 1, tzinfo=UTC)
    assert found == {
        "stage": "Proposal",
        "account_name": "Acme SE",
        "owner_email": "ann@a.test",
        "owner_name": "Ann Lee",
        "is_deleted": True,
        "fields": {"next_step_c": "x"},
    }


def test_both_spellings_of_a_column_are_one(duckdb_of: WarehouseOf) -> None:
    deals = documents(
        read(
            duckdb_of("""
CREATE TABLE salesforce.opportunity AS FROM (VALUES ('1', 'a', NULL, 'Old'), ('2', 'b', 'New', 'Old'))
  t(id, name, stage_name, "StageName")"""),
            "opportunities",
        )
    )
    assert {key: (deal["stage"], deal["fields"]) for key, deal in deals.items()} == {
        "1": ("Old", None),
        "2": ("New", None),
    }


TYPED = """
CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'Acme' AS name, {amount} AS amount, {close_date} AS close_date,
  {stamp} AS last_modified_date, {won} AS is_won, {deleted} AS _fivetran_deleted"""


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            {"amount": "1200.5::DOUBLE", "close_date": "TIMESTAMPTZ '2026-03-31'", "won": "'true'", "deleted": "false"},
            ("1200.5", "2026-03-31", "true", False),
        ),
        (
            {"amount": "'1,200.50'", "close_date": "'31/3/2026'", "won": "'False'", "deleted": "NULL::BOOLEAN"},
            ("1,200.50", "31/3/2026", "False", False),
        ),
        (
            {"amount": "1200::BIGINT", "close_date": "TIMESTAMP '2026-03-31'", "won": "1::BIGINT", "deleted": "true"},
            ("1200", "2026-03-31", "1", True),
        ),
        (
            {"amount": "NULL::DOUBLE", "close_date": "DATE '2026-03-31'", "won": "NULL::BOOLEAN", "deleted": "'t'"},
            (None, "2026-03-31", None, True),
        ),
    ],
)
def test_types_may_be_any(warehouse_of: WarehouseOf, columns: dict[str, str], expected: tuple[Any, ...]) -> None:
    deal = only(warehouse_of(TYPED.format(stamp="NULL::TIMESTAMPTZ", **columns)), "opportunities")
    assert (deal["amount"], deal["close_date"], deal["is_won"], deal["is_deleted"]) == expected


STAMPS = {
    "TIMESTAMPTZ '2026-02-01 10:00:00.123456+00'": datetime(2026, 2, 1, 10, 0, 0, 123456, tzinfo=UTC),
    "TIMESTAMP '2026-02-01 10:00:00.123456'": datetime(2026, 2, 1, 10, 0, 0, 123456, tzinfo=UTC),
    "'2026-02-01T10:00:00.123Z'": datetime(2026, 2, 1, 10, 0, 0, 123000, tzinfo=UTC),
    "'2026-02-01T10:00:00.000+0000'": datetime(2026, 2, 1, 10, tzinfo=UTC),
    "'2026-02-01 12:00:00+02:00'": datetime(2026, 2, 1, 10, tzinfo=UTC),
    "'2026-02-01'": datetime(2026, 2, 1, tzinfo=UTC),
    "DATE '2026-02-01'": datetime(2026, 2, 1, tzinfo=UTC),
    "'2026-02-01 10:00:00 UTC'": datetime(2026, 2, 1, 10, tzinfo=UTC),  # bq extract
    "'2026-02-01 10:00:00.123456 UTC'": datetime(2026, 2, 1, 10, 0, 0, 123456, tzinfo=UTC),
    "'2026-02-01 12:00:00.000 +0200'": datetime(2026, 2, 1, 10, tzinfo=UTC),  # Snowflake's unload
    "'2026-02-01 12:00:00+02'": datetime(2026, 2, 1, 10, tzinfo=UTC),  # Postgres' COPY
    "'1769940000'": datetime(2026, 2, 1, 10, tzinfo=UTC),
    "'1769940000123'": datetime(2026, 2, 1, 10, 0, 0, 123000, tzinfo=UTC),
    "1769940000123456::BIGINT": datetime(2026, 2, 1, 10, 0, 0, 123456, tzinfo=UTC),
    "'yesterday'": None,
    "'2/1/2026'": None,
    "20260201::BIGINT": None,
}


@pytest.mark.parametrize(("column", "stamp"), STAMPS.items())
def test_stamps_may_be_text(duckdb_of: WarehouseOf, column: str, stamp: datetime | None) -> None:
    sql = TYPED.format(amount="1", close_date="NULL", won="true", deleted="false", stamp=column)
    (row,) = read(duckdb_of(sql), "opportunities")
    assert row.stamp == stamp


def test_text_stamps_are_the_same_through_bigquery(warehouse_of: WarehouseOf) -> None:
    texts = {column: stamp for column, stamp in STAMPS.items() if column.startswith("'")}
    values = ", ".join(f"('{nth}', 'x', {column})" for nth, column in enumerate(texts))
    rows = read(
        warehouse_of(f"CREATE TABLE salesforce.opportunity AS FROM (VALUES {values}) t(id, name, system_modstamp)"),
        "opportunities",
    )
    assert {str(row.id): row.stamp for row in rows} == {str(nth): stamp for nth, stamp in enumerate(texts.values())}


def test_fields_keep_what_json_can_hold_and_nothing_is_lost(duckdb_of: WarehouseOf) -> None:
    deal = only(
        duckdb_of("""
CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'Acme' AS name, 12345678901234567.89::DECIMAL(38, 9) AS money,
  9007199254740993::HUGEINT AS huge, 'NaN'::DOUBLE AS ratio, TIMESTAMP '2026-02-01 01:02:03.5' AS naive,
  TIMESTAMPTZ '294000-01-01' AS far, ['a', 'b'] AS tags, {'x': 1, 'y': 'z'} AS nested, '{"a": [1]}'::JSON AS blob,
  '\\x00\\xFF'::BLOB AS bytes, TIME '10:11:12' AS hour, 'c7a2f7f8-6f3c-4b7e-9d5e-0f4f6c5b1a2d'::UUID AS key"""),
        "opportunities",
    )
    assert deal["fields"] == {
        "money": "12345678901234567.890000000",
        "huge": "9007199254740993",
        "ratio": "nan",
        "naive": "2026-02-01 01:02:03.5+00",
        "far": "294000-01-01 00:00:00+00",
        "tags": ["a", "b"],
        "nested": {"x": 1, "y": "z"},
        "blob": {"a": [1]},
        "bytes": "AP8=",
        "hour": "10:11:12",
        "key": "c7a2f7f8-6f3c-4b7e-9d5e-0f4f6c5b1a2d",
    }


def test_hundreds_of_custom_columns(duckdb_of: WarehouseOf) -> None:
    columns = ", ".join(f"'{nth}' AS custom_{nth}_c" for nth in range(841))
    deal = only(
        duckdb_of(f"CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'Acme' AS name, {columns}"),
        "opportunities",
    )
    assert deal["fields"] == {f"custom_{nth}_c": str(nth) for nth in range(841)}


def test_names_cannot_break_out(duckdb_of: WarehouseOf) -> None:
    deal = only(
        duckdb_of(
            """CREATE TABLE salesforce.opportunity AS
            SELECT 'o' AS id, 'Acme' AS name, 1 AS "a"" FROM x; --", 2 AS "select" """
        ),
        "opportunities",
    )
    assert deal["fields"] == {'a" from x; --': 1, "select": 2}
