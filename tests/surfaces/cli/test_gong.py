"""What the command line says of Gong's API and its webhook, against the emulator in another thread."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from gametape.sample import generate
from gametape.sample.gong_api import SCOPES
from gametape.sample.gong_company import GongCompany
from gametape.settings import Settings
from gametape.surfaces.cli.gong import webhook_problems
from gametape.surfaces.cli.gong_doctor import GongDiagnosis, diagnose_gong
from gametape.surfaces.rest.gong_webhook import PATH
from gametape.sync import webhook_queue
from gametape.sync.company_api import CompanyApi
from gametape.sync.context import RunSummary
from gametape.sync.gong_source import GongSource
from gametape.sync.run import run
from tests.builders.gong_messages import SHOWN, URL
from tests.conftest import SettingsFor
from tests.fakes.gong_api import KEY, SECRET, FaultyGong, client_of, serving
from tests.surfaces.cli.conftest import Gametape


@pytest.fixture(scope="module")
def gong_company(tmp_path_factory: pytest.TempPathFactory) -> GongCompany:
    made = generate(tmp_path_factory.mktemp("sample") / "sample.duckdb", seed=5, deals=2, today=date(2026, 11, 2))
    return GongCompany(made.warehouse)


@pytest.fixture
def api(gong_company: GongCompany) -> FaultyGong:
    return FaultyGong(gong_company)


@pytest.fixture
def given(api: FaultyGong) -> Iterator[dict[str, str]]:
    """The three lines of a team that has Gong alone."""
    with serving(api) as url:
        yield {"GONG_ACCESS_KEY": KEY, "GONG_ACCESS_KEY_SECRET": SECRET, "GONG_BASE_URL": url}


@pytest.fixture
def chosen(given: dict[str, str], settings_for: SettingsFor) -> Settings:
    return settings_for(**{name.lower(): value for name, value in given.items()})


def failed(diagnosis: GongDiagnosis) -> dict[str, str]:
    return {finding.name: finding.text for finding in diagnosis.findings if not finding.ok}


def sync(engine: sa.Engine, chosen: Settings, api: FaultyGong) -> RunSummary:
    with GongSource(engine, CompanyApi(client_of(api)), "sample") as gong:
        return run(engine, gong, chosen, trigger="cli")


def test_doctor_tells_of_key_scopes_requests_webhook_and_of_what_the_api_lacks(
    gametape: Gametape, environment: dict[str, str], given: dict[str, str], engine: sa.Engine
) -> None:
    del environment["GAMETAPE_WAREHOUSE"]
    with engine.begin() as connection:
        webhook_queue.note_test(connection)
    done = gametape("doctor", **given, GONG_WEBHOOK_URL=URL, GONG_WEBHOOK_PUBLIC_KEY=SHOWN)
    assert done.returncode == 0, done.stderr
    for told in (
        "accepts the key",
        "api:calls:read:extensive",
        "5,994 left today",
        "last test message 20",
        "no emails",
    ):
        assert told in done.stdout, told
    assert "missing" not in done.stdout


def test_a_scope_that_was_never_granted_is_left_out_and_a_lost_one_fails(
    engine: sa.Engine, chosen: Settings, api: FaultyGong
) -> None:
    every = frozenset(SCOPES.values())
    api.scopes = every - {"api:stats:scorecards"}
    diagnosis, synced = diagnose_gong(engine, chosen), sync(engine, chosen, api)
    assert (diagnosis.ok, synced.exit_code, synced.status) == (True, 0, "success")
    assert "no scorecard answers" in failed(diagnosis)["api:stats:scorecards"]
    scorecards = synced.entities["coaching_sessions"]
    assert scorecards.status == "absent"
    assert "lacks the scope api:stats:scorecards" in str(scorecards.message)

    api.scopes = every - {"api:calls:read:transcript"}
    diagnosis, synced = diagnose_gong(engine, chosen), sync(engine, chosen, api)
    assert (diagnosis.ok, synced.exit_code) == (False, 1)
    assert "no quotes, no scores" in failed(diagnosis)["api:calls:read:transcript"]


def test_a_wrong_key_is_told_alone(engine: sa.Engine, chosen: Settings, settings_for: SettingsFor) -> None:
    wrong = settings_for(gong_access_key="another", gong_access_key_secret="s", gong_base_url=chosen.gong_base_url)
    diagnosis = diagnose_gong(engine, wrong)
    assert not diagnosis.ok
    assert "GONG_ACCESS_KEY" in failed(diagnosis)["Gong API"]
    assert not diagnose_gong(engine, settings_for(gong_access_key="x")).ok


def test_the_webhook_command_prints_what_to_enter_and_what_is_missing(gametape: Gametape) -> None:
    done = gametape("gong", "webhook")
    assert done.returncode == 0, done.stderr
    assert f"GONG_WEBHOOK_URL=https://YOUR-ADDRESS{PATH}" in done.stdout
    assert "GONG_WEBHOOK_PUBLIC_KEY is not set" in done.stdout
    assert "Set GAMETAPE_CALLS_FROM=gong" in done.stdout


@pytest.mark.parametrize(
    ("url", "key", "problem"),
    [
        (URL, SHOWN, None),
        ("http://x.example/api/gong/webhook", SHOWN, "must begin with https://"),
        ("https://x.example/hook", SHOWN, f"end with {PATH}"),
        (URL, "abc", "not an RSA public key"),
        (URL, None, "GONG_WEBHOOK_PUBLIC_KEY is not set"),
        (None, SHOWN, "GONG_WEBHOOK_URL is not set"),
    ],
)
def test_what_is_wrong_with_the_webhooks_settings_is_named(
    settings_for: SettingsFor, url: str | None, key: str | None, problem: str | None
) -> None:
    chosen = settings_for(
        gong_access_key="k", gong_access_key_secret="s", gong_webhook_url=url, gong_webhook_public_key=key
    )
    problems = webhook_problems(chosen)
    assert len(problems) == (problem is not None)
    assert problem is None or problem in problems[0]
