"""What holds for every route: errors, headers, hosts, and a store that is opened late or is away."""

import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.errors import BadSettings
from gametape.settings import Settings
from gametape.store.limits import Limits
from gametape.surfaces.application import create_app
from gametape.surfaces.rest import opportunities
from tests.conftest import SettingsFor


def app_client(engine: sa.Engine | None = None, settings: Settings | None = None) -> TestClient:
    app = create_app(settings, engine, site=None)
    return TestClient(app, "http://localhost", raise_server_exceptions=False)


def test_the_application_is_importable_with_nothing_around_it() -> None:
    code = "from gametape.surfaces.application import app; print(app.title)"
    done = subprocess.run([sys.executable, "-c", code], env={}, check=True, capture_output=True, text=True)
    assert done.stdout == "gametape\n"


def test_health_names_the_versions(client: TestClient) -> None:
    answer = client.get("/api/health")
    assert answer.json()["status"] == "ok"
    assert answer.json()["postgres"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_sync_report_is_served(client: TestClient) -> None:
    assert client.get("/api/sync").json()["runs"] == []


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/nothing", 404, "not_found"),
        ("POST", "/api/opportunities", 405, "method_not_allowed"),
        ("DELETE", "/api/sync", 405, "method_not_allowed"),
        ("GET", "/api/sync?verbose=1", 400, "bad_request"),
        ("GET", "/api/facets?owners=x", 400, "bad_request"),
    ],
)
def test_every_error_has_the_one_shape(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_fault_of_our_own_is_told_without_its_inside(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(opportunities, "list_deals", broken)
    answer = client.get("/api/opportunities")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal_error"
    assert "secret" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_answer_carries_the_headers_that_protect_it(client: TestClient) -> None:
    for path in ("/api/health", "/api/nothing", "/api/openapi.json"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:1", 200),
        ("127.0.0.1", 200),
        ("[::1]:8", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
    ],
)
def test_a_foreign_name_that_points_here_reads_nothing(client: TestClient, host: str, status: int) -> None:
    answer = client.get("/api/opportunities", headers={"Host": host})
    assert answer.status_code == status
    assert (status == 200) == ("items" in answer.json())


def test_the_store_is_opened_by_the_first_request(settings: Settings) -> None:
    with app_client(settings=settings) as client:
        assert client.get("/api/opportunities").json()["items"] == []


def test_a_store_without_tables_says_what_to_do(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    with app_client(engine) as client:
        answers = [
            client.get("/api/opportunities"),
            client.post(f"/api/opportunities/{uuid4()}/insights", headers={"Content-Type": "application/json"}),
        ]
    for answer in answers:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json()["error"]["hint"] == "Run `gametape sync`."


def test_a_store_that_is_away_is_503(settings_for: SettingsFor) -> None:
    with socket.socket() as listening:  # bound and never listening: the port is refused, whoever else runs here
        listening.bind(("127.0.0.1", 0))
        url = f"postgresql://nobody@127.0.0.1:{listening.getsockname()[1]}/none"
        with app_client(settings=settings_for(database_url=url)) as client:
            answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store_unavailable")


def test_nothing_can_be_written_through_it(engine: sa.Engine) -> None:
    app = create_app(engine=engine, site=None)
    with app.state.store.reading() as connection, pytest.raises(BadSettings, match="read-only"):
        connection.execute(sa.text("DELETE FROM opportunities"))


def test_a_site_that_was_not_built_leaves_the_api_alone(engine: sa.Engine, tmp_path: Path) -> None:
    with TestClient(create_app(engine=engine, site=tmp_path / "none"), "http://localhost") as client:
        assert client.get("/").status_code == 404
        assert client.get("/api/health").status_code == 200


def test_when_all_connections_are_taken_health_answers_and_the_rest_says_when_to_come_again(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.pool, "_timeout", 0.05)
    with ExitStack() as taken, app_client(engine) as client:
        with suppress(sa.exc.TimeoutError):
            while True:
                taken.enter_context(engine.connect())
        assert client.get("/api/health").status_code == 200
        busy = client.get("/api/opportunities")
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
        assert busy.json()["error"]["code"] == "store_unavailable"


def test_a_statement_that_hangs_is_503_and_a_sentence(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = Limits(*(timedelta(milliseconds=100),) * 3)
    monkeypatch.setattr("gametape.surfaces.store.ANSWERING", soon)
    with engine.begin() as locking, app_client(engine) as client:
        locking.execute(sa.text("LOCK TABLE opportunities IN ACCESS EXCLUSIVE MODE"))
        answer = client.get("/api/opportunities")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["error"]["message"].endswith(".")
