"""A column that may name a person says so, and what is personal is gone after an erasure and after a deletion."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gametape.settings import Settings
from gametape.store.tables import call_participants, calls, coaching_sessions, emails, metadata, people, transcripts
from gametape.store.tables.base import is_personal
from gametape.store.turns import Turn, pack, unpack
from gametape.store.wordfilter import filter_of
from gametape.sync.erase import erase
from gametape.sync.forget import forget

ADDRESS, NAME = "zora@quill.example", "Zora Quill"
TURNS = [Turn("s1", 0, 9_000, (f"This is {NAME} speaking.",))]
COLUMNS = [column for table in metadata.sorted_tables for column in table.c]
TEXTS = [c for c in COLUMNS if isinstance(c.type, (sa.Text, JSONB, ARRAY, sa.LargeBinary)) and not c.foreign_keys]
PERSONAL = [table for table in metadata.sorted_tables if any(map(is_personal, table.c))]
EMPTIED = (calls, transcripts, emails, coaching_sessions)

VALUES: dict[sa.Column[Any], Any] = {
    people.c.email: ADDRESS,
    people.c.name: NAME,
    people.c.aliases: [],
    call_participants.c.email: ADDRESS,
    call_participants.c.name: NAME,
    call_participants.c.participant_id: "p1",
    transcripts.c.turns: pack(TURNS),
    transcripts.c.word_filter: filter_of(TURNS),
    coaching_sessions.c.evidence: [{"turn": 0, "quote": TURNS[0].text, "speaker": NAME}],
}
WORDS = {
    "side": "theirs",
    "verdict": "contest",
    "kind": "person",
    "deleted_at": None,
    "copy_of": None,
    "is_erased": False,
}
"""By name of a column a value that its constraint or its meaning asks for."""


def test_every_column_with_text_says_whether_it_is_personal() -> None:
    assert [str(column) for column in TEXTS if "personal" not in column.info] == []


def test_every_personal_column_of_a_table_that_is_emptied_says_what_is_left() -> None:
    silent = [str(c) for table in EMPTIED for c in table.c if is_personal(c) and "when_deleted" not in c.info]
    assert silent == []
    assert {c.table for c in COLUMNS if "when_deleted" in c.info} == set(EMPTIED)


def a_value(column: sa.Column[Any]) -> Any:
    """A value with the name in it where the column is personal, else any that fits."""
    if column in VALUES:
        return VALUES[column]
    if column.name in WORDS:
        return WORDS[column.name]
    text = f"{NAME} <{ADDRESS}> wrote" if is_personal(column) else f"x{column.name}"
    if isinstance(column.type, JSONB):
        return {"note": [text], text: 1} if is_personal(column) else {}
    if isinstance(column.type, ARRAY):
        return [ADDRESS] if is_personal(column) else []
    return _OF_TYPE.get(type(column.type), text)


_OF_TYPE: dict[type, Any] = {
    sa.LargeBinary: b"x",
    sa.Integer: 1,
    sa.SmallInteger: 1,
    sa.BigInteger: 1,
    sa.Numeric: 1,
    sa.Boolean: True,
    sa.DateTime: datetime(2026, 11, 2, tzinfo=UTC),
    sa.Date: datetime(2026, 11, 2, tzinfo=UTC).date(),
}


@pytest.fixture
def full(engine: sa.Engine) -> sa.Engine:
    """A row in every table that is personal or that such a table refers to, the name in each personal column."""
    ids: dict[str, uuid.UUID] = {}
    with engine.begin() as connection:
        for table in PERSONAL:
            ids[table.name] = uuid.uuid4()
            row: dict[str, Any] = {}
            for column in table.c:
                if column.foreign_keys:
                    (key,) = column.foreign_keys
                    row[column.name] = ids[key.column.table.name]
                elif isinstance(column.type, sa.Uuid):
                    row[column.name] = None if column.name in WORDS else ids[table.name]
                elif column.identity is None:
                    row[column.name] = a_value(column)
            if table.name == "reviews":
                row["score"] = None
            connection.execute(sa.insert(table).values(row))
    return engine


def holding(engine: sa.Engine, table: sa.Table) -> list[str]:
    """The personal columns in which the name or the address still stands."""
    found = []
    with engine.connect() as connection:
        for row in connection.execute(sa.select(table)).mappings():
            for column in filter(is_personal, table.c):
                value = row[column.name]
                if column is transcripts.c.turns:
                    value = value and [turn.sentences for turn in unpack(value)]
                elif column is transcripts.c.word_filter:
                    value = NAME if value == filter_of(TURNS) else None
                text = json.dumps(value, default=str).lower()
                found += [str(column)] if "zora" in text or "quill" in text else []
    return found


def test_an_erasure_empties_every_personal_column(full: sa.Engine, settings: Settings) -> None:
    assert {name for table in PERSONAL for name in holding(full, table)} >= {
        str(column)
        for column in TEXTS
        if is_personal(column)
        and column not in (call_participants.c.participant_id,)
        and column is not people.c.aliases
    }
    erase(full, settings, ADDRESS)
    assert {name for table in PERSONAL for name in holding(full, table)} == set()


@pytest.mark.parametrize("table", EMPTIED, ids=lambda table: table.name)
def test_a_deletion_at_the_source_empties_every_personal_column(full: sa.Engine, table: sa.Table) -> None:
    with full.begin() as connection:
        connection.execute(sa.update(table).values(deleted_at=sa.func.now()))
        assert forget(connection, table)
    assert holding(full, table) == []
