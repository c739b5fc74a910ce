"""The store that the reading benchmarks fill by SQL alone."""

import sqlalchemy as sa

from bench.book import fill
from gametape.store import tables


def test_a_benchmark_book_fills_a_store(engine: sa.Engine) -> None:
    fill(engine, deals=20, calls=100, emails=200)
    with engine.connect() as connection:
        counts = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (tables.opportunities, tables.calls, tables.emails, tables.call_participants)
        }
    assert counts == {"opportunities": 20, "calls": 100, "emails": 200, "call_participants": 200}
