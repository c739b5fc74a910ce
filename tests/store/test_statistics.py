"""After a sync the planner knows the tables: it need not guess until autovacuum comes by."""

from datetime import date

import sqlalchemy as sa

from gametape.store.statistics import take_statistics
from gametape.store.tables import opportunities
from tests.builders.store_rows import add_deals, company


def fill(engine: sa.Engine, deals: int) -> None:
    with engine.begin() as connection:
        add_deals(connection, company(deals, date(2026, 11, 2)))
        connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))


def known(engine: sa.Engine) -> float:
    query = "SELECT reltuples FROM pg_class WHERE oid = CAST('opportunities' AS regclass)"
    with engine.connect() as connection:
        return float(connection.execute(sa.text(query)).scalar_one())


def test_a_table_is_looked_into_once_it_has_rows_and_again_when_many_changed(engine: sa.Engine) -> None:
    assert "opportunities" not in take_statistics(engine)
    fill(engine, 100)
    assert take_statistics(engine, left=9) == []
    assert known(engine) < 0
    assert "opportunities" in take_statistics(engine)
    assert known(engine) == 100
    assert take_statistics(engine) == []
    with engine.begin() as connection:
        connection.execute(sa.update(opportunities).values(stage="1. New"))
        connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
    assert take_statistics(engine) == ["opportunities"]
