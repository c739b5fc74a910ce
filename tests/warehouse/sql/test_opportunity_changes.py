"""When which field of a deal moved, from whichever table knows best."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gametape.errors import MissingSource
from gametape.warehouse import Window
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
CREATE TABLE salesforce.opportunity_history AS FROM (VALUES
  ('{DEAL}', TIMESTAMPTZ '2026-01-01', false, 'Discovery', '005000000000001AAA', '2026-03-31'),
  ('{DEAL}', TIMESTAMPTZ '2026-01-03', false, 'Discovery', '005000000000002AAA', '2026-03-31'),
  ('{DEAL}', TIMESTAMPTZ '2026-01-09', true, 'Proposal', '005000000000002AAA', '2026-03-31')
) t(id, _fivetran_start, _fivetran_active, stage_name, owner_id, close_date);
"""


def moves(found: dict[str, dict[str, Any]]) -> dict[str, tuple[str | None, str | None]]:
    return {key: (move["old"], move["new"]) for key, move in found.items()}


def test_states_become_moves_and_the_first_state_counts(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(HISTORY), "opportunity_changes")
    found = documents(rows)
    amounts = {key: [v and float(v) for v in values] for key, values in moves(found).items() if "amount" in key}
    assert amounts == {"h1:amount": [None, 100.5], "h3:amount": [100.5, 250], "h4:amount": [250, None]}
    assert {key: values for key, values in moves(found).items() if "amount" not in key} == {
        "h1:close_date": (None, "2026-03-31"),
        "h1:stage": (None, "Discovery"),
        "h3:stage": ("Discovery", "Proposal"),
        "h4:close_date": ("2026-03-31", "2026-04-30"),
        "h5:stage": (None, "Proposal"),
    }
    assert found["h3:stage"] == {
        "id": "h3:stage",
        "opportunity_id": DEAL,
        "changed_at": "2026-01-03 01:02:03.456789+00",
        "origin": "opportunity_history",
        "is_deleted": False,
        "field": "stage",
        "old": "Discovery",
        "new": "Proposal",
    }
    assert found["h4:close_date"]["is_deleted"] is True
    assert next(row.stamp for row in rows if row.id == "h3:stage") == datetime(2026, 1, 3, 1, 2, 3, 456789, tzinfo=UTC)


def test_a_window_still_sees_the_state_before_it(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(HISTORY), "opportunity_changes", Window(after=datetime(2026, 1, 2, 12, tzinfo=UTC)))
    assert [row.id for row in rows] == ["h3:amount", "h3:stage", "h4:amount", "h4:close_date"]
    assert moves(documents(rows))["h3:stage"] == ("Discovery", "Proposal")


BY_FIELDS = {
    "f1:stage": ("Discovery", "Proposal"),
    "f2:owner": ("ann@a.test", "005000000000002AAA"),
    "f6:amount": ("100.5", "250.0"),
}


def test_field_history_alone_tells_all_fields_and_an_owner_once(warehouse_of: WarehouseOf) -> None:
    found = documents(read(warehouse_of(FIELDS), "opportunity_changes"))
    assert moves(found) == BY_FIELDS
    assert found["f2:owner"]["origin"] == "opportunity_field_history"


def test_each_field_comes_from_the_table_that_knows_it_best(warehouse_of: WarehouseOf) -> None:
    found = moves(documents(read(warehouse_of(HISTORY + FIELDS), "opportunity_changes")))
    assert {key.partition(":")[0] for key in found} == {"h1", "h3", "h4", "h5", "f2"}
    assert found["f2:owner"] == BY_FIELDS["f2:owner"]


def test_an_empty_history_table_gives_way(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(f"{HISTORY}{FIELDS} DELETE FROM salesforce.opportunity_history")
    assert moves(documents(read(warehouse, "opportunity_changes"))) == BY_FIELDS


def test_versions_become_moves_from_the_second_on(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(VERSIONS), "opportunity_changes")
    assert list(moves(documents(rows)).values()) == [
        ("005000000000001AAA", "005000000000002AAA"),
        ("Discovery", "Proposal"),
    ]
    assert [row.stamp for row in rows] == [datetime(2026, 1, 3, tzinfo=UTC), datetime(2026, 1, 9, tzinfo=UTC)]
    assert {document["opportunity_id"] for document in documents(rows).values()} == {DEAL}


def test_field_history_is_preferred_to_versions(warehouse_of: WarehouseOf) -> None:
    # What the field history says nothing of still comes from the versions; here they agree on the close date.
    assert moves(documents(read(warehouse_of(VERSIONS + FIELDS), "opportunity_changes"))) == BY_FIELDS


def test_no_history_at_all_is_said_by_name(duckdb_of: WarehouseOf) -> None:
    with pytest.raises(MissingSource, match=r"salesforce\.opportunity_history.*salesforce\.opportunity_field_history"):
        duckdb_of("").source("opportunity_changes")
