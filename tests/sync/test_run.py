"""What a run leaves behind besides the rows."""

import time
from threading import Event

import pytest
import sqlalchemy as sa

from gametape.errors import WarehouseUnavailable
from gametape.store.tables import opportunities
from gametape.sync.context import EntityResult, SyncRun
from gametape.sync.entities import WAVES
from gametape.sync.entity import Entity
from gametape.sync.scan import scan
from tests.builders.warehouse_rows import Company, Sync, gong_call, link, opportunity


def test_after_a_sync_the_planner_need_not_guess(engine: sa.Engine, sync: Sync) -> None:
    sync()
    with engine.connect() as connection:
        query = "SELECT reltuples FROM pg_class WHERE oid = CAST('opportunities' AS regclass)"
        assert connection.execute(sa.text(query)).scalar_one() == 1


def test_why_links_failed_is_said_even_while_others_wait(sync: Sync, company: Company) -> None:
    company.put("gongio_ft.call", gong_call())
    company.put("gongio_ft.call_context_integration", link(1, 7))
    sync()

    def failing(run: SyncRun, entity: Entity) -> EntityResult:
        if entity.name == "call_links":
            raise WarehouseUnavailable("503")
        return scan(run, entity)

    told = sync(scanning=failing).entities["call_links"]
    assert told.status == "failed"
    assert "503" in str(told.message)


def test_full_deals_do_not_become_thin_ones_because_a_table_is_away(
    sync: Sync, company: Company, engine: sa.Engine
) -> None:
    company.put("gongio_ft.opportunity", {"id": opportunity(1)["id"], "name": "Thin"})
    sync()
    away = company.tables["salesforce.opportunity"]
    company.drop("salesforce.opportunity")
    for _ in range(2):
        told = sync().entities["opportunities"]
        assert (told.status, told.counts["read"]) == ("failed", 0)
        assert "opportunities_salesforce" in str(told.message)
        assert "gametape sync --full" in str(told.message)
    assert names(engine) == ["Deal 1"]
    company.put("salesforce.opportunity", *away)
    assert sync().entities["opportunities"].status == "success"
    company.drop("salesforce.opportunity")
    assert sync(full=True).entities["opportunities"].status == "success"  # asked for
    assert sync().entities["opportunities"].status == "success"
    assert names(engine) == ["Thin"]


def test_who_is_interrupted_ends_at_the_next_page_and_begins_nothing_else(
    sync: Sync, company: Company, engine: sa.Engine
) -> None:
    company.put("gongio_ft.call", gong_call())
    first, second = (entity.name for entity in WAVES[0][:2])
    begun, left = [], []

    def interrupted(run: SyncRun, entity: Entity) -> EntityResult:
        begun.append(entity.name)
        if entity.name == first:
            raise KeyboardInterrupt
        if entity.name == second:
            until = time.monotonic() + 20
            while run.budget.left() > 0 and time.monotonic() < until:
                Event().wait(0.01)
            left.append(run.budget.left())
        return scan(run, entity)

    with pytest.raises(KeyboardInterrupt):
        sync(scanning=interrupted)
    assert left == [0]
    assert set(begun) <= {entity.name for entity in WAVES[0]}
    assert sync().status == "success"


def names(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(sa.select(opportunities.c.name)))
