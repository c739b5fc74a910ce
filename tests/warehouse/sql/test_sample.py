"""The sample company, table by table as Fivetran lays it out: both engines must tell the same of it."""

from datetime import date
from pathlib import Path

import pytest

from gametape.sample import generate
from gametape.warehouse import connect
from gametape.warehouse.shapes import SOURCES
from tests.conftest import SettingsFor
from tests.fakes.bigquery import Emulator
from tests.warehouse.conftest import read


@pytest.mark.slow
def test_both_engines_tell_the_same_of_every_entity(
    tmp_path: Path, settings_for: SettingsFor, bigquery_emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = generate(tmp_path / "sample.duckdb", deals=4, today=date(2026, 3, 2))
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", bigquery_emulator.url)
    project = bigquery_emulator.load(sample.warehouse)
    with (
        connect(settings_for(warehouse=sample.url)) as embedded,
        connect(settings_for(warehouse=f"bigquery://{project}")) as remote,
    ):
        for entity in dict.fromkeys(choice.entity for choice in SOURCES):
            rows = read(embedded, entity)
            assert rows, entity
            assert rows == read(remote, entity), entity
