"""Small warehouses, written out row by row: what a test is about, and nothing else."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import duckdb

from gametape.sync.context import RunSummary

Row = dict[str, Any]

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

_TYPES = {bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE", Decimal: "DECIMAL(38, 9)", date: "DATE", str: "VARCHAR"}


@dataclass
class Company:
    """A DuckDB file with Fivetran's layout. A column is as typed as its first value; what is None there is text."""

    path: Path
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def put(self, table: str, *rows: Row) -> None:
        """Make these the rows of `dataset.table`; their first one names the columns."""
        self.tables[table] = list(rows)
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{table.partition(".")[0]}"')
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            columns = ", ".join(f'"{name}" {self._type(rows, name)}' for name in rows[0])
            connection.execute(f"CREATE TABLE {table} ({columns})")
            places = ", ".join("?" for _ in rows[0])
            for row in rows:
                connection.execute(f"INSERT INTO {table} VALUES ({places})", [row.get(name) for name in rows[0]])

    def drop(self, table: str) -> None:
        """Take a table away."""
        del self.tables[table]
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(f"DROP TABLE {table}")

    def change(self, table: str, key: str, **values: Any) -> None:
        """Change one row, found by its id."""
        rows = [row | values if row.get("id", row.get("Id")) == key else row for row in self.tables[table]]
        self.put(table, *rows)

    def add(self, table: str, *rows: Row) -> None:
        """More rows of a table that is there."""
        self.put(table, *self.tables.get(table, []), *rows)

    @staticmethod
    def _type(rows: tuple[Row, ...], name: str) -> str:
        first = next((row[name] for row in rows if row.get(name) is not None), "")
        if isinstance(first, datetime):
            return "TIMESTAMPTZ" if first.tzinfo else "TIMESTAMP"
        return _TYPES[type(first)]


def opportunity(number: int = 1, **columns: Any) -> Row:
    """A deal as Fivetran lays it out; equal numbers are one deal."""
    return {
        "id": salesforce_key("006", number),
        "name": f"Deal {number}",
        "account_id": salesforce_key("001", 1),
        "owner_id": salesforce_key("005", 1),
        "stage_name": "2. Discovery",
        "close_date": datetime(2026, 12, 12, tzinfo=UTC),
        "amount": Decimal("180000.50"),
        "is_closed": False,
        "is_won": False,
        "is_deleted": False,
        "created_date": NOON - 30 * DAY,
        "last_modified_date": NOON,
        "_fivetran_synced": NOON,
    } | columns


def account(number: int = 1, **columns: Any) -> Row:
    return {
        "id": salesforce_key("001", number),
        "name": "Northwind",
        "industry": "Food",
        "is_deleted": False,
        "last_modified_date": NOON - 90 * DAY,
    } | columns


def user(number: int = 1, **columns: Any) -> Row:
    return {
        "id": salesforce_key("005", number),
        "email": f"rep{number}@vendor.example",
        "name": f"Rep {number}",
        "is_active": True,
        "last_modified_date": NOON - 90 * DAY,
    } | columns


def salesforce_key(prefix: str, number: int) -> str:
    """An 18-character id without capitals, so that its last three characters are A."""
    return f"{prefix}{number:012d}AAA"


class Sync(Protocol):
    """Runs the sync over a company's present state."""

    def __call__(self, **options: Any) -> RunSummary: ...


def counts(summary: RunSummary, entity: str = "opportunities") -> dict[str, int]:
    """What became of an entity's rows, without the zeros."""
    return {name: count for name, count in summary.entities[entity].counts.items() if count}


def gong_call(number: int = 1, **columns: Any) -> Row:
    """A call as Fivetran's Gong connector lays it out: times and numbers are text."""
    return {
        "id": f"71{number:04}",
        "workspace_id": "1",
        "title": f"Call {number}",
        "started": "2026-10-20T15:00:00.000-07:00",
        "duration": "1800",
        "scope": "External",
        "is_private": False,
        "url": f"https://app.gong.io/call?id=71{number:04}",
        "primary_user_id": "9001",
        "_fivetran_synced": NOON,
        "_fivetran_deleted": False,
    } | columns


def gong_user(**columns: Any) -> Row:
    return {
        "id": "9001",
        "email_address": "Rep1@Vendor.example",
        "first_name": "Rep",
        "last_name": "One",
        "title": "Account Executive",
        "manager_id": None,
        "active": True,
    } | columns


def participant(number: int = 1, call: int = 1, **columns: Any) -> Row:
    return {
        "id": f"p{number}",
        "call_id": f"71{call:04}",
        "user_id": None,
        "affiliation": "External",
        "methods": None,
        "email_address": f"person{number}@customer.example",
        "name": f"Person {number}",
        "title": "CFO",
        "speaker_id": f"s{number}",
    } | columns


def link(call: int = 1, deal: int = 1, field: str = "Name") -> Row:
    """One CRM field of one deal on one call."""
    return {
        "call_id": f"71{call:04}",
        "object_type": "Opportunity",
        "object_id": salesforce_key("006", deal),
        "name": field,
        "value": '"x"',
    }


def monologue(index: int, call: int = 1, speaker: int = 1, text: str = "Hello there.", at: int = 0) -> Row:
    """One speaker's turn, from `at` seconds, two seconds long."""
    return {
        "call_id": f"71{call:04}",
        "index": str(index),
        "workspace_id": "1",
        "speaker_id": f"s{speaker}",
        "topic": None,
        "sentence": f'[{{"start": {at * 1000}, "end": {at * 1000 + 2000}, "text": "{text}"}}]',
        "_fivetran_synced": NOON,
    }


def mail(number: int = 1, **columns: Any) -> Row:
    """A mail as Salesforce's EmailMessage."""
    return {
        "id": salesforce_key("02s", number),
        "from_address": "rep1@vendor.example",
        "to_address": "person1@customer.example; Ann <ann@customer.example>",
        "cc_address": None,
        "subject": f"Mail {number}",
        "text_body": "Could you confirm the seat count?",
        "html_body": None,
        "message_date": NOON - 3 * DAY,
        "incoming": None,
        "related_to_id": salesforce_key("006", 1),
        "is_deleted": False,
        "last_modified_date": NOON,
    } | columns
