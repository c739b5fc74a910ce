"""All that the history tables hold of a deal, as one document."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gametape.errors import MissingSource
from gametape.records.history import OpportunityHistory
from gametape.warehouse import SourceRow, Window
from tests.warehouse.conftest import WarehouseOf, documents, read

DEAL, OTHER = "006000000000001AAA", "006000000000002AAA"

HISTORY = f"""
CREATE TABLE salesforce.opportunity_history AS FROM (VALUES
  ('h1', '006000000000001', 'Discovery', 100.5, TIMESTAMPTZ '2026-03-31', 10, TIMESTAMPTZ '2026-01-01 10:00', false),
  ('h2', '{DEAL}', 'Discovery', 100.5, TIMESTAMPTZ '2026-03-31', 20, TIMESTAMPTZ '2026-01-02', false),
  ('h3', '{DEAL}', 'Proposal', 250, TIMESTAMPTZ '2026-03-31', 20, TIMESTAMPTZ '2026-01-03 01:02:03.456789', false),
  ('h4', '{DEAL}', 'Proposal', NULL, TIMESTAMPTZ '2026-04-30', 20, TIMESTAMPTZ '2026-01-04', true),
  ('h5', '{OTHER}', 'Proposal', NULL, NULL, 20, TIMESTAMPTZ '2026-01-02', false)
) t(id, opportunity_id, stage_name, amount, close_date, probability, created_date, is_deleted);
"""
FIELDS = f"""
CREATE TABLE salesforce."user" AS FROM (VALUES ('005000000000001AAA', 'ann@a.test')) t(id, email);
CREATE TABLE salesforce.opportunity_field_history AS FROM (VALUES
  ('f1', '{DEAL}', 'StageName', 'Discovery', 'Proposal', TIMESTAMPTZ '2026-01-03'),
  ('f2', '{DEAL}', 'Owner', '005000000000001', '005000000000002AAA', TIMESTAMPTZ '2026-01-05'),
  ('f3', '{DEAL}', 'Owner', 'Ann Lee', 'Bob Roy', TIMESTAMPTZ '2026-01-05'),
  ('f4', '{DEAL}', 'created', NULL, NULL, TIMESTAMPTZ '2026-01-01'),
  ('f5', '{DEAL}', 'NextStep', 'a', 'b', TIMESTAMPTZ '2026-01-01'),
  ('f6', '{DEAL}', 'Amount', '100.5', '250.0', TIMESTAMPTZ '2026-01-03')
) t(id, opportunity_id, field, old_value, new_value, created_date);
"""
VERSIONS = f"""
CREATE TABLE salesforce.{{table}} AS FROM (VALUES
  ('{DEAL}', 'A', TIMESTAMPTZ '2026-01-01', false, 'Discovery', '005000000000001AAA', '2026-03-31'),
  ('{DEAL}', 'A', TIMESTAMPTZ '2026-01-03', false, 'Discovery', '005000000000002AAA', '2026-03-31'),
  ('{DEAL}', 'A', TIMESTAMPTZ '2026-01-09', true, 'Proposal', '005000000000002AAA', '2026-03-31')
) t(id, name, _fivetran_start, _fivetran_active, stage_name, owner_id, close_date);
"""
SNAPSHOTS, HISTORY_MODE = VERSIONS.format(table="opportunity_history"), VERSIONS.format(table="opportunity")


def moves(rows: list[SourceRow]) -> dict[str, tuple[str | None, str | None]]:
    """What the record makes of the documents: old and new value by the id of the move."""
    return {
        move.source_id: (move.old.shown, move.new.shown)
        for row in rows
        for move in OpportunityHistory.read(row.document, []).moves()
    }


def test_states_are_handed_over_in_order_by_deal(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(HISTORY), "opportunity_changes")
    found = documents(rows)
    assert set(found) == {DEAL, OTHER}, "an id of 15 characters is the same deal"
    assert [state["id"] for state in found[DEAL]["states"]] == ["h1", "h2", "h3", "h4"]
    third: dict[str, Any] = found[DEAL]["states"][2]
    assert float(third.pop("amount")) == 250
    assert third == {
        "id": "h3",
        "changed_at": "2026-01-03 01:02:03.456789+00",
        "stage": "Proposal",
        "close_date": "2026-03-31",
        "is_deleted": False,
    }
    assert (found[DEAL]["changes"], found[DEAL]["versions"]) == ([], [])
    assert {row.id: row.stamp for row in rows}[DEAL] == datetime(2026, 1, 4, tzinfo=UTC)
    assert "h4:close_date" not in moves(rows), "a deleted row is no move"


def test_a_window_sees_whole_deals(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(HISTORY), "opportunity_changes", Window(after=datetime(2026, 1, 2, 12, tzinfo=UTC)))
    assert [row.id for row in rows] == [DEAL]
    assert moves(rows)["h3:stage"] == ("Discovery", "Proposal")


def test_a_row_that_was_loaded_late_or_deleted_brings_its_deal(duckdb_of: WarehouseOf) -> None:
    warehouse = duckdb_of(f"""{HISTORY}
      ALTER TABLE salesforce.opportunity_history ADD COLUMN _fivetran_synced TIMESTAMPTZ DEFAULT '2026-01-05';
      UPDATE salesforce.opportunity_history SET _fivetran_synced = '2026-02-01' WHERE id = 'h2'""")
    rows = read(warehouse, "opportunity_changes", Window(after=datetime(2026, 1, 20, tzinfo=UTC)))
    assert [row.id for row in rows] == [DEAL]


def test_ids_tell_the_order_inside_a_second(warehouse_of: WarehouseOf) -> None:
    stages = ("1. New", "3. Demo", "2. Call", "4. Offer")
    ids = ("008000000000009AAA", "00800000000000AAAA", "00800000000000aAAA", "00800000000000bAAA")
    values = ", ".join(
        f"('{id_}', '{DEAL}', '{stage}', TIMESTAMPTZ '2026-01-01')"
        for id_, stage in reversed(list(zip(ids, stages, strict=True)))
    )
    sql = f"""CREATE TABLE salesforce.opportunity_history AS
        FROM (VALUES {values}) t(id, opportunity_id, stage_name, created_date)"""
    assert [new for _, new in moves(read(warehouse_of(sql), "opportunity_changes")).values()] == list(stages)


BY_FIELDS = {
    "f1:stage": ("Discovery", "Proposal"),
    "f2:owner": ("ann@a.test", "005000000000002AAA"),
    "f6:amount": ("100.5", "250.0"),
}


def test_field_history_alone_tells_all_fields_and_an_owner_once(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(FIELDS), "opportunity_changes")
    assert moves(rows) == BY_FIELDS
    assert [change["id"] for change in documents(rows)[DEAL]["changes"]] == ["f1", "f6", "f2"]


def test_a_renamed_owner_brings_the_deals_that_they_owned(duckdb_of: WarehouseOf) -> None:
    warehouse = duckdb_of(f"""{FIELDS} ALTER TABLE salesforce."user" ADD COLUMN last_modified_date TIMESTAMPTZ;
      UPDATE salesforce."user" SET last_modified_date = '2026-05-01'""")
    rows = read(warehouse, "opportunity_changes", Window(after=datetime(2026, 4, 1, tzinfo=UTC)))
    assert [row.id for row in rows] == [DEAL]


def test_each_field_comes_from_the_table_that_knows_it_best(warehouse_of: WarehouseOf) -> None:
    found = moves(read(warehouse_of(HISTORY + FIELDS), "opportunity_changes"))
    assert {key.partition(":")[0] for key in found} == {"h1", "h3", "h5", "f2"}
    assert found["f2:owner"] == BY_FIELDS["f2:owner"]


def test_an_empty_history_table_gives_way(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(f"{HISTORY}{FIELDS} DELETE FROM salesforce.opportunity_history")
    assert moves(read(warehouse, "opportunity_changes")) == BY_FIELDS


@pytest.mark.parametrize(
    ("sql", "origin"), [(SNAPSHOTS, "opportunity_history"), (HISTORY_MODE, "opportunity")], ids=["snapshots", "mode"]
)
def test_versions_become_moves_from_the_second_on(warehouse_of: WarehouseOf, sql: str, origin: str) -> None:
    rows = read(warehouse_of(sql), "opportunity_changes")
    assert list(moves(rows).values()) == [
        ("Discovery", "Proposal"),
        ("005000000000001AAA", "005000000000002AAA"),
    ]
    assert [(row.id, row.stamp) for row in rows] == [(DEAL, datetime(2026, 1, 9, tzinfo=UTC))]
    assert {version["origin"] for version in documents(rows)[DEAL]["versions"]} == {origin}


def test_history_mode_of_the_history_table_is_no_snapshot_of_deals(duckdb_of: WarehouseOf) -> None:
    warehouse = duckdb_of(f"""CREATE TABLE salesforce.opportunity_history AS FROM (VALUES
      ('008000000000001AAA', '{DEAL}', 'New', TIMESTAMPTZ '2026-01-01', TIMESTAMPTZ '2026-01-01', true)
    ) t(id, opportunity_id, stage_name, created_date, _fivetran_start, _fivetran_active)""")
    assert set(documents(read(warehouse, "opportunity_changes"))) == {DEAL}


def test_field_history_is_preferred_to_versions(warehouse_of: WarehouseOf) -> None:
    # What the field history says nothing of still comes from the versions; here they agree on the close date.
    assert moves(read(warehouse_of(SNAPSHOTS + FIELDS), "opportunity_changes")) == BY_FIELDS


def test_no_history_at_all_is_said_by_name(duckdb_of: WarehouseOf) -> None:
    warehouse = duckdb_of("CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'Acme' AS name")
    with pytest.raises(MissingSource, match=r"salesforce\.opportunity_history.*salesforce\.opportunity_field_history"):
        warehouse.source("opportunity_changes")
