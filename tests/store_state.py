"""The whole content of a store, row by row, to tell whether anything was written."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

Contents = dict[str, list[tuple[str, str]]]


def contents(engine: sa.Engine) -> Contents:
    """By table every row as text, with the transaction that wrote it: a row written as it was is seen, too."""
    with engine.connect() as connection:
        tables = connection.scalars(
            sa.text("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'")
        ).all()
        return {
            name: [
                (row.writer, row.told)
                for row in connection.execute(
                    sa.text(
                        f"SELECT CAST(t.xmin AS text) AS writer, CAST(t AS text) AS told FROM {name} AS t ORDER BY 2"
                    )
                )
            ]
            for name in tables
        }


@contextmanager
def nothing_written(engine: sa.Engine) -> Iterator[None]:
    """Fail where the block has written anything to the store.

    Raises:
        AssertionError: rows were added, changed or removed; the message names the tables.
    """
    before = contents(engine)
    assert before
    yield
    after = contents(engine)
    written = {name: sorted(set(after[name]) ^ set(before[name])) for name in after if after[name] != before[name]}
    assert not written, {name: [row[:200] for _, row in rows[:3]] for name, rows in written.items()}
