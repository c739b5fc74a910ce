"""What a run leaves behind besides the rows."""

import sqlalchemy as sa

from gametape.errors import WarehouseUnavailable
from gametape.sync.context import EntityResult, Run
from gametape.sync.entities import Entity
from gametape.sync.scan import scan
from tests.company import Company, Sync, gong_call, link


def test_after_a_sync_the_planner_need_not_guess(engine: sa.Engine, sync: Sync) -> None:
    sync()
    with engine.connect() as connection:
        query = "SELECT reltuples FROM pg_class WHERE oid = CAST('opportunities' AS regclass)"
        assert connection.execute(sa.text(query)).scalar_one() == 1


def test_why_links_failed_is_said_even_while_others_wait(sync: Sync, company: Company) -> None:
    company.put("gongio_ft.call", gong_call())
    company.put("gongio_ft.call_context_integration", link(1, 7))
    sync()

    def failing(run: Run, entity: Entity) -> EntityResult:
        if entity.name == "call_links":
            raise WarehouseUnavailable("503")
        return scan(run, entity)

    told = sync(scanning=failing).entities["call_links"]
    assert told.status == "failed"
    assert "503" in str(told.message)
