"""Which rows a window holds."""

from gametape.source import Window
from tests.builders.warehouse_rows import NOON
from tests.warehouse.conftest import WarehouseOf, read

SPOKEN = """CREATE TABLE gongio_ft.transcript AS SELECT * FROM (VALUES
    ('71', '0', '1', 's1', '[]', TIMESTAMPTZ '2026-11-01 12:00:00Z'),
    ('71', '1', '1', 's2', '[]', TIMESTAMPTZ '2026-11-01 12:00:00Z'),
    ('72', '0', '1', 's1', '[]', TIMESTAMPTZ '2026-11-02 12:00:00Z'),
    ('7''1; --', '0', '1', 's1', '[]', TIMESTAMPTZ '2026-11-02 12:00:00Z')
) AS t (call_id, "index", workspace_id, speaker_id, sentence, _fivetran_synced)"""


def test_one_row_by_its_id(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(SPOKEN)
    for wanted in ("71", "72", "7'1; --"):
        assert [row.id for row in read(warehouse, "transcripts", Window(id=wanted))] == [wanted]
    assert read(warehouse, "transcripts", Window(id="7")) == []
    assert read(warehouse, "transcripts", Window(id="")) == []


def test_an_id_and_a_time_both_count(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(SPOKEN)
    assert read(warehouse, "transcripts", Window(after=NOON, id="71")) == []
    assert [row.id for row in read(warehouse, "transcripts", Window(after=NOON, id="72"))] == ["72"]
