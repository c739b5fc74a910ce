"""Open the store: an engine for the Postgres that the settings name, with its schema upgraded."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa
from psycopg import pq

from gametape.errors import BadSettings, StoreUnavailable
from gametape.settings import Settings
from gametape.store.admission import check_database
from gametape.store.failures import explain
from gametape.store.limits import LIMITS, Limits, apply_limits
from gametape.store.patience import PatientConnection

if TYPE_CHECKING:
    from gametape.store.embedded import Server

_DRIVER = "postgresql+psycopg"
_CONNECT_TIMEOUT = 10  # seconds
_POOL_TIMEOUT = 5  # seconds to wait for a free connection; after that, an error is better than more waiting
# A vanished server is noticed after about a minute, in place of the operating system's two hours.
_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
# Hosting providers add options for other clients' poolers to their URLs. gametape treats each server as pooled, so it
# ignores them.
_FOR_OTHERS = ("pgbouncer", "connection_limit", "pool_timeout", "supa")
_ENCODE = "In a password, write @ as %40, / as %2F, # as %23, ? as %3F, : as %3A and % as %25."
_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x67616D6574617065  # "gametape"


def open_store(settings: Settings) -> sa.Engine:
    """Return an engine for `DATABASE_URL`, or for the embedded server, which is started if it does not run.

    Works behind a transaction pooler: no prepared statements, and no session state except the time zone, which poolers
    preserve. Times come back in UTC. Connection errors are raised as `StoreUnavailable`.

    Raises:
        BadSettings: the URL cannot be used, or the embedded server cannot be started.
    """
    if settings.database_url is None:
        from gametape.store import embedded  # noqa: PLC0415  # the hosted function comes without it

        server = embedded.use_server(settings)
        return _engine(server.url(), settings, server)
    return _engine(_url(settings.database_url.get_secret_value()), settings)


def _url(text: str) -> sa.URL:
    if text.count("@") > 1:
        # The parts could only be guessed, and a wrong guess would show parts of the password as the host name.
        raise BadSettings('DATABASE_URL has more than one "@".', hint=_ENCODE)
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise BadSettings(
            "DATABASE_URL is not a URL.", hint=f"postgresql://user:password@host/database. {_ENCODE}"
        ) from None
    if url.drivername not in {"postgres", "postgresql", _DRIVER}:
        raise BadSettings(
            "DATABASE_URL does not begin with postgresql://.", hint="postgresql://user:password@host/database"
        )
    url = url.difference_update_query(_FOR_OTHERS)
    options = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    if unknown := sorted(url.query.keys() - options):
        raise BadSettings(f"DATABASE_URL has unknown options: {', '.join(unknown)}.")
    return url.set(drivername=_DRIVER)


def _engine(url: sa.URL, settings: Settings, server: "Server | None" = None) -> sa.Engine:
    # Connections are reused: a new one costs a server process and, over TLS, several round trips. A stale connection (a
    # frozen function, a suspended database) is noticed before use.
    engine = sa.create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,  # parameters are customer data, and errors go to logs
        pool_use_lifo=True,
        pool_timeout=_POOL_TIMEOUT,
        connect_args={
            "prepare_threshold": None,
            "connect_timeout": _CONNECT_TIMEOUT,
            "application_name": "gametape",
            **_KEEPALIVES,
        },
    )
    _connect_by(engine, server)
    sa.event.listen(engine, "connect", _use_utc)
    sa.event.listen(engine, "handle_error", _translate)
    apply_limits(engine, Limits.under(settings.lease))
    return engine


def _use_utc(connection: psycopg.Connection, _record: object) -> None:
    # Not as a start-up parameter: PgBouncer refuses it.
    connection.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def _connect_by(engine: sa.Engine, server: "Server | None") -> None:
    """Make the engine's connections patient ones. Restart the embedded server when a connection fails."""

    @sa.event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, arguments: Any, options: Any) -> psycopg.Connection:
        try:
            return PatientConnection.connect(*arguments, **options)
        except psycopg.OperationalError:
            if server is None:
                raise
            server.start()
            return PatientConnection.connect(*arguments, **options)


def _translate(context: sa.engine.ExceptionContext) -> None:
    if context.is_pre_ping:  # the pool handles a failed ping itself
        return
    error = context.original_exception
    password = context.engine.url.password if context.engine else None
    if translated := explain(error, connecting=context.connection is None, password=password):
        raise translated from error
    if context.is_disconnect:
        raise StoreUnavailable("The connection to Postgres was lost.", hint="Try again in a moment.") from error


@contextmanager
def driver_errors(*, connecting: bool = False) -> Iterator[None]:
    """Raise gametape's errors for work on the driver's own connection (COPY), which bypasses SQLAlchemy.

    `connecting` is True while the connection itself is being made.

    Raises:
        StoreUnavailable: Postgres cannot be reached, closed the connection, is full, or ended a deadlock.
        BadSettings: the database user lacks a right, or the database is read-only.
    """
    try:
        yield
    except psycopg.Error as error:
        if translated := explain(error, connecting=connecting):
            raise translated from error
        raise


@contextmanager
def migrated_store(settings: Settings) -> Iterator[sa.Engine]:
    """Open the store with its tables up to date, and close its connections at the end.

    Raises:
        StoreUnavailable, BadSettings: see `open_store` and `migrate`.
    """
    engine = open_store(settings)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def migrate(engine: sa.Engine) -> None:
    """Upgrade the schema in one transaction. Two queries if it is up to date already.

    Several processes may call this at once: one upgrades, the others wait for it.

    Raises:
        BadSettings: a newer gametape made the database, it belongs to another project, or it cannot be used.
        StoreUnavailable: Postgres cannot be reached.
    """
    newest = newest_revision()
    with engine.connect() as connection:
        if _revision(connection) == newest:
            return
    from alembic import command  # noqa: PLC0415  # a part of a second that few processes need
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    # Building an index can take long, and other processes wait for it just as long, so no time limits apply.
    with engine.connect().execution_options(**{LIMITS: None}) as connection, connection.begin():
        # A lock of the transaction: a transaction pooler would lose a lock of the session.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        present = _revision(connection)
        if present != newest:
            check_database(connection)
        if present is not None and present > newest:
            raise BadSettings(
                f"The store was created by a newer gametape (schema {present}).", hint="Upgrade gametape."
            )
        if present != newest:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def newest_revision() -> str:
    """Return the schema version of this gametape: the number of the last file in `migrations/versions`."""
    return max(path.name for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))[:4]


def _revision(connection: sa.Connection) -> str | None:
    # Look only in the schema where tables are created: one further along the search path belongs to another project.
    here = sa.text("SELECT to_regclass(format('%I.alembic_version', current_schema()))")
    if connection.scalar(here) is None:
        return None
    return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))
