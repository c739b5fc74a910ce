import json
from pathlib import Path

import httpx2
import pytest

from gametape.gong import endpoints
from gametape.gong.access import gong_access
from gametape.gong.gong_client import GongClient
from gametape.sample import generate
from gametape.surfaces.cli.demo import demo_settings, sample_gong
from gametape.sync.open_sources import calls_come_from_gong
from tests.builders.gong_messages import URL
from tests.conftest import SettingsFor
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


def test_the_gong_demo_reads_a_process_of_its_own_that_ends_with_it(tmp_path: Path, settings_for: SettingsFor) -> None:
    """The demo whole takes a minute and more; this is all of it that is not the ordinary demo."""
    made = generate(tmp_path / "sample.duckdb", deals=2)
    with sample_gong(demo_settings(settings_for(gong_webhook_url=URL), "gong"), made.warehouse) as chosen:
        assert (chosen.warehouse, chosen.gong_webhook_url, calls_come_from_gong(chosen)) == (None, None, True)
        assert chosen.data_dir.name == "demo-gong"
        with GongClient(gong_access(chosen)) as client:
            assert sum(map(len, endpoints.users(client))) > 5
    with GongClient(gong_access(chosen)) as client, pytest.raises(httpx2.ConnectError):
        client._http.get("/v2/users")


def test_sample_writes_a_warehouse_that_syncs(gametape: Gametape, tmp_path: Path) -> None:
    file = tmp_path / "sample.duckdb"
    assert gametape("sample", "--out", str(file), "--deals", "10").returncode == 0
    done = gametape("sync", "--json", GAMETAPE_WAREHOUSE=f"duckdb:///{file}")
    assert json.loads(done.stdout)["entities"]["opportunities"]["counts"]["inserted"] >= 9


def test_export_openapi_prints_the_file_that_is_kept(gametape: Gametape) -> None:
    kept = Path(__file__).parents[3] / "docs" / "openapi.json"
    assert gametape("export-openapi").stdout == kept.read_text(encoding="utf-8")
