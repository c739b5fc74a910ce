import uuid

import pytest

from gametape.records.identity import content_hash, derived_id, salesforce_id


@pytest.mark.parametrize(
    ("short", "long"),
    [
        # Pairs from Salesforce's own documentation and from Fivetran's public seeds.
        ("0065500000QSGNu", "0065500000QSGNuAAP"),
        ("006q000000Hddoh", "006q000000HddohAAB"),
        ("001D000000IRFma", "001D000000IRFmaIAH"),
    ],
)
def test_a_short_salesforce_id_gets_its_three_letters(short: str, long: str) -> None:
    assert salesforce_id(short) == long
    assert salesforce_id(long) == long


@pytest.mark.parametrize("other", ["", "crm-17", "7263548591029384756", "006q000000Hddo!"])
def test_ids_of_other_systems_stay_as_they_are(other: str) -> None:
    assert salesforce_id(other) == other


@pytest.mark.parametrize(
    ("kind", "source_id", "expected"),
    [
        ("opportunity", "006", "22aa0cbd-25f8-51a3-914f-f8d3986df7c6"),
        ("call", "77", "62cc836c-36ec-55aa-941f-58dc3017eb35"),
        ("person", "zoë@example.com", "f2732606-2773-56fa-8a10-58d75334c2cd"),
    ],
)
def test_derived_ids_are_the_same_in_each_store_and_version(kind: str, source_id: str, expected: str) -> None:
    assert derived_id(kind, source_id) == uuid.UUID(expected)


def test_records_of_different_kinds_get_different_ids() -> None:
    assert derived_id("opportunity", "006") != derived_id("call", "006")


def test_content_hash_changes_with_the_document_and_with_the_way_it_is_read() -> None:
    assert content_hash("v1", "{}") == content_hash("v1", "{}")
    assert len({content_hash("v1", "{}"), content_hash("v2", "{}"), content_hash("v1", "{ }")}) == 3
    assert content_hash("v1", "\ud800") != content_hash("v1", "\udfff")
