"""What a run leaves behind besides the rows."""

import sqlalchemy as sa

from tests.company import Sync


def test_after_a_sync_the_planner_need_not_guess(engine: sa.Engine, sync: Sync) -> None:
    sync()
    with engine.connect() as connection:
        query = "SELECT reltuples FROM pg_class WHERE oid = CAST('opportunities' AS regclass)"
        assert connection.execute(sa.text(query)).scalar_one() == 1
