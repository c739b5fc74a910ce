"""What was said: all monologues of a call as one document, however many rows they are."""

import json
from datetime import UTC, datetime

import pytest

from gametape.warehouse import Position, Window
from tests.warehouse.conftest import WarehouseOf, documents, read


def said(text: str) -> str:
    return json.dumps([{"start": 1, "end": 2, "text": text}])


WHOLE = f"""
CREATE TABLE gongio_ft.transcript AS FROM (VALUES
  ('7', '10', 'w', 's1', NULL, '{said("third")}', false, TIMESTAMPTZ '2026-02-03'),
  ('7', '2', 'w', 's2', 'Pricing', '{said('second, "quoted"')}', false, TIMESTAMPTZ '2026-02-01'),
  ('7', '0', 'w', 's1', 'Intro', '{said("first")}', false, TIMESTAMPTZ '2026-02-01'),
  ('7', '1', 'w', 's1', 'Intro', '{said("taken out")}', true, TIMESTAMPTZ '2026-02-01'),
  ('7', '0', 'x', 's1', 'Intro', '{said("first, told again in another workspace")}', false, TIMESTAMPTZ '2026-02-01'),
  ('8', '0', 'w', 's9', NULL, '[{{broken', false, TIMESTAMPTZ '2026-02-02'),
  ('9', '0', 'w', NULL, NULL, NULL, true, TIMESTAMPTZ '2026-02-04'),
  ('9', '1', 'w', NULL, NULL, NULL, true, TIMESTAMPTZ '2026-02-04')
) t(call_id, "index", workspace_id, speaker_id, topic, sentence, _fivetran_deleted, _fivetran_synced)
"""


def test_a_call_is_one_document_in_the_order_of_its_monologues(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(WHOLE), "transcripts")
    assert [(row.id, row.stamp) for row in rows] == [
        ("8", datetime(2026, 2, 2, tzinfo=UTC)),
        ("7", datetime(2026, 2, 3, tzinfo=UTC)),
        ("9", datetime(2026, 2, 4, tzinfo=UTC)),
    ], "a call is as new as its newest monologue"
    found = documents(rows)
    monologues = found["7"]["monologues"]
    assert [(int(one["index"]), one["speaker_id"], one["topic"]) for one in monologues] == [
        (0, "s1", "Intro"),
        (2, "s2", "Pricing"),
        (10, "s1", None),
    ]
    texts = [json.loads(one["sentence"])[0]["text"] for one in monologues]
    assert texts == ["first", 'second, "quoted"', "third"]
    assert found["8"]["monologues"][0]["sentence"] == "[{broken", "what cannot be read is the record's to judge"
    assert (found["7"]["is_deleted"], found["9"]["is_deleted"]) == (False, True)


def test_a_changed_monologue_brings_its_whole_call(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(WHOLE), "transcripts", Window(after=datetime(2026, 2, 2, tzinfo=UTC)))
    assert {id_: len(one["monologues"]) for id_, one in documents(rows).items()} == {"7": 3, "9": 2}


def test_sentences_may_be_json(duckdb_of: WarehouseOf) -> None:
    # Not through the emulator: its INFORMATION_SCHEMA calls a JSON column STRING.
    (one,) = documents(
        read(
            duckdb_of("""CREATE TABLE gongio_ft.transcript AS
  SELECT '1' AS call_id, 3::BIGINT AS "index", '[{"start": 1, "text": "hi"}]'::JSON AS sentence"""),
            "transcripts",
        )
    ).values()
    (monologue,) = one["monologues"]
    assert int(monologue["index"]) == 3
    assert json.loads(monologue["sentence"]) == [{"start": 1, "text": "hi"}]


MANY = """
CREATE TABLE gongio_ft.transcript AS
SELECT lpad(i::VARCHAR, 4, '0') AS call_id, j::VARCHAR AS "index", 's' AS speaker_id,
  repeat(i || ' ' || j, 40) AS sentence,
  TIMESTAMPTZ '2026-01-01' + INTERVAL (i % 3) DAY AS _fivetran_synced
FROM range(300) a(i), range(30) b(j) ORDER BY hash(i * 1000 + j);
"""


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_pages_hold_whole_calls(duckdb_of: WarehouseOf, size: int) -> None:
    warehouse = duckdb_of(MANY)
    pages = list(warehouse.rows(warehouse.source("transcripts"), Window(), size))
    assert {len(page) for page in pages[:-1]} <= {size}
    rows = [row for page in pages for row in page]
    assert len({row.id for row in rows}) == len(rows) == 300
    assert [row[1::-1] for row in rows] == sorted(row[1::-1] for row in rows)
    for one in documents(rows).values():
        assert [int(monologue["index"]) for monologue in one["monologues"]] == list(range(30)), "however the rows lie"
    middle = rows[150]
    rest = read(warehouse, "transcripts", Window(position=Position(middle.stamp, str(middle.id))))
    assert rest == rows[151:]
