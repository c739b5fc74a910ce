"""A column that goes away is told; one that was never there is no news."""

import pytest
import sqlalchemy as sa

from gametape.store.tables import sync_status
from gametape.sync.context import EntityResult
from tests.builders.warehouse_rows import Company, Sync

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
    assert (summary.status, summary.needs_somebody) == ("partial", True)
    failed = {name: result for name, result in summary.entities.items() if result.status == "failed"}
    assert failed.keys() == {"calls", "people"}, "what Gong never fed is no failure, nor are the deals"
    assert "came from calls until now" in str(failed["calls"].message)
    assert "also read from the dataset gongio_ft" in str(failed["people"].message)
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
