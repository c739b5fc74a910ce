"""Several statements in one round trip to Postgres."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.rows import namedtuple_row
from sqlalchemy.dialects.postgresql.psycopg import dialect

from gametape.store.database import driver_errors

_DIALECT: sa.Dialect = dialect()  # type: ignore[no-untyped-call]


def fetch_all(
    connection: sa.Connection, statements: Sequence[sa.TextClause], parameters: Mapping[str, Any]
) -> list[list[Any]]:
    """Run the statements in the connection's transaction, all with these parameters; return the rows of each.

    The statements are sent together (psycopg's pipeline mode): Postgres is waited for once.

    Raises:
        StoreUnavailable: Postgres cannot be reached, closed the connection, or ended a statement.
    """
    if not connection.in_transaction():
        connection.begin()
    driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    with driver_errors(), driver.pipeline():
        cursors = [driver.cursor(row_factory=namedtuple_row) for _ in statements]
        for cursor, statement in zip(cursors, statements, strict=True):
            cursor.execute(_for_driver(statement), parameters)
        return [cursor.fetchall() for cursor in cursors]


@cache
def _for_driver(statement: sa.TextClause) -> bytes:
    """Write a statement with psycopg's marks of parameters: `:ids` becomes `%(ids)s`."""
    return str(statement.compile(dialect=_DIALECT)).encode()
