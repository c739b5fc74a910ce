"""Any text in every column of every table: nothing stops, no row is lost, and the second time nothing changes."""

import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gametape.sync.counts import Counts
from gametape.sync.entities import ENTITIES
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from gametape.warehouse.shapes import shapes
from tests.builders.warehouse_rows import salesforce_key
from tests.databases import Databases, OnlyGiven

ROWS = 12  # per table
IDS = (*(f"71000{n}" for n in range(4)), *(salesforce_key("006", n) for n in range(4)), salesforce_key("006", 1)[:15])
PLAIN = (
    *IDS, None, "", " ", "null", "0", "1", "-0", "1.5", "1e400", "NaN", "Infinity", "9" * 40, "0.0", "180000.50",
    "123456789012345678.123456789", "true", "FALSE", "yes", "2026-11-01", "2026-02-30", "0000-00-00", "10000-01-01",
    "2026-11-01T12:00:00Z", "2026-11-01T12:00:00.123456+0530", "2026-11-01 12:00:00", "1e9", "x" * 6000,
    "Opportunity", "StageName", "Amount", "CloseDate", "Name", "External", "Internal", "Standard", "Email", "Completed",
    "from", "a@b.example", "A <a@b.example>; b@c.example", "@", "a@", '"a;b" <c@d.example>', "[]", "{}", "[[", "[null]",
    '[{"start": 0, "end": 5, "text": "Hi."}]', '[{"start": "a", "text": {}}]', '{"a": "\\u0000"}', '"\\ud800"', '"x"',
    "De\x00al", "\x00", "\x1f\x1e\t\r\n\\N\\", "<p>a&nbsp;b</p><style>", "\u202e\ufffe\U0001f468\u200d", "é" * 300,
)  # fmt: skip
STAMPS = ("last_modified_date", "_fivetran_synced", "_fivetran_deleted", "is_deleted", "note_c")
# Whichever of these is there feeds its entity: without them the next one does.
BETTER = (
    "salesforce.opportunity",
    "gongio_ft.opportunity",
    "gongio_ft.email",
    "salesforce.email_message",
    "salesforce.task",
)


def tables() -> dict[str, list[str]]:
    """All tables that can be read, with all their columns by the names of their first choice."""
    found: dict[str, dict[str, None]] = {}
    for shape in shapes(OnlyGiven()).values():
        names = (*(column.candidates[0] for column in shape.columns), *STAMPS)
        found.setdefault(f"{shape.dataset}.{shape.table}", {}).update(dict.fromkeys(filter(None, names)))
    return {name: list(columns) for name, columns in found.items()}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def fill(path: Path, chance: random.Random, texts: list[str], left_out: frozenset[str]) -> None:
    """A warehouse whose every cell is any text."""
    path.unlink(missing_ok=True)
    cells = (*PLAIN, *texts)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA salesforce; CREATE SCHEMA gongio_ft")
        for table, columns in tables().items():
            if table in left_out:
                continue
            connection.execute(f"CREATE TABLE {table} ({', '.join(f'{name} VARCHAR' for name in columns)})")
            rows = [[_cell(name, chance, cells) for name in columns] for _ in range(ROWS)]
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)


def _cell(name: str, chance: random.Random, cells: tuple[str | None, ...]) -> str | None:
    if name.endswith("deleted") and chance.random() < 0.7:  # else hardly a row would be alive
        return None
    return chance.choice(IDS if name.endswith("id") and chance.random() < 0.7 else cells)


@pytest.mark.slow
@given(
    seed=st.integers(0, 2**32),
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=8),
    left_out=st.sets(st.sampled_from(BETTER)).map(frozenset),
    page_size=st.sampled_from([5, 100]),
)
@settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate])  # shrinking would take minutes
def test_every_row_is_stored_or_rejected_with_a_reason(
    databases: Databases, folder: Path, seed: int, texts: list[str], left_out: frozenset[str], page_size: int
) -> None:
    path = folder / "warehouse.duckdb"
    fill(path, random.Random(seed), texts, left_out)
    chosen = OnlyGiven(warehouse=f"duckdb:///{path}", page_size=page_size, retries=0, lease=timedelta(minutes=5))
    with databases.engine() as engine:
        for attempt in ("first", "again"):
            with connect(chosen) as warehouse:
                summary = run(engine, warehouse, chosen, trigger="cli", full=True)
            for entity in ENTITIES:
                result = summary.entities[entity.name]
                counted = Counts(**result.counts)
                assert counted.unaccounted == 0, (entity.name, result.message)
                # A column of which most values cannot be read fails its entity; the rows are kept all the same.
                assert result.status == "success" or "rows are kept without" in str(result.message), result.message
                # Two rows of one key and one stamp are told apart within a page only.
                # Here two sources of emails may hold one key, which no real ones do: they take turns.
                may_change = attempt == "first" or page_size < ROWS or entity.name == "emails"
                assert may_change or not counted.written, (entity.name, counted)
            assert sum(result.counts.get("inserted", 0) for result in summary.entities.values()) or attempt == "again"
