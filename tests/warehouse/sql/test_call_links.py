"""Which deals a call is about, and who says so."""

import json
from typing import Any

import pytest

from gametape.errors import MissingSource
from tests.warehouse.conftest import WarehouseOf, documents, read

DEAL, OTHER, THIRD = "006000000000001AAA", "006000000000002AAA", "006000000000003AAA"
CONTEXT, MANUAL = "call_context_integration", "manual_call_integration"
PACKAGE, RELATED = "gong_gong_call_c", "gong_related_opportunity_c"

CALLS = """
CREATE TABLE gongio_ft.call AS FROM (VALUES
  ('1', 'a', 'x', false), ('1', 'b', 'x', false), ('2', 'a', 'x', false), ('3', 'a', 'x', false), ('4', 'a', 'x', true)
) t(id, workspace_id, started, _fivetran_deleted);
"""
NOTED = f"""
CREATE TABLE gongio_ft.call_context_integration AS FROM (VALUES
  ('Name', '{DEAL}', '1', 'Opportunity', '"a"', false), ('Amount', '{DEAL}', '1', 'opportunity', '1', false),
  ('Name', '{OTHER[:15]}', '1', 'Opportunity', '"b"', false),
  ('Name', '001000000000001AAA', '1', 'Account', '"c"', false),
  ('Name', '{THIRD}', '2', 'Opportunity', '"d"', true), ('Name', '{THIRD}', '4', 'Opportunity', '"d"', false)
) t(name, object_id, call_id, object_type, value, _fivetran_deleted);
"""
BY_HAND = f"""
CREATE TABLE gongio_ft.manual_call_integration AS FROM (VALUES
  ('1', '{DEAL[:15]}', false), ('2', '{OTHER}', false), ('3', NULL, false), ('3', '{DEAL}', true)
) t(manual_call_id, deal_crm_id, _fivetran_deleted);
"""
JSON_LIST = json.dumps([{"Gong__Related_Entity_Id__c": OTHER}, {"id": THIRD[:15], "name": "x006000000000009"}])
IN_SALESFORCE = f"""
CREATE TABLE salesforce.gong_gong_call_c AS FROM (VALUES
  ('a0G000000000001AAA', '3', '{DEAL}', '{JSON_LIST}', false), ('a0G000000000002AAA', '2', NULL, NULL, false),
  ('a0G000000000003AAA', '3', '006000000000008AAA', NULL, true)
) t(id, gong_call_id_c, gong_primary_opportunity_c, gong_related_opportunities_json_c, is_deleted);
CREATE TABLE salesforce.gong_related_opportunity_c AS FROM (VALUES
  ('a0G000000000002', '{THIRD}', false), ('a0G000000000002AAA', '{DEAL}', true)
) t(gong_gong_interaction_c, gong_related_entity_id_c, is_deleted);
"""


def links(warehouse_of: WarehouseOf, sql: str) -> dict[str, list[tuple[str, str]]]:
    rows = read(warehouse_of(sql), "call_links")
    assert {row.stamp for row in rows} == {None}
    return {id_: pairs(one) for id_, one in documents(rows).items()}


def pairs(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(link["opportunity"], link["origin"]) for link in document["links"]]


def test_every_table_adds_its_links_and_every_call_has_a_document(warehouse_of: WarehouseOf) -> None:
    assert links(warehouse_of, f"{CALLS}{NOTED}{BY_HAND}{IN_SALESFORCE}") == {
        "1": [(DEAL[:15], MANUAL), (DEAL, CONTEXT), (OTHER[:15], CONTEXT)],
        "2": [(OTHER, MANUAL), (THIRD, RELATED)],
        "3": [(DEAL, PACKAGE), (OTHER, PACKAGE), (THIRD[:15], PACKAGE)],
        "4": [(THIRD, CONTEXT)],
    }


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (NOTED, {"1": [(DEAL, CONTEXT), (OTHER[:15], CONTEXT)], "2": [], "3": [], "4": [(THIRD, CONTEXT)]}),
        (BY_HAND, {"1": [(DEAL[:15], MANUAL)], "2": [(OTHER, MANUAL)], "3": [], "4": []}),
    ],
)
def test_any_of_the_tables_will_do(
    duckdb_of: WarehouseOf, tables: str, expected: dict[str, list[tuple[str, str]]]
) -> None:
    assert links(duckdb_of, CALLS + tables) == expected


def test_without_any_of_them_links_are_left_alone(duckdb_of: WarehouseOf) -> None:
    """Documents without links would take away those that are stored."""
    with pytest.raises(MissingSource, match="call_context_integration"):
        duckdb_of(CALLS).source("call_links")
