"""Check a database before gametape creates its tables there, and explain in a sentence why it cannot be used."""

import sqlalchemy as sa

from gametape.errors import BadSettings
from gametape.store.tables import metadata

OLDEST_POSTGRES = 15
_VERSIONS = "alembic_version"
_SHOWN = 3  # foreign tables that the message names

_FACTS = sa.text("""
    SELECT CAST(current_setting('server_version_num') AS integer) / 10000 AS major,
           pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS is_read_only,
           current_schema() AS schema,
           has_schema_privilege(current_schema(), 'CREATE') AS may_create,
           EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') AS has_trigrams,
           EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') AS offers_trigrams,
           has_database_privilege(current_database(), 'CREATE') AS may_extend
""")

# Tables that belong to an extension are no sign of another project.
_TABLES = sa.text("""
    SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'f')
      AND NOT EXISTS (
          SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
      )
    ORDER BY relname
""")


def check_server(connection: sa.Connection, *, oldest: int = OLDEST_POSTGRES) -> None:
    """Refuse a server that the sync cannot write to.

    Raises:
        BadSettings: the server is too old or read-only.
    """
    facts = connection.execute(_FACTS).one()
    if facts.major < oldest:
        raise BadSettings(
            f"gametape needs Postgres {oldest} or newer; this is Postgres {facts.major}.",
            hint="Upgrade the server, or point DATABASE_URL to a newer server.",
        )
    if facts.is_read_only:
        raise BadSettings(
            "The database is read-only.",
            hint="DATABASE_URL must name a primary server, not a replica or a project that its provider has locked.",
        )


def check_database(connection: sa.Connection) -> None:
    """Refuse a database in which the schema cannot be created or upgraded.

    Raises:
        BadSettings: the server is too old or read-only, the user lacks a right, or the tables belong to another
            project.
    """
    check_server(connection)
    facts = connection.execute(_FACTS).one()
    if facts.schema is None:
        raise BadSettings(
            "The database has no schema where gametape can create its tables.",
            hint="Create the schema named by the user's search_path, or fix the search_path.",
        )
    _refuse_strangers(connection)
    if not facts.may_create:
        raise BadSettings(
            f"The database user is not allowed to create tables in the schema {facts.schema}.",
            hint=f"As its owner: GRANT CREATE ON SCHEMA {facts.schema} TO the user. Or let the user own the database.",
        )
    if not facts.has_trigrams and not facts.offers_trigrams:
        raise BadSettings(
            "The Postgres extension pg_trgm is not available.",
            hint="Install it: package postgresql-contrib on most systems.",
        )
    if not facts.has_trigrams and not facts.may_extend:
        raise BadSettings(
            "The database user is not allowed to create the extension pg_trgm.",
            hint="Run once as the database's owner: CREATE EXTENSION pg_trgm.",
        )


def _refuse_strangers(connection: sa.Connection) -> None:
    """Raise BadSettings if the schema has tables, but none of gametape's: it belongs to another project."""
    present = set(connection.scalars(_TABLES).all())
    ours = {"sync_status", "opportunities", _VERSIONS}
    if present <= {_VERSIONS} or ours <= present:
        return
    strangers = sorted(present - metadata.tables.keys()) or sorted(present)
    names = ", ".join(strangers[:_SHOWN]) + (", ..." if len(strangers) > _SHOWN else "")
    raise BadSettings(
        f"The database in DATABASE_URL contains tables of another project ({names}). Nothing was changed.",
        hint="Give gametape its own database (CREATE DATABASE gametape), or its own schema that comes first "
        "in its user's search_path.",
    )
