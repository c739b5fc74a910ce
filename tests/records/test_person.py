import json
from typing import Any

import pytest
from hypothesis import given

from gametape.records.person import PersonRecord, with_role
from gametape.records.roles import RoleRules
from tests.builders.arbitrary_documents import assert_needs_an_id, cells, reads, row_or_reason


def test_columns() -> None:
    row, warnings = reads(
        PersonRecord,
        id="Dana.Lee@Example.com",
        email="Dana.Lee@Example.com",
        name="Dana Lee",
        title="Senior Solutions Engineer",
        manager_email="Bo@Example.com",
        is_internal="true",
        is_active=True,
        aliases=["dlee@example.com", "DANA.LEE@example.com"],
    )
    assert warnings == []
    assert {name: row[name] for name in row if name != "id"} == {
        "email": "dana.lee@example.com",
        "name": "Dana Lee",
        "title": "Senior Solutions Engineer",
        "kind": "person",
        "is_internal": True,
        "role": "SE",
        "manager_email": "bo@example.com",
        "aliases": ["dlee@example.com"],
        "is_active": True,
    }


def test_one_person_however_the_address_is_written() -> None:
    assert PersonRecord.key("Ana@X.com") == PersonRecord.key("ana@x.com ") == "ana@x.com"
    assert reads(PersonRecord, id="Ana@X.com")[0]["id"] == reads(PersonRecord, id="ana@x.com")[0]["id"]


def test_people_of_customers_have_no_role() -> None:
    assert reads(PersonRecord, id="a@x.com", title="VP Sales", is_internal=False)[0]["role"] is None
    assert reads(PersonRecord, id="a@x.com", title="VP Sales")[0]["is_internal"] is False


@pytest.mark.parametrize(
    ("email", "told", "is_ours"),
    [
        ("new@vendor.example", None, True),
        ("new@vendor.example", False, False),
        ("kim@gmail.com", None, False),
        ("kim@gmail.com", True, True),
        ("kim@hotmail.dk", None, False),
    ],
)
def test_a_shared_domain_makes_a_colleague_unless_anybody_can_have_an_address_there(
    email: str, told: bool | None, is_ours: bool
) -> None:
    row, _ = reads(PersonRecord, id=email, is_internal=told, shares_our_domain=True)
    assert row["is_internal"] is is_ours
    assert reads(PersonRecord, id=email, is_internal=told)[0]["is_internal"] is bool(told)


@pytest.mark.parametrize(
    ("written", "meant"),
    [('["b@x.com","c@x.com"]', ["b@x.com", "c@x.com"]), ("b@x.com; c@x.com", ["b@x.com", "c@x.com"]), (None, [])],
)
def test_aliases_in_any_form(written: Any, meant: list[str]) -> None:
    assert reads(PersonRecord, id="a@x.com", aliases=written) == (
        reads(PersonRecord, id="a@x.com", aliases=meant)[0],
        [],
    )
    assert reads(PersonRecord, id="a@x.com", aliases=written)[0]["aliases"] == meant


def test_a_value_that_is_none_is_named() -> None:
    row, warnings = reads(PersonRecord, id="a@x.com", aliases={"b": 1}, is_active="perhaps")
    assert (row["aliases"], row["is_active"]) == ([], None)
    assert [warning.split(":")[0] for warning in sorted(warnings)] == ["aliases", "is_active"]


def test_the_role_by_rules_of_ones_own() -> None:
    rules = RoleRules.model_validate({"rules": [{"role": "SE", "emails": ["kim@*"]}]})
    row, _ = reads(PersonRecord, id="kim@example.com", is_internal=True, title="Director")
    assert row["role"] == "manager"
    assert with_role(row, rules) == row | {"role": "SE"}
    assert with_role(row | {"is_internal": False}, rules)["role"] is None


def test_an_address_is_needed_and_a_shell_only_deletes() -> None:
    assert_needs_an_id(PersonRecord)
    assert PersonRecord.read('{"id": "a@x.com", "is_deleted": true}', []).missing()
    assert PersonRecord.read('{"id": "a@x.com", "is_deleted": true, "name": "A"}', []).missing() is None
    assert PersonRecord.read('{"id": "a@x.com"}', []).missing() is None


@given(cells(PersonRecord))
def test_any_cells_give_a_row_or_a_reason(document: dict[str, object]) -> None:
    row_or_reason(PersonRecord, document)
    row_or_reason(PersonRecord, document | {"id": "a@x.com", "email": json.dumps(document)})
