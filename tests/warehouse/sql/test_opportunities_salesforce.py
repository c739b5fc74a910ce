"""What a deal is where there is Salesforce."""

from datetime import UTC, datetime

import pytest

from gametape.warehouse import Warehouse, Window
from tests.databases import OnlyGiven
from tests.warehouse.conftest import WarehouseOf, documents, only, read

DEAL = "006000000000001AAA"
ACCOUNT = "001000000000001AAA"
OWNER = "005000000000001AAA"

WHOLE = f"""
CREATE TABLE salesforce.opportunity AS SELECT
  '{DEAL}' AS id, 'Acme: renewal' AS name, '{ACCOUNT}' AS account_id, '{OWNER}' AS owner_id,
  '6. Closed Won' AS stage_name, TIMESTAMPTZ '2026-03-31' AS close_date, 1234567890123456.78::DECIMAL(38, 9) AS amount,
  'EUR' AS currency_iso_code, true AS is_closed, true AS is_won, 'New Business' AS type,
  TIMESTAMPTZ '2026-01-02 03:04:05.678901' AS created_date, false AS is_deleted,
  TIMESTAMPTZ '2026-02-01' AS last_modified_date, TIMESTAMPTZ '2026-02-02' AS system_modstamp,
  TIMESTAMPTZ '2026-02-03' AS last_viewed_date, TIMESTAMPTZ '2026-09-09' AS _fivetran_synced,
  'Platform' AS product_line_c, 3::BIGINT AS seats_c, 0.1::DOUBLE AS discount_c, DATE '2026-05-06' AS kickoff_c,
  TIMESTAMPTZ '2026-05-06 07:08:09' AS signed_c, NULL::VARCHAR AS lost_reason_c, true AS pilot_c, 'äöü "x"' AS note_c;
CREATE TABLE salesforce.account AS SELECT
  '{ACCOUNT}' AS id, 'Acme' AS name, 'Manufacturing' AS industry, 1200::BIGINT AS number_of_employees,
  TIMESTAMPTZ '2026-01-15' AS last_modified_date, TIMESTAMPTZ '2026-09-09' AS _fivetran_synced;
CREATE TABLE salesforce."user" AS SELECT
  '{OWNER}' AS id, 'ann@acme.test' AS email, 'Ann Lee' AS name, false AS is_active,
  TIMESTAMPTZ '2026-01-10' AS last_modified_date;
"""


def test_document_holds_the_deal_its_account_and_its_owner(warehouse_of: WarehouseOf) -> None:
    (row,) = read(warehouse := warehouse_of(WHOLE), "opportunities")
    document = documents([row])[DEAL]
    amount = document.pop("amount")
    assert float(amount) == 1234567890123456.78
    assert amount.rstrip("0") == "1234567890123456.78", "no digit may be lost"
    assert row.id == DEAL
    assert row.stamp == datetime(2026, 2, 1, tzinfo=UTC)
    assert document == {
        "id": DEAL,
        "name": "Acme: renewal",
        "account_id": ACCOUNT,
        "account": {"id": ACCOUNT, "name": "Acme", "industry": "Manufacturing", "number_of_employees": 1200},
        "account_name": "Acme",
        "owner_id": OWNER,
        "owner_email": "ann@acme.test",
        "owner_name": "Ann Lee",
        "stage": "6. Closed Won",
        "close_date": "2026-03-31",
        "currency": "EUR",
        "health_score": None,
        "is_closed": "true",
        "is_won": "true",
        "product": "Platform",
        "type": "New Business",
        "opened_at": "2026-01-02 03:04:05.678901+00",
        "is_deleted": False,
        "fields": {
            "seats_c": 3,
            "discount_c": "0.1",
            "kickoff_c": "2026-05-06",
            "signed_c": "2026-05-06 07:08:09+00",
            "lost_reason_c": None,
            "pilot_c": True,
            "note_c": 'äöü "x"',
        },
    }
    assert warehouse.source("opportunities").name == "opportunities_salesforce"


def test_unknown_account_and_owner_are_null(warehouse_of: WarehouseOf) -> None:
    deal = only(
        warehouse_of(f"{WHOLE}; UPDATE salesforce.opportunity SET account_id = '001X', owner_id = NULL"),
        "opportunities",
    )
    assert (deal["account_id"], deal["account"], deal["account_name"]) == ("001X", None, None)
    assert (deal["owner_id"], deal["owner_email"], deal["owner_name"]) == (None, None, None)


def test_ids_of_15_and_18_characters_are_one_and_capitals_count(warehouse_of: WarehouseOf) -> None:
    deals = documents(
        read(
            warehouse_of("""
CREATE TABLE salesforce.opportunity (id VARCHAR, name VARCHAR, account_id VARCHAR, owner_id VARCHAR);
INSERT INTO salesforce.opportunity VALUES
  ('006000000000001AAA', 'a', '00100000000000A', '00500000000000bXYZ'),
  ('006000000000002AAA', 'b', '00100000000000aEAA', '7');
CREATE TABLE salesforce.account AS FROM
  (VALUES ('00100000000000AEAQ', 'Upper'), ('00100000000000a', 'Lower')) t(id, name);
CREATE TABLE salesforce."user" AS FROM
  (VALUES ('00500000000000b', 'ann@a.test'), ('7', 'seven@a.test'), ('77', 'no@a.test')) t(id, email);
"""),
            "opportunities",
        )
    )
    assert {key: (deal["account_name"], deal["owner_email"]) for key, deal in deals.items()} == {
        "006000000000001AAA": ("Upper", "ann@a.test"),
        "006000000000002AAA": ("Lower", "seven@a.test"),
    }


def test_renamed_account_and_owner_move_the_stamp(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(f"""{WHOLE};
UPDATE salesforce.account SET name = 'Acme SE', last_modified_date = TIMESTAMPTZ '2026-06-01';
INSERT INTO salesforce.opportunity BY NAME SELECT '006000000000002AAA' AS id, 'Other' AS name, '{OWNER}' AS owner_id,
  TIMESTAMPTZ '2026-02-01' AS last_modified_date;
INSERT INTO salesforce."user" BY NAME SELECT '005000000000009AAA' AS id, TIMESTAMPTZ '2026-12-01' AS last_modified_date;
""")
    (row,) = read(warehouse, "opportunities", Window(after=datetime(2026, 2, 1, tzinfo=UTC)))
    assert row.stamp == datetime(2026, 6, 1, tzinfo=UTC)
    assert documents([row])[DEAL]["account_name"] == "Acme SE"


def test_stamp_falls_back_to_system_modstamp_row_by_row_and_never_to_the_load_time(warehouse_of: WarehouseOf) -> None:
    rows = read(
        warehouse_of("""
CREATE TABLE salesforce.opportunity AS FROM (VALUES
  ('1', 'a', TIMESTAMPTZ '2026-01-03', TIMESTAMPTZ '2026-01-04', TIMESTAMPTZ '2026-09-09'),
  ('2', 'b', NULL, TIMESTAMPTZ '2026-01-05', TIMESTAMPTZ '2026-09-09'),
  ('3', 'c', NULL, NULL, TIMESTAMPTZ '2026-09-09')
) t(id, name, last_modified_date, system_modstamp, _fivetran_synced)"""),
        "opportunities",
    )
    assert [(row.id, row.stamp) for row in rows] == [
        ("3", None),
        ("1", datetime(2026, 1, 3, tzinfo=UTC)),
        ("2", datetime(2026, 1, 5, tzinfo=UTC)),
    ]


def test_delete_without_a_new_stamp_arrives_by_its_load_time_and_keeps_its_stamp(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of("""
CREATE TABLE salesforce.opportunity AS FROM (VALUES
  ('gone', 'a', true, TIMESTAMPTZ '2026-01-01', TIMESTAMPTZ '2026-03-02'),
  ('long gone', 'b', true, TIMESTAMPTZ '2026-01-01', TIMESTAMPTZ '2026-02-01'),
  ('reloaded', 'c', false, TIMESTAMPTZ '2026-01-01', TIMESTAMPTZ '2026-03-02'),
  ('changed', 'd', false, TIMESTAMPTZ '2026-03-05', TIMESTAMPTZ '2026-03-06')
) t(id, name, is_deleted, last_modified_date, _fivetran_synced)""")
    rows = read(warehouse, "opportunities", Window(after=datetime(2026, 3, 1, tzinfo=UTC)))
    assert [(row.id, row.stamp) for row in rows] == [
        ("gone", datetime(2026, 1, 1, tzinfo=UTC)),
        ("changed", datetime(2026, 3, 5, tzinfo=UTC)),
    ]
    assert documents(rows)["gone"]["is_deleted"] is True


def test_reload_and_views_leave_the_document_unchanged(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(f"""{WHOLE};
INSERT INTO salesforce.opportunity BY NAME SELECT * REPLACE (
  '006000000000002AAA' AS id, TIMESTAMPTZ '2026-08-08' AS last_modified_date,
  TIMESTAMPTZ '2026-08-08' AS last_viewed_date, TIMESTAMPTZ '2026-08-08' AS system_modstamp,
  TIMESTAMPTZ '2026-08-08' AS _fivetran_synced) FROM salesforce.opportunity""")
    first, second = (row.document for row in read(warehouse, "opportunities"))
    assert first == second.replace("006000000000002AAA", DEAL)


def test_history_mode_reads_the_active_version_only(warehouse_of: WarehouseOf) -> None:
    deal = only(
        warehouse_of("""
CREATE TABLE salesforce.opportunity AS FROM (VALUES
  ('1', 'old', false, 'a'), ('1', 'new', true, 'a')) t(id, name, _fivetran_active, account_id);
CREATE TABLE salesforce.account AS FROM
  (VALUES ('a', 'Before', false), ('a', 'After', NULL)) t(id, name, _fivetran_active);
"""),
        "opportunities",
    )
    assert (deal["name"], deal["account_name"]) == ("new", "After")


HEALTH = f"""{WHOLE};
CREATE TABLE gongio_ft.opportunity AS FROM (VALUES ('006000000000001', 71.5)) t(id, health_score);
CREATE TABLE gongio_ft.deal_board AS FROM (VALUES
  ('006000000000001', 10, TIMESTAMPTZ '2026-01-01'),
  ('{DEAL}', 20, TIMESTAMPTZ '2026-02-01')) t(crm_id, likelihood, last_modified_date);
CREATE SCHEMA scores; CREATE TABLE scores.latest AS FROM (VALUES ('{DEAL}', 55)) t("OpportunityId", "Score");
ALTER TABLE salesforce.opportunity ADD COLUMN "Health__c" INTEGER; UPDATE salesforce.opportunity SET "Health__c" = 42;
"""


def test_health_comes_from_where_the_setting_says(warehouse_of: WarehouseOf) -> None:
    # One warehouse for all settings: loading it is what takes time.
    engine = warehouse_of(HEALTH).engine
    found = {
        column: only(Warehouse(engine, OnlyGiven(health_column=column)), "opportunities")["health_score"]
        for column in (None, "health_c", "deal_board.likelihood", "scores.latest.score", "nowhere.score", "no_such")
    }
    assert found == {
        None: "71.5",
        "health_c": "42",
        "deal_board.likelihood": "20",
        "scores.latest.score": "55",
        "nowhere.score": None,
        "no_such": None,
    }


def test_setting_lists_the_fields_to_keep(warehouse_of: WarehouseOf) -> None:
    deal = only(warehouse_of(WHOLE, metadata_columns=("SeatsC", "note_c"), product_column="note_c"), "opportunities")
    assert deal["product"] == 'äöü "x"'
    assert deal["fields"] == {"seats_c": 3}


def test_chosen_fields_are_those_of_the_account_too(duckdb_of: WarehouseOf) -> None:
    deal = only(duckdb_of(WHOLE, metadata_columns=("seats_c",), segment_column="Industry"), "opportunities")
    assert (deal["fields"], list(deal["account"])) == ({"seats_c": 3}, ["industry"])


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ("score, _fivetran_synced", {"1", "3"}),  # loaded since; of the second deal nothing was
        ("score", {"1", "2", "3"}),  # nobody knows when: looked at in every scan
        ("score, _fivetran_synced, last_modified_date", {"1", "3"}),
    ],
)
def test_a_score_that_was_loaded_brings_its_deal(duckdb_of: WarehouseOf, columns: str, found: set[str]) -> None:
    warehouse = duckdb_of(
        f"""
        CREATE TABLE salesforce.opportunity AS FROM (VALUES
          ('1', 'A', TIMESTAMPTZ '2026-01-01'), ('2', 'B', TIMESTAMPTZ '2026-01-01'),
          ('3', 'C', TIMESTAMPTZ '2026-01-01'), ('4', 'D', TIMESTAMPTZ '2026-01-01')) t(id, name, last_modified_date);
        CREATE TABLE gongio_ft.all_scores AS FROM (VALUES
          ('1', 71, TIMESTAMPTZ '2026-03-01', TIMESTAMPTZ '2026-01-01', false),
          ('2', 72, TIMESTAMPTZ '2026-01-01', TIMESTAMPTZ '2026-01-01', false),
          ('3', 73, TIMESTAMPTZ '2026-03-01', TIMESTAMPTZ '2026-01-01', true)
        ) t(opportunity_id, score, _fivetran_synced, last_modified_date, _fivetran_deleted);
        CREATE TABLE gongio_ft.scores AS SELECT opportunity_id, _fivetran_deleted, {columns} FROM gongio_ft.all_scores
        """,
        health_column="scores.score",
    )
    rows = read(warehouse, "opportunities", Window(after=datetime(2026, 2, 1, tzinfo=UTC)))
    assert {row.id for row in rows} == found
    assert documents(rows)["3"]["health_score"] is None
    assert {row.stamp for row in rows} == {datetime(2026, 1, 1, tzinfo=UTC)}
