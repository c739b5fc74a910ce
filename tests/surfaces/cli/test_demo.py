import json
from pathlib import Path

import pytest

from tests.surfaces.cli.conftest import Gametape


@pytest.mark.slow
def test_checks_itself_from_nothing_and_again(gametape: Gametape, tmp_path: Path, embedded_home: Path) -> None:
    for _ in range(2):
        done = gametape("demo", "--check", GAMETAPE_DATA_DIR=str(embedded_home))
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout.splitlines()[-1])
        assert found["ok"]
        assert found["deals"] > 100
        assert found["health"]["status"] == "ok"


def test_sample_writes_a_warehouse_that_syncs(gametape: Gametape, tmp_path: Path) -> None:
    file = tmp_path / "sample.duckdb"
    assert gametape("sample", "--out", str(file), "--deals", "10").returncode == 0
    done = gametape("sync", "--json", GAMETAPE_WAREHOUSE=f"duckdb:///{file}")
    assert json.loads(done.stdout)["entities"]["opportunities"]["counts"]["inserted"] >= 9


def test_export_openapi_prints_the_file_that_is_kept(gametape: Gametape) -> None:
    kept = Path(__file__).parents[3] / "docs" / "openapi.json"
    assert gametape("export-openapi").stdout == kept.read_text(encoding="utf-8")
