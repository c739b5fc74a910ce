"""`gametape sample --serve-gong` answers as Gong's API with the settings that it prints."""

import os
import subprocess
import sys
from pathlib import Path

from gametape.gong import endpoints
from gametape.gong.access import GongAccess
from gametape.gong.gong_client import GongClient


def test_serves_gongs_api_with_the_settings_it_prints(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("gametape")), "sample", "--out", str(tmp_path / "s.duckdb")]
    environment = {**os.environ, "GAMETAPE_ENV_FILE": ""}
    with subprocess.Popen(
        [*command, "--deals", "2", "--serve-gong", "--port", "0"], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout
            given: dict[str, str] = {}
            while "GONG_BASE_URL" not in given:
                line = process.stdout.readline()
                assert line, "it ended"
                name, _, value = line.strip().partition("=")
                given[name] = value
            access = GongAccess(given["GONG_ACCESS_KEY"], given["GONG_ACCESS_KEY_SECRET"], given["GONG_BASE_URL"])
            with GongClient(access) as client:
                assert sum(map(len, endpoints.users(client))) > 5
        finally:
            process.terminate()
