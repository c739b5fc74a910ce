"""A private Postgres for tests, and settings that come from nowhere else."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from gametape.errors import BadSettings
from gametape.settings import Settings
from gametape.store.binaries import Binaries, find_binaries, system_folders
from gametape.store.database import migrate, open_store
from gametape.store.embedded import Server

SUPPORTED_POSTGRES = (15, 18)
"""The oldest and the newest major version that the store promises to run on."""


class OnlyGiven(Settings):
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
        return open_store(OnlyGiven(database_url=self.url(name), data_dir=self.server.home))

    @contextmanager
    def fresh(self, template: str = "template_gametape") -> Iterator[str]:
        """The name of a new database, dropped at the end."""
        name = next(self._names)
        with self._administration() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
        try:
            yield name
        finally:
            with self._administration() as connection:
                connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))

    @contextmanager
    def engine(self) -> Iterator[sa.Engine]:
        with self.fresh() as name:
            engine = self.open(name)
            try:
                yield engine
            finally:
                engine.dispose()

    @contextmanager
    def _administration(self) -> Iterator[sa.Connection]:
        engine = self.open("postgres")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
        engine.dispose()


@contextmanager
def databases_on(binaries: Binaries) -> Iterator[Databases]:
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


def postgres_of_major(major: int) -> Binaries:
    """The programs of this major version; skips the test where they are not installed."""
    found = [find_binaries()]
    for folder in system_folders():
        try:
            found.append(find_binaries(folder))
        except BadSettings:
            continue
    match = next((binaries for binaries in found if binaries.major == major), None)
    if match is None:
        pytest.skip(f"Postgres {major} is not installed (Debian's package: postgresql-{major})")
    return match
