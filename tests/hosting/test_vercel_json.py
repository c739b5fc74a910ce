"""`vercel.json` names files, routes and times that are written elsewhere too: they must be the same."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from gametape.settings import Settings
from gametape.surfaces.rest.request_guard import HEADERS

ROOT = Path(__file__).parents[2]
CONFIG = json.loads((ROOT / "vercel.json").read_text())
SERVICES = CONFIG["services"]


def test_the_cron_knocks_at_six_on_the_door_that_is_there() -> None:
    (cron,) = CONFIG["crons"]
    assert cron["schedule"] == "0 6 * * *"
    assert cron["path"] in (ROOT / SERVICES["cron"]["entrypoint"]).read_text()
    first = next(rewrite for rewrite in CONFIG["rewrites"] if _matches(rewrite["source"], cron["path"]))
    assert first["destination"]["service"] == "cron"


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "web"),
        ("/opportunities/1", "web"),
        ("/api/opportunities", "api"),
        ("/api/cron/other", "api"),
        ("/api/cron/gong-calls", "cron"),
        ("/api/gong/webhook", "api"),
        ("/mcp", "api"),
    ],
)
def test_a_path_reaches_its_service(path: str, service: str) -> None:
    first = next(rewrite for rewrite in CONFIG["rewrites"] if _matches(rewrite["source"], path))
    assert first["destination"]["service"] == service


def test_hosted_pages_carry_the_headers_of_served_ones() -> None:
    (everywhere,) = CONFIG["headers"]
    assert _matches(everywhere["source"], "/opportunities/1")
    sent = {header["key"]: header["value"] for header in everywhere["headers"]}
    policy = sent.pop("Content-Security-Policy")
    for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "connect-src 'self'"):
        assert part in policy.split("; ")
    assert sent.items() <= HEADERS.items()


def test_the_sync_ends_well_before_the_platform_ends_it() -> None:
    (function,) = SERVICES["cron"]["functions"].values()
    budget = Settings.model_fields["cron_budget"].default.total_seconds()
    assert budget <= function["maxDuration"] - 60


def test_functions_and_entrypoints_are_files() -> None:
    entrypoint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["vercel"]["entrypoint"]
    (of_api,) = SERVICES["api"]["functions"]
    assert (ROOT / of_api).is_file()
    assert of_api == entrypoint.partition(":")[0].replace(".", "/") + ".py"
    (of_cron,) = SERVICES["cron"]["functions"]
    assert SERVICES["cron"]["entrypoint"] == of_cron


def test_what_is_installed_is_what_is_locked() -> None:
    for service in ("api", "cron"):
        command = SERVICES[service]["installCommand"]
        assert "--constraint requirements.lock" in command
        assert "--extra" not in command


def test_a_local_file_of_secrets_is_not_shipped() -> None:
    for service in ("api", "cron"):
        (function,) = SERVICES[service]["functions"].values()
        assert ".env*" in function["excludeFiles"]


def _matches(source: str, path: str) -> bool:
    pattern = re.escape(source).replace(r"/:path\*", "(?:/.*)?")
    return re.fullmatch(pattern, path) is not None
