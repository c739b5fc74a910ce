"""Planner statistics of the tables. Without them Postgres guesses and picks plans that take ten times as long."""

from math import inf

import sqlalchemy as sa

from gametape.store.tables import metadata

_LONGEST = 10  # seconds, for large tables that are not in memory


def take_statistics(engine: sa.Engine, *, left: float = inf) -> list[str]:
    """Analyze tables without statistics or with a tenth of their rows changed; return their names.

    Does nothing with less than ten seconds `left`.

    Postgres does this itself, but a minute after the rows arrive, when people already read them; the embedded server
    may have stopped by then. ANALYZE reads a sample of each table: some 30 MB of a large one.

    Raises:
        StoreUnavailable: Postgres cannot be reached.
    """
    if left < _LONGEST:
        return []
    with engine.begin() as connection:
        changed = set(connection.scalars(_CHANGED))
        names = [table.name for table in metadata.sorted_tables if table.name in changed]
        for name in names:
            connection.execute(sa.text(f"ANALYZE {name}"))
    return names


_CHANGED = sa.text("""
    SELECT relation.relname FROM pg_class AS relation
    JOIN pg_namespace AS home ON home.oid = relation.relnamespace AND home.nspname = current_schema()
    LEFT JOIN pg_stat_user_tables AS seen ON seen.relid = relation.oid
    WHERE relation.relkind = 'r'
      AND pg_relation_size(relation.oid) > 0
      AND (relation.reltuples < 0 OR seen.n_mod_since_analyze > 0.1 * relation.reltuples + 50)
""")
