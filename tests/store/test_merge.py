from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.records.identity import derived_id
from gametape.store.merge import MergeCounts, changed_indexes, mark_deleted
from gametape.store.tables import opportunities
from tests.builders.merge_rows import merge

KEY = "gong_opportunity_id"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def deal(key: str = "006A", content: str = "1", **values: Any) -> dict[str, Any]:
    return {
        "id": derived_id("opportunity", key),
        KEY: key,
        "name": "Deal",
        "stage": None,
        "amount": None,
        "close_date": None,
        "is_won": None,
        "metadata": {},
        "deleted_at": None,
        "source_modified_at": NOON,
        "content_hash": content.encode(),
    } | values


def stored(connection: sa.Connection, key: str = "006A") -> Any:
    return connection.execute(sa.select(opportunities).where(opportunities.c[KEY] == key)).one()


def test_new_changed_and_unchanged_rows_are_counted(connection: sa.Connection) -> None:
    assert merge(connection, opportunities, [deal("006A"), deal("006B")], key=KEY) == MergeCounts(inserted=2)
    again = [deal("006A"), deal("006B", "2", name="Renamed"), deal("006C")]
    assert merge(connection, opportunities, again, key=KEY) == MergeCounts(inserted=1, updated=1, unchanged=1)
    assert stored(connection, "006B").name == "Renamed"
    assert merge(connection, opportunities, [], key=KEY) == MergeCounts()


def test_an_unchanged_row_keeps_its_updated_at_and_a_changed_one_does_not(engine: sa.Engine) -> None:
    for rows in ([deal("006A"), deal("006B")], [deal("006A"), deal("006B", "2")]):
        with engine.begin() as connection:
            merge(connection, opportunities, rows, key=KEY)
    with engine.connect() as connection:
        same, moved = stored(connection, "006A"), stored(connection, "006B")
    assert same.updated_at == same.created_at
    assert moved.updated_at > moved.created_at


def test_an_older_version_never_overwrites_a_newer_one(connection: sa.Connection) -> None:
    merge(connection, opportunities, [deal(name="New")], key=KEY)
    late = deal(content="0", name="Old", source_modified_at=NOON - timedelta(microseconds=1))
    assert merge(connection, opportunities, [late], key=KEY) == MergeCounts(unchanged=1)
    assert stored(connection).name == "New"


@pytest.mark.parametrize("stamp", [NOON, None])
def test_a_change_without_a_newer_stamp_is_taken(connection: sa.Connection, stamp: datetime | None) -> None:
    merge(connection, opportunities, [deal()], key=KEY)
    assert merge(connection, opportunities, [deal(content="2", source_modified_at=stamp)], key=KEY).updated == 1


@pytest.mark.parametrize(
    "text",
    [
        "\\N",
        "",
        "NULL",
        "null",
        'a "quoted", name',
        "line\nbreak\r\n",
        "tab\t",
        "\\.",
        "\\x41",
        "'; DROP TABLE",
        "😀",
        " ",
        "a\x1fb",
        "a\x1eb",
        "ends with \\",
    ],
)
def test_any_text_arrives_as_it_is(connection: sa.Connection, text: str) -> None:
    merge(connection, opportunities, [deal(stage=text, metadata={text: text})], key=KEY)
    row = stored(connection)
    assert row.stage == text
    assert row.metadata == {text: text}


def test_every_type_arrives_as_it_is(connection: sa.Connection) -> None:
    amount = Decimal("123456789012345678.123456789")
    values: dict[str, Any] = {
        "amount": amount,
        "close_date": date(9999, 12, 31),
        "is_won": False,
        "source_modified_at": NOON.replace(microsecond=123456),
        "content_hash": bytes(range(16)),
        "metadata": {"a": [1, None, {"b": 1.5}], "big": 10**30},
    }
    merge(connection, opportunities, [deal(**values)], key=KEY)
    row = stored(connection)._mapping
    assert {name: row[name] for name in values} == values
    assert row["stage"] is None


def test_changed_names_the_places_of_what_is_not_held_as_it_is(connection: sa.Connection) -> None:
    merge(connection, opportunities, [deal("006A", "1"), deal("006B", "1")], key=KEY)
    asked = [("006A", b"1"), ("006B", b"2"), ("006C", b"1"), ("006A", b"1")]
    assert changed_indexes(connection, opportunities, KEY, asked) == {1: False, 2: True}


def test_a_tombstone_deletes_and_leaves_the_values(connection: sa.Connection) -> None:
    merge(connection, opportunities, [deal("006A"), deal("006B")], key=KEY)
    tombstones = [("006A", NOON), ("006B", NOON - timedelta(days=1)), ("006X", NOON)]
    assert mark_deleted(connection, opportunities, tombstones, key=KEY) == 1
    assert stored(connection, "006A").deleted_at == NOON
    assert stored(connection, "006A").name == "Deal"
    assert stored(connection, "006B").deleted_at is None  # it was changed after that deletion
    assert mark_deleted(connection, opportunities, [("006A", NOON)], key=KEY) == 0


def test_the_same_row_comes_back_to_life(connection: sa.Connection) -> None:
    merge(connection, opportunities, [deal()], key=KEY)
    mark_deleted(connection, opportunities, [("006A", NOON)], key=KEY)
    assert merge(connection, opportunities, [deal()], key=KEY).updated == 1
    assert stored(connection).deleted_at is None


def test_a_row_that_is_marked_deleted_is_counted_so(connection: sa.Connection) -> None:
    merge(connection, opportunities, [deal()], key=KEY)
    gone = deal(content="2", deleted_at=NOON)
    assert merge(connection, opportunities, [gone], key=KEY) == MergeCounts(deleted=1)
