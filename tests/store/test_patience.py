"""A Postgres that does not answer at all: whoever asks is told so, and does not wait for ever."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.errors import StoreUnavailable
from gametape.store import database as database_module
from gametape.store import limits, patience
from gametape.store.database import open_store
from gametape.store.limits import LIMITS, Limits
from gametape.surfaces import store
from gametape.surfaces.application import create_app
from tests.conftest import SettingsFor
from tests.databases import Databases
from tests.fakes.stalling_proxy import StallingProxy, stalling_proxy

pytestmark = pytest.mark.timeout(100)  # seconds; without a limit of the client these tests wait for ever

SOON, LATER = timedelta(milliseconds=200), timedelta(minutes=1)
SHORT = Limits(statement=SOON, lock=LATER, idle=LATER)
SELECT = sa.text("SELECT 1")


@pytest.fixture
def proxy(databases: Databases) -> Iterator[StallingProxy]:
    with stalling_proxy(databases.server.data / ".s.PGSQL.5432") as proxy:
        yield proxy


@pytest.fixture
def far(
    proxy: StallingProxy, database: str, settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch
) -> Iterator[sa.Engine]:
    """An engine whose server can be silenced, and that waits less than a second for it."""
    monkeypatch.setattr(limits, "_GRACE", SOON)
    monkeypatch.setattr(limits, "ANSWER", 0.5)
    monkeypatch.setattr(database_module, "_CONNECT_TIMEOUT", 2)  # seconds, the least that psycopg takes
    monkeypatch.setattr(store, "ANSWERING", SHORT)
    engine = open_store(settings_for(database_url=f"postgresql://postgres@127.0.0.1:{proxy.port}/{database}"))
    yield engine
    engine.dispose()


def test_a_statement_to_a_silent_server_ends_soon(far: sa.Engine, proxy: StallingProxy) -> None:
    with far.connect().execution_options(**{LIMITS: SHORT}) as connection:
        assert connection.scalar(SELECT) == 1
        proxy.stall()
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="does not answer"):
            connection.execute(SELECT)
    assert time.monotonic() - began < patience.ANSWER


def test_a_kept_connection_to_a_silent_server_is_given_up(far: sa.Engine, proxy: StallingProxy) -> None:
    """Looking whether the connection is alive, and making another one, both wait for an answer."""
    with far.connect() as connection:
        connection.execute(SELECT)
    proxy.stall()
    with pytest.raises(StoreUnavailable), far.connect() as connection:
        connection.execute(SELECT)


def test_what_has_no_limit_is_waited_for(far: sa.Engine) -> None:
    """VACUUM and migrations take as long as they take."""
    with far.connect().execution_options(**{LIMITS: None}) as connection:
        connection.execute(sa.text("SELECT pg_sleep(1)"))
    with (
        far.connect().execution_options(**{LIMITS: SHORT}) as connection,
        pytest.raises(StoreUnavailable, match="long"),
    ):
        connection.execute(sa.text("SELECT pg_sleep(1)"))


def test_pages_say_when_to_come_again_and_health_answers(far: sa.Engine, proxy: StallingProxy) -> None:
    with TestClient(create_app(engine=far, site=None), "http://localhost", raise_server_exceptions=False) as client:
        assert client.get("/api/opportunities").status_code == 200
        proxy.stall()
        for path in ("/api/opportunities", "/api/health", "/api/facets"):
            began = time.monotonic()
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), path
            assert answer.json()["error"]["code"] == "store_unavailable"
            assert time.monotonic() - began < patience.ANSWER, path
