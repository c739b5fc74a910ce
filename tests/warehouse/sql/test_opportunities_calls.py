"""What a deal is where only Gong's calls know of it."""

import pytest

from gametape.warehouse import Warehouse
from tests.warehouse.conftest import WarehouseOf, documents, only, read

DEAL = "006000000000001AAA"


def notes(value_type: str) -> str:
    return f"""
CREATE TABLE gongio_ft.call AS FROM (VALUES ('1', '2026-01-05T10:00:00.000+0000'), ('2', '2026-01-05T09:30:00-01:00'),
  ('3', '2026-01-01T10:00:00Z')) t(id, started);
CREATE TABLE gongio_ft.call_context_integration
  (name VARCHAR, object_id VARCHAR, call_id VARCHAR, object_type VARCHAR, value {value_type});
INSERT INTO gongio_ft.call_context_integration VALUES
  ('Name', '{DEAL}', '3', 'Opportunity', '"Caf\\u00e9 \\"Acme\\""'),
  ('StageName', '{DEAL}', '1', 'Opportunity', '"Proposal"'),
  ('StageName', '006000000000001', '2', 'Opportunity', '"Negotiation"'),
  ('StageName', '{DEAL}', '3', 'Opportunity', '"Discovery"'),
  ('Amount', '{DEAL}', '1', 'Opportunity', '1200000.25'),
  ('CloseDate', '{DEAL}', '1', 'Opportunity', '"2026-03-31"'),
  ('Probability', '{DEAL}', '1', 'Opportunity', '60'),
  ('Next_Step__c', '{DEAL}', '1', 'Opportunity', '"call Ann"'),
  ('Empty__c', '{DEAL}', '1', 'Opportunity', 'null'),
  ('Name', '001000000000001AAA', '1', 'Account', '"Acme"'),
  ('StageName', '006000000000002AAA', '9', 'opportunity', '"New"');
"""


def test_the_latest_call_wins_field_by_field(warehouse_of: WarehouseOf) -> None:
    expect_the_latest(warehouse_of(notes("VARCHAR")))


def test_values_may_be_json(duckdb_of: WarehouseOf) -> None:
    # Not through the emulator: its INFORMATION_SCHEMA calls a JSON column STRING.
    expect_the_latest(duckdb_of(notes("JSON")))


def expect_the_latest(warehouse: Warehouse) -> None:
    rows = read(warehouse, "opportunities")
    deals = documents(rows)
    assert warehouse.source("opportunities").name == "opportunities_calls"
    assert {row.stamp for row in rows} == {None}
    assert set(deals) == {DEAL, "006000000000002AAA"}, "an id of 15 characters is the same deal"
    deal = deals[DEAL]
    assert (deal["name"], deal["stage"], deal["amount"]) == ('Café "Acme"', "Negotiation", "1200000.25")
    assert (deal["close_date"], deal["is_closed"], deal["is_won"]) == ("2026-03-31", None, None)
    assert deal["fields"] == {
        "probability": "60",
        "next_step_c": "call Ann",
        "empty_c": None,
    }
    assert (deals["006000000000002AAA"]["name"], deals["006000000000002AAA"]["fields"]) == (None, None)


def test_text_that_only_looks_like_json_stays(warehouse_of: WarehouseOf) -> None:
    deal = documents(
        read(
            warehouse_of(f"""
CREATE TABLE gongio_ft.call_context_integration AS FROM (VALUES
  ('Name', '{DEAL}', '1', 'Opportunity', '"Big" deal'), ('Type', '{DEAL}', '1', 'Opportunity', '"\\x"'),
  ('StageName', '{DEAL}', '1', 'Opportunity', '{{not json')) t(name, object_id, call_id, object_type, value)"""),
            "opportunities",
        )
    )[DEAL]
    assert (deal["name"], deal["type"], deal["stage"]) == ('"Big" deal', '"\\x"', "{not json")


def test_15_half_of_a_surrogate_pair_does_not_fail_the_query(warehouse_of: WarehouseOf) -> None:
    deal = documents(
        read(
            warehouse_of(f"""
CREATE TABLE gongio_ft.call_context_integration AS FROM (VALUES
  ('Name', '{DEAL}', '1', 'Opportunity', '"Half \\ud800"'), ('Type', '{DEAL}', '1', 'Opportunity', '"\\udc4d\\ud83d"'),
  ('StageName', '{DEAL}', '1', 'Opportunity', '"\\ud83d\\udc4d"')) t(name, object_id, call_id, object_type, value)"""),
            "opportunities",
        )
    )[DEAL]
    assert (deal["name"], deal["type"], deal["stage"]) == ('"Half \\ud800"', '"\\udc4d\\ud83d"', "👍")


@pytest.mark.parametrize("step", [1, -1], ids=["as written", "backwards"])
def test_now_wins_over_the_time_of_the_call_whatever_the_order(duckdb_of: WarehouseOf, step: int) -> None:
    notes = [
        f"('{name}', '{DEAL}', '{call}', 'Opportunity', '{value}', '{timing}')"
        for name, call, value, timing in (
            ("Name", "1", "Acme", "Now"),
            ("StageName", "1", "Proposal", "Now"),
            ("StageName", "1", "Discovery", "TimeOfCall"),
            ("StageName", "2", "Negotiation", "TimeOfCall"),
            ("Amount", "1", "100", "TimeOfCall"),
            ("Amount", "2", "200", "TimeOfCall"),
        )
    ]
    warehouse = duckdb_of(f"""
        CREATE TABLE gongio_ft.call AS FROM (VALUES ('1', '2026-01-01T10:00:00Z'), ('2', '2026-01-05T10:00:00Z'))
          t(id, started);
        CREATE TABLE gongio_ft.call_context_integration AS FROM (VALUES {", ".join(notes[::step])})
          t(name, object_id, call_id, object_type, value, timing)""")
    deal = only(warehouse, "opportunities")
    assert (deal["stage"], deal["amount"]) == ("Proposal", "200")
