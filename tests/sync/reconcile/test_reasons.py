"""`gametape reconcile`: what differs for a reason is explained, and an erase at the source arrives."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from gametape.errors import BadRequest, LeaseHeld
from gametape.settings import Settings
from gametape.store import tables
from gametape.store.tables import opportunities, reconciliations
from gametape.sync import lease
from gametape.sync.erase import erase
from gametape.sync.reconcile import reconcile
from gametape.warehouse.connect import connect
from tests.builders.warehouse_deals import mentions, whole_deal
from tests.builders.warehouse_rows import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    Company,
    Sync,
    gong_call,
    link,
    mail,
    monologue,
    opportunity,
    participant,
    salesforce_key,
)
from tests.sync.conftest import Stored
from tests.sync.reconcile.conftest import Check, change_store, deal, found, statuses


def test_rows_that_are_kept_out_for_a_reason_are_explained(
    sync: Sync, many: Company, check: Check, stored: Stored
) -> None:
    many.add(
        "salesforce.opportunity",
        opportunity(20, name=None),
        opportunity(21, name=None, is_deleted=True),  # an empty shell of what never was here
    )
    sync()
    many.change("salesforce.opportunity", deal(1), name=None, is_deleted=True)  # and of what is
    sync(full=True)
    many.change("salesforce.opportunity", deal(2), name=None)  # the good version stays
    sync(full=True)
    for _ in range(2):
        for dry_run in (True, False):
            result = check(dry_run=dry_run)
            assert found(result) == {}
            assert result.entities["opportunities"].explained == 4
    assert stored()["Deal 1"].deleted_at is not None
    assert stored()["Deal 2"].deleted_at is None


def test_a_row_that_is_refused_by_the_repair_is_explained_from_then_on(
    sync: Sync, many: Company, check: Check, engine: sa.Engine
) -> None:
    sync()
    many.add("salesforce.opportunity", opportunity(30, name=None))
    assert found(check()) == {"missing": 1}
    assert found(check()) == {}
    with engine.connect() as connection:
        assert connection.scalar(sa.select(tables.sync_rejects.c.source_id)) == deal(30)


def test_what_the_sync_observed_itself_is_not_looked_for_at_the_source(
    sync: Sync, company: Company, check: Check, engine: sa.Engine
) -> None:
    move = {"stage_name": "1. New", "amount": None, "close_date": None, "is_deleted": False, "created_date": NOON}
    company.put("salesforce.opportunity_history", {"id": "008A", "opportunity_id": deal(1), **move})
    sync()
    company.change("salesforce.opportunity", deal(1), stage_name="3. Proposal", last_modified_date=NOON + HOUR)
    sync()
    result = check()
    assert statuses(result)["opportunity_changes"] == "equal"
    with engine.connect() as connection:
        origins = connection.scalars(sa.select(tables.opportunity_changes.c.origin)).all()
    assert sorted(origins) == ["observed", "opportunity_history"]
    company.add("salesforce.opportunity", opportunity(2))
    company.put("salesforce.opportunity_history", {"id": "008B", "opportunity_id": deal(2), **move})
    assert statuses(check())["opportunity_changes"] == "repaired"
    with engine.connect() as connection:
        kept = sa.select(tables.opportunity_changes.c.source_id).where(
            tables.opportunity_changes.c.deleted_at.is_(None)
        )
        sources = sorted(source.partition(":")[0] for source in connection.scalars(kept))
    assert sources == ["008B", "observed"], "a history that vanished takes its moves along"


def test_a_changed_version_of_the_reading_is_a_difference_that_is_repaired(
    sync: Sync, many: Company, check: Check, chosen: Settings, engine: sa.Engine
) -> None:
    sync()
    newer = chosen.model_copy(update={"metadata_max_bytes": 8192})
    with connect(chosen) as warehouse:
        result = reconcile(engine, warehouse, newer, entities=["opportunities"])
        assert found(result) == {"different": 13}
        assert found(reconcile(engine, warehouse, newer, entities=["opportunities"])) == {}


def test_the_result_is_kept_for_the_status(sync: Sync, many: Company, check: Check, engine: sa.Engine) -> None:
    sync()
    change_store(engine, opportunities, opportunities.c.gong_opportunity_id == deal(1), content_hash=b"x")
    check(entities=["opportunities"])
    with engine.connect() as connection:
        (row,) = connection.execute(sa.select(reconciliations))
    assert (row.entity_type, row.status, row.buckets, row.differing, row.repaired) == (
        "opportunities", "repaired", 13, 1, 1,
    )  # fmt: skip
    assert row.counts["different"] == 1


def test_no_sync_runs_meanwhile(sync: Sync, many: Company, check: Check, engine: sa.Engine) -> None:
    sync()
    with lease.held(engine, uuid.uuid4(), timedelta(minutes=1)), pytest.raises(LeaseHeld):
        check()


def test_an_entity_that_does_not_exist_is_named(check: Check) -> None:
    with pytest.raises(BadRequest, match="no entity deals"):
        check(entities=["deals"])


Change = Callable[[Company], None]


def _nulled(company: Company) -> None:
    """The person's data is emptied where it stands, and no stamp moves."""
    company.change("gongio_ft.call_participant", "p1", name=None, email_address=None, title=None)
    spoken = company.tables["gongio_ft.transcript"]
    company.put("gongio_ft.transcript", *(row | {"sentence": None} if row["index"] == "0" else row for row in spoken))
    company.change("gongio_ft.call", "710001", title="Call", brief=None)
    gone = {"from_address": None, "from_name": None, "subject": None, "text_body": None, "to_address": None}
    company.change("salesforce.email_message", salesforce_key("02s", 2), **gone, is_deleted=True)
    company.change("salesforce.email_message", salesforce_key("02s", 1), to_address=None, text_body="Hello")


def _vanished(company: Company) -> None:
    """Whatever the person was part of is not there any more."""
    company.put("gongio_ft.call", gong_call(9, _fivetran_synced=NOON))
    company.put("gongio_ft.call_participant", participant(3, 9, name="Person 3"))
    company.put("gongio_ft.transcript", monologue(0, 9, 3, text="Hi."))
    company.put("gongio_ft.call_context_integration", link(9, 1))
    company.put("salesforce.email_message", mail(1, to_address="ann@customer.example", text_body="Hello"))


@pytest.mark.parametrize("erased_upstream", [_nulled, _vanished])
def test_26_an_erase_at_the_source_reaches_the_store(
    sync: Sync, company: Company, check: Check, engine: sa.Engine, erased_upstream: Change
) -> None:
    whole_deal(company)
    spoken = company.tables["gongio_ft.transcript"]
    others = "Thank you."
    company.put(
        "gongio_ft.transcript", spoken[0], monologue(1, speaker=2, text=others, at=3), monologue(2, speaker=3, at=6)
    )
    sync()
    words = ("person1@customer.example", "Person 1", "ninety", "Confidential", "quote")
    assert mentions(engine, *words)
    erased_upstream(company)
    assert check().is_equal
    assert mentions(engine, *words) == []
    again = check()
    assert [name for name in again.entities if found(again, name)] == []


def test_rows_marked_as_deleted_lose_their_text_and_are_whole_again_when_the_mark_goes(
    sync: Sync, company: Company, check: Check, engine: sa.Engine
) -> None:
    whole_deal(company)
    for name in ("gongio_ft.call", "gongio_ft.call_participant", "gongio_ft.transcript", "gongio_ft.users"):
        company.put(name, *(row | {"_fivetran_deleted": False} for row in company.tables[name]))
    sync()
    before = sorted(mentions(engine, "person1@customer.example", "ninety", "rep one"))
    kept = {name: list(rows) for name, rows in company.tables.items()}
    for name in ("gongio_ft.call", "gongio_ft.transcript", "gongio_ft.users"):
        company.put(name, *(row | {"_fivetran_deleted": True} for row in company.tables[name]))
    company.put(
        "salesforce.email_message", *(r | {"is_deleted": True} for r in company.tables["salesforce.email_message"])
    )
    sync(full=True)
    check()
    assert mentions(engine, "ninety", "confidential", "a quote") == []
    again = check()
    assert [name for name in again.entities if found(again, name)] == []
    assert again.entities["calls"].forgotten == 0
    for name, rows in kept.items():
        company.put(name, *rows)
    sync(full=True)
    assert sorted(mentions(engine, "person1@customer.example", "ninety", "rep one")) == before


def test_undelete_after_an_erase_brings_all_of_it_back(
    sync: Sync, company: Company, check: Check, engine: sa.Engine
) -> None:
    whole_deal(company)
    sync()
    before = sorted(mentions(engine, "person1@customer.example", "ninety", "Confidential"))
    kept = {name: list(rows) for name, rows in company.tables.items()}
    _vanished(company)
    check()
    for name, rows in kept.items():
        company.put(name, *rows)
    check()
    assert sorted(mentions(engine, "person1@customer.example", "ninety", "Confidential")) == before
    with engine.connect() as connection:
        links = connection.execute(sa.select(tables.call_opportunities)).all()
    assert len(links) == 1


def test_a_vanished_call_is_no_activity(sync: Sync, company: Company, check: Check, stored: Stored) -> None:
    whole_deal(company)
    sync()
    assert stored()["Deal 1"].last_activity_at > NOON - 30 * DAY
    company.put("gongio_ft.call", gong_call(9))
    company.put("salesforce.email_message", mail(9, related_to_id=None))
    check()
    assert stored()["Deal 1"].last_activity_at is None


def test_who_was_erased_here_is_explained(
    sync: Sync, company: Company, check: Check, engine: sa.Engine, chosen: Settings
) -> None:
    whole_deal(company)
    sync()
    erase(engine, chosen, "person1@customer.example")
    for _ in range(2):
        result = check()
        assert [name for name in result.entities if found(result, name)] == []
        assert result.entities["people"].explained == 1
    assert mentions(engine, "person1@customer.example", "ninety") == []


def test_pages_of_any_size_say_the_same(sync: Sync, many: Company, chosen: Settings, engine: sa.Engine) -> None:
    sync()
    many.change("salesforce.opportunity", deal(5), name="Other", last_modified_date=NOON - 155 * DAY + MINUTE)
    for size in (1, 5000):
        settings = chosen.model_copy(update={"page_size": size})
        with connect(settings) as warehouse:
            assert found(reconcile(engine, warehouse, settings, dry_run=True)) == {"different": 1}
