"""A column that goes away is told, a table that goes away is a failure; what was never there is no news."""

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.store.tables import call_participants, emails, sync_alerts, sync_status
from gametape.sync.alerts import FAILURES
from gametape.sync.context import EntityResult
from gametape.sync.reconcile import reconcile
from gametape.sync.sources import lost_sources
from gametape.warehouse.connect import connect
from gametape.warehouse.doctor import diagnose
from tests.builders.warehouse_rows import NOON, Company, Sync, gong_call, mail, participant

AMOUNT = "opportunity.amount is gone: deals have no amount"


def without_amount(company: Company) -> None:
    rows = company.tables["salesforce.opportunity"]
    company.put("salesforce.opportunity", *({k: v for k, v in row.items() if k != "amount"} for row in rows))


def test_what_was_never_there_is_no_news(sync: Sync, company: Company) -> None:
    without_amount(company)
    assert [sync().entities["opportunities"].message for _ in range(2)] == [None, None]


def test_a_column_that_goes_is_told_until_it_is_back(sync: Sync, company: Company) -> None:
    sync()
    whole = company.tables["salesforce.opportunity"]
    without_amount(company)
    for _ in range(2):
        told = sync().entities["opportunities"]
        assert told.status == "success"
        assert AMOUNT in str(told.message)
    company.put("salesforce.opportunity", *whole)
    assert sync().entities["opportunities"].message is None
    without_amount(company)
    assert AMOUNT in str(sync().entities["opportunities"].message)


def test_a_full_run_takes_things_as_they_are(sync: Sync, company: Company) -> None:
    sync()
    without_amount(company)
    assert AMOUNT in str(sync().entities["opportunities"].message)
    assert sync(full=True).entities["opportunities"].message is None
    assert sync().entities["opportunities"].message is None


def lose(company: Company, dataset: str) -> None:
    """Rename the dataset, or take the right to read it: both look like this."""
    for table in [name for name in company.tables if name.startswith(f"{dataset}.")]:
        company.drop(table)


def test_a_dataset_that_vanished_is_no_success(sync: Sync, company: Company, engine: sa.Engine) -> None:
    """Gong was renamed, and every run said success, with exit code 0 and no alert."""
    company.put("salesforce.user", {"id": "u", "email": "rep@seller.com", "name": "Rep"})
    company.put("gongio_ft.call", {"id": "c", "started": "2026-11-01 12:00:00+00", "title": "Hello"})
    company.put("gongio_ft.users", {"id": "g", "email_address": "rep@seller.com"})
    assert sync().status == "success"

    lose(company, "gongio_ft")
    summary = sync()
    assert (summary.status, summary.needs_attention) == ("partial", True)
    failed = {name: result for name, result in summary.entities.items() if result.status == "failed"}
    assert failed.keys() == {"calls", "people"}, "what Gong never fed is no failure, nor are the deals"
    assert "came from calls until now" in str(failed["calls"].message)
    assert "was also read from the dataset gongio_ft" in str(failed["people"].message)
    with engine.connect() as connection:
        streak = sa.select(sync_status.c.consecutive_failures).where(sync_status.c.entity_type == "calls")
        assert connection.scalar(streak) == 1

    assert sync(full=True).status == "success"
    again = sync()
    assert (again.status, again.entities["calls"].status) == ("success", "absent")


@pytest.mark.parametrize("dataset", ["salesforce"])
def test_a_salesforce_that_vanished_fails_what_it_fed(sync: Sync, company: Company, dataset: str) -> None:
    assert sync().status == "success"
    lose(company, dataset)
    failed: dict[str, EntityResult] = sync().entities
    assert failed["opportunities"].status == "failed"


def told(result: EntityResult) -> tuple[str, str]:
    return result.status, str(result.message)


def kept_participants(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.select(call_participants)).rowcount


def test_a_lost_table_beside_others_fails_its_entity_and_thins_nothing(
    sync: Sync, company: Company, engine: sa.Engine, chosen: Settings
) -> None:
    """Without participants each call that is read again would lose who was on it."""
    company.put("gongio_ft.call", gong_call())
    company.put("gongio_ft.call_participant", participant())
    assert sync().status == "success"

    company.drop("gongio_ft.call_participant")
    company.change("gongio_ft.call", gong_call()["id"], title="Another title")
    for _ in range(FAILURES):
        summary = sync()
    status, message = told(summary.entities["calls"])
    assert (summary.status, summary.needs_attention, status) == ("partial", True, "failed")
    assert message.startswith("calls was also read from gongio_ft.call_participant")
    assert told(summary.entities["people"])[0] == "failed", "it was read from that table, too"
    assert summary.entities["opportunities"].status == "success"
    with engine.connect() as connection:
        alerted = set(connection.scalars(sa.select(sync_alerts.c.subject)))
        assert lost_sources(connection, diagnose(chosen).entities)["calls"] == message
    assert alerted == {"calls", "people"}
    with connect(chosen) as warehouse:
        assert reconcile(engine, warehouse, chosen).entities["calls"].status == "failed"
    assert kept_participants(engine) == 1

    assert sync(full=True).status == "success"
    assert sync().status == "success"


def test_a_table_that_lost_a_column_it_needs_is_a_lost_table(sync: Sync, company: Company) -> None:
    company.put("gongio_ft.call", gong_call())
    company.put("gongio_ft.call_participant", participant())
    sync()
    company.put("gongio_ft.call_participant", {"id": "p1", "name": "Person 1"})
    assert told(sync().entities["calls"])[0] == "failed"


def test_a_lost_table_that_is_back_is_no_failure(sync: Sync, company: Company) -> None:
    rows = company.tables["salesforce.account"]
    sync()
    company.drop("salesforce.account")
    assert told(sync().entities["opportunities"])[0] == "failed"
    company.put("salesforce.account", *rows)
    assert sync().status == "success"


def test_the_best_source_of_emails_is_lost_and_the_next_goes_on(
    sync: Sync, company: Company, engine: sa.Engine
) -> None:
    task = {"id": "00T1", "type": "Email", "subject": "Email: Terms", "last_modified_date": NOON}
    company.put("salesforce.email_message", mail(1))
    company.put("salesforce.task", task)
    assert sync().status == "success"

    company.drop("salesforce.email_message")
    company.put("salesforce.task", task, task | {"id": "00T2", "subject": "Email: Offer"})
    for _ in range(2):
        summary = sync()
    assert (summary.status, summary.needs_attention) == ("partial", True)
    status, message = told(summary.entities["emails"])
    assert (status, summary.entities["emails_tasks"].status) == ("failed", "success")
    assert "came from emails_salesforce until now" in message
    with engine.connect() as connection:
        subjects = set(connection.scalars(sa.select(emails.c.subject)))
    assert subjects == {"Mail 1", "Terms", "Offer"}

    assert sync(full=True).entities.keys() & {"emails", "emails_tasks"} == {"emails"}
    assert sync().status == "success"


@pytest.mark.parametrize("table", ["opportunity_history", "opportunity_field_history"])
def test_a_lost_history_beside_another_fails_the_moves(sync: Sync, company: Company, table: str) -> None:
    deal = company.tables["salesforce.opportunity"][0]["id"]
    company.put(
        "salesforce.opportunity_history",
        {
            "id": "h",
            "opportunity_id": deal,
            "stage_name": "1. Open",
            "created_date": NOON,
        },
    )
    company.put(
        "salesforce.opportunity_field_history",
        {"id": "f", "opportunity_id": deal, "field": "Owner", "old_value": "a", "new_value": "b", "created_date": NOON},
    )
    assert sync().status == "success"
    company.drop(f"salesforce.{table}")
    status, message = told(sync().entities["opportunity_changes"])
    assert (status, f"salesforce.{table}" in message) == ("failed", True)


def test_history_mode_that_is_switched_off_fails_the_moves(sync: Sync, company: Company) -> None:
    plain = company.tables["salesforce.opportunity"][0]
    company.put("salesforce.opportunity", plain | {"_fivetran_start": NOON, "_fivetran_active": True})
    company.put(
        "salesforce.opportunity_history",
        {"id": "h", "opportunity_id": plain["id"], "stage_name": "1. Open", "created_date": NOON},
    )
    assert sync().status == "success"
    company.put("salesforce.opportunity", plain)
    entities = sync().entities
    assert "salesforce.opportunity in history mode" in told(entities["opportunity_changes"])[1]
    assert entities["opportunities"].status == "success"
