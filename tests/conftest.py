"""What every test may ask for: settings that read nothing, and a database of its own on a private Postgres."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
import sqlalchemy as sa
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from gametape.settings import Settings
from gametape.store.binaries import Binaries, find_binaries
from gametape.store.database import migrate, open_store
from gametape.store.embedded import Server


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres-bin", type=Path, help="run the tests on the Postgres of this folder")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A test that could not run here is told loudly: it must not look like one that passed."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("DID NOT RUN", sep="!", yellow=True, bold=True)
    for reason in sorted({report.longrepr[2].removeprefix("Skipped: ") for report in skipped}):
        count = sum(reason in report.longrepr[2] for report in skipped)
        terminalreporter.write_line(f"{count} tests: {reason}", yellow=True)


class _OnlyGiven(Settings):
    """Settings from the constructor alone: neither the environment nor a `.env` can reach a test."""

    model_config = SettingsConfigDict(populate_by_name=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


class SettingsFor(Protocol):
    """Settings with these fields set, and all others at their default."""

    def __call__(self, **fields: Any) -> Settings: ...


@pytest.fixture
def settings_for(tmp_path: Path) -> SettingsFor:
    def make(**fields: Any) -> Settings:
        return _OnlyGiven(**{"data_dir": tmp_path / "data", **fields})

    return make


@pytest.fixture
def settings(settings_for: SettingsFor, database_url: str) -> Settings:
    return settings_for(database_url=database_url)


class Databases:
    """Migrated databases, each a copy of one template, on one server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._names = (f"test_{number}" for number in itertools.count())
        with self._administration() as connection:
            connection.execute(sa.text("CREATE DATABASE template_gametape"))
        engine = self.open("template_gametape")
        migrate(engine)
        engine.dispose()

    def url(self, name: str) -> str:
        return self.server.url(name).render_as_string(hide_password=False)

    def open(self, name: str) -> sa.Engine:
        return open_store(_OnlyGiven(database_url=self.url(name), data_dir=self.server.home))

    @contextmanager
    def fresh(self, template: str = "template_gametape") -> Iterator[str]:
        """The name of a new database, dropped at the end."""
        name = next(self._names)
        with self._administration() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        yield name
        with self._administration() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))

    @contextmanager
    def engine(self) -> Iterator[sa.Engine]:
        with self.fresh() as name:
            engine = self.open(name)
            yield engine
            engine.dispose()

    @contextmanager
    def _administration(self) -> Iterator[sa.Connection]:
        engine = self.open("postgres")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
        engine.dispose()


@contextmanager
def _databases_on(binaries: Binaries) -> Iterator[Databases]:
    # Not below pytest's own temporary folder: its path is too long for a socket, and closed to `nobody`.
    home = Path(tempfile.mkdtemp(prefix="gametape-"))
    home.chmod(0o711)
    server = Server(home, binaries, durable=False)
    server.start()
    try:
        yield Databases(server)
    finally:
        server.stop()
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def databases_on() -> Callable[[Binaries], AbstractContextManager[Databases]]:
    return _databases_on


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Iterator[Databases]:
    """The Postgres of this test process."""
    with _databases_on(find_binaries(pytestconfig.getoption("--postgres-bin"))) as databases:
        yield databases


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """The name of a migrated, empty database."""
    with databases.fresh() as name:
        yield name


@pytest.fixture
def database_url(databases: Databases, database: str) -> str:
    """What to hand to a subprocess as DATABASE_URL."""
    return databases.url(database)


@pytest.fixture
def engine(databases: Databases, database: str) -> Iterator[sa.Engine]:
    """An engine on a migrated, empty database."""
    engine = databases.open(database)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection on a migrated, empty database; what is not committed is lost."""
    with engine.connect() as connection:
        yield connection
