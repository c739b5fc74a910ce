"""The store as routes see it: opened on first use, read in one snapshot per request."""

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
    """Hands out read-only connections to one engine."""

    def __init__(self, settings: Settings | None, engine: sa.Engine | None) -> None:
        self._settings = settings
        self._engine = engine
        self._is_ours = engine is None
        self._opening = Lock()

    @property
    def settings(self) -> Settings:
        """Those that were given, else the environment's."""
        return self._settings or from_environment()

    def engine(self) -> sa.Engine:
        """The engine, opened by whoever asks first."""
        with self._opening:
            if self._engine is None:
                self._engine = open_store(self.settings)
            return self._engine

    def close(self) -> None:
        """Let go of the connections, if this store opened them."""
        with self._opening:
            if self._is_ours and self._engine is not None:
                self._engine.dispose()
                self._engine = None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that cannot write and sees one moment, so that a page and its totals agree.

        Raises:
            StoreUnavailable: Postgres cannot be reached, or nothing was ever synced into it.
            BadRequest: a value is none that Postgres can compare with.
        """
        with translated(), self.engine().connect() as connection:
            yield connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True, **{LIMITS: ANSWERING}
            )

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection in a transaction, which is committed at the end.

        Raises:
            StoreUnavailable: Postgres cannot be reached, or nothing was ever synced into it.
            BadRequest: a value is none that Postgres can take.
        """
        with (
            translated(),
            self.engine().connect().execution_options(**{LIMITS: ANSWERING}) as connection,
            connection.begin(),
        ):
            yield connection

    def version(self) -> str:
        """Ask the server for its version, over a connection that is not taken from those of the other requests.

        Raises:
            StoreUnavailable: Postgres cannot be reached.
        """
        with driver_errors(connecting=True):
            connection = self.engine().pool.recreate().connect()
        connection.detach()  # so that closing it ends it
        try:
            with driver_errors(), closing(connection.cursor()) as cursor:
                cursor.execute("SHOW server_version")
                (version,) = cursor.fetchall()[0]
                return str(version)
        finally:
            connection.close()


@contextmanager
def translated() -> Iterator[None]:
    """For what opens its own connections: raise what routes answer with.

    Raises:
        StoreUnavailable: nothing was ever synced into the store, or all of its connections are in use.
        BadRequest: a value is none that Postgres can take.
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
