"""What every test may ask for: settings that read nothing, and a database of its own on a private Postgres."""

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
import sqlalchemy as sa
import structlog
from xdist.scheduler import LoadScopeScheduling

from gametape.settings import Settings
from gametape.store.binaries import find_binaries
from tests.databases import Databases, OnlyGiven, databases_on
from tests.fakes.slack import Slack, slack_running
from tests.sample_company import sample_company

__all__ = ["sample_company"]  # a fixture for all


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres-bin", type=Path, help="run the tests on the Postgres of this folder")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a Postgres before pytest deselects by mark: the fast lane leaves it out."""
    for item in items:
        if "databases" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.store)


class Scheduler(LoadScopeScheduling):  # type: ignore[misc]  # xdist tells no types
    """Sends what shares something slow to make to one worker, so that it is made once; the rest to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return next((shared for start, shared in _SHARED.items() if nodeid.startswith(start)), nodeid)


_SHARED = {
    "tests/mcp/": "sample company",
    "tests/web/test_coaching.py": "sample company",
    "tests/web/test_week.py": "sample company",
    "tests/web/test_restoring.py": "sample company",
    "tests/analysis/insights/test_unusual.py": "sample company",
    "tests/surfaces/mcp/test_foreign_clients.py": "clients from npm",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduler:
    # Not xdist's own groups by mark: up to its version 3.8 they do nothing with pytest 9.2.
    return Scheduler(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A test that could not run here is told loudly: it must not look like one that passed."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    if reasons:
        terminalreporter.section("DID NOT RUN", sep="!", yellow=True, bold=True)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} tests: {reason.removeprefix('Skipped: ')}", yellow=True)


@pytest.fixture(autouse=True)
def _restore_log() -> Iterator[None]:
    """Put the log back: a command under test sends it to a stderr that is closed when the test ends."""
    root = logging.getLogger()
    configuration, handlers = structlog.get_config(), list(root.handlers)
    yield
    structlog.configure(**configuration)
    root.handlers = handlers


class SettingsFor(Protocol):
    """Settings with these fields set, and all others at their default."""

    def __call__(self, **fields: Any) -> Settings: ...


@pytest.fixture
def settings_for(tmp_path: Path) -> SettingsFor:
    def make(**fields: Any) -> Settings:
        return OnlyGiven(**{"data_dir": tmp_path / "data", **fields})

    return make


@pytest.fixture
def settings(settings_for: SettingsFor, database_url: str) -> Settings:
    return settings_for(database_url=database_url)


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Iterator[Databases]:
    """The Postgres of this test process."""
    with databases_on(find_binaries(pytestconfig.getoption("--postgres-bin"))) as databases:
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


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A webhook on this machine."""
    with slack_running() as slack:
        yield slack
