"""Store for routes and tools: opened on first use, and read in one snapshot per request."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Lock
from typing import Annotated

import psycopg
import sqlalchemy as sa
from fastapi import Depends, Request

from gametape.errors import BadRequest, StoreUnavailable
from gametape.settings import Settings
from gametape.settings import settings as from_environment
from gametape.store.database import driver_errors, open_store
from gametape.store.limits import ANSWERING, LIMITS


class Store:
    """Connections to one engine, for reading or for writing; the engine is opened on first use if none is given."""

    def __init__(self, settings: Settings | None, engine: sa.Engine | None) -> None:
        self._settings = settings
        self._engine = engine
        self._is_ours = engine is None
        self._opening = Lock()

    @property
    def settings(self) -> Settings:
        """Settings that were given, else the settings of the environment."""
        return self._settings or from_environment()

    def engine(self) -> sa.Engine:
        """Return the engine; the first call opens it."""
        with self._opening:
            if self._engine is None:
                self._engine = open_store(self.settings)
            return self._engine

    def close(self) -> None:
        """Close the connections, unless the engine was given."""
        with self._opening:
            if self._is_ours and self._engine is not None:
                self._engine.dispose()
                self._engine = None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a read-only connection that sees one snapshot, so that a page and its totals agree.

        Raises:
            StoreUnavailable: Postgres cannot be reached, or nothing was ever synced.
            BadRequest: a value is out of the range of its Postgres type.
        """
        with translated(), self.engine().connect() as connection:
            yield connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True, **{LIMITS: ANSWERING}
            )

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a connection in a transaction that is committed at the end.

        Raises:
            StoreUnavailable: Postgres cannot be reached, or nothing was ever synced.
            BadRequest: a value is out of the range of its Postgres type.
        """
        with (
            translated(),
            self.engine().connect().execution_options(**{LIMITS: ANSWERING}) as connection,
            connection.begin(),
        ):
            yield connection

    def version(self) -> str:
        """Return the version of the Postgres server, read over a connection outside the pool of the requests.

        Raises:
            StoreUnavailable: Postgres cannot be reached.
        """
        with driver_errors(connecting=True):
            connection = self.engine().pool.recreate().connect()
        connection.detach()  # so that closing really closes it
        try:
            with driver_errors(), closing(connection.cursor()) as cursor:
                cursor.execute("SHOW server_version")
                (version,) = cursor.fetchall()[0]
                return str(version)
        finally:
            connection.close()


@contextmanager
def translated() -> Iterator[None]:
    """Translate errors of SQLAlchemy into errors that routes can answer with.

    Raises:
        StoreUnavailable: nothing was ever synced, or all connections are in use.
        BadRequest: a value is out of the range of its Postgres type.
    """
    try:
        yield
    except sa.exc.TimeoutError:
        raise StoreUnavailable("All connections to the store are in use.", hint="Try again in a moment.") from None
    except sa.exc.ProgrammingError as error:
        if isinstance(error.orig, psycopg.errors.UndefinedTable):
            raise StoreUnavailable("Nothing has been synced yet.", hint="Run `gametape sync`.") from None
        raise
    except sa.exc.DataError:
        raise BadRequest("A value is out of range.") from None


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


StoreOf = Annotated[Store, Depends(_store)]
