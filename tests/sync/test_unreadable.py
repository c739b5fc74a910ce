"""Columns whose values cannot be read: an error of the entity, told once, until they are read."""

from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from gametape.store.tables import calls, emails, opportunities, opportunity_changes, sync_status
from tests.builders.warehouse_rows import Company, Sync, counts, gong_call, link, mail, opportunity, salesforce_key

BIGQUERY = "2026-06-01 08:00:00 UTC"
"""As `bq extract` writes a time."""


def test_the_text_times_of_bigquery_lose_nothing(sync: Sync, company: Company, engine: sa.Engine) -> None:
    company.put("salesforce.opportunity", opportunity(created_date=BIGQUERY, close_date="2026-12-31 00:00:00 UTC"))
    moved = {"id": "1", "opportunity_id": salesforce_key("006", 1), "stage_name": "New", "created_date": BIGQUERY}
    company.put("salesforce.opportunity_history", moved)
    company.put("gongio_ft.call", gong_call(started=BIGQUERY))
    company.put("gongio_ft.call_context_integration", link())
    company.put("salesforce.email_message", mail(message_date=BIGQUERY))
    summary = sync()
    assert summary.status == "success"
    assert {name: result.counts.get("warnings", 0) for name, result in summary.entities.items()} == dict.fromkeys(
        summary.entities, 0
    )
    with engine.connect() as connection:
        times = [
            connection.scalar(sa.select(column))
            for column in (
                opportunities.c.opened_at,
                calls.c.started_at,
                emails.c.sent_at,
                opportunity_changes.c.changed_at,
            )
        ]
        closing = connection.scalar(sa.select(opportunities.c.close_date))
    assert [f"{time:%Y-%m-%d %H:%M}" for time in times] == ["2026-06-01 08:00"] * 4
    assert str(closing) == "2026-12-31"


@pytest.fixture
def american(company: Company) -> Company:
    """Four deals whose close dates are written month first."""
    company.put("salesforce.opportunity", *(opportunity(n, close_date=f"12/{n}/2026") for n in range(1, 5)))
    return company


@pytest.mark.usefixtures("american")
def test_a_column_that_cannot_be_read_is_an_error_and_told_once(sync: Sync, engine: sa.Engine) -> None:
    with capture_logs() as lines:
        summary = sync()
    deals = summary.entities["opportunities"]
    assert (summary.status, deals.status, counts(summary)["inserted"]) == ("partial", "failed", 4)
    assert "4 of 4 values cannot be read, for example close_date: '12/1/2026'" in str(deals.message)
    assert "use YYYY-MM-DD" in str(deals.message)
    told = [line for line in lines if "12/" in str(line) and line["log_level"] == "warning"]
    assert [(line["column"], line["count"], line["of"]) for line in told] == [("close_date", 4, 4)]
    with engine.connect() as connection:
        assert set(connection.scalars(sa.select(opportunities.c.close_date))) == {None}  # the rows are there


def test_it_stays_an_error_until_the_values_are_read(sync: Sync, american: Company, engine: sa.Engine) -> None:
    sync()
    again = sync(full=True).entities["opportunities"]
    assert (again.status, again.counts["unchanged"]) == ("failed", 4)
    with engine.connect() as connection:
        failures = sa.select(sync_status.c.consecutive_failures).where(sync_status.c.entity_type == "opportunities")
        assert connection.scalar(failures) == 2
    american.put("salesforce.opportunity", *(opportunity(n, close_date=f"2026-12-0{n}") for n in range(1, 5)))
    assert sync(full=True).status == "success"
    assert sync().status == "success"


def test_a_few_bad_values_are_no_error_and_are_told_in_one_line(sync: Sync, company: Company) -> None:
    dates: list[Any] = ["12/1/2026", "12/2/2026", "12/3/2026", *("2026-12-01" for _ in range(4))]
    company.put("salesforce.opportunity", *(opportunity(n, close_date=day) for n, day in enumerate(dates, start=1)))
    with capture_logs() as lines:
        summary = sync()
    assert (summary.status, counts(summary)["warnings"]) == ("success", 3)
    (told,) = [line for line in lines if line["event"] == "values left out"]
    assert (told["column"], told["count"], told["of"]) == ("close_date", 3, 7)


def test_history_without_a_readable_time_is_an_error(sync: Sync, company: Company) -> None:
    moves = [
        {"id": str(n), "opportunity_id": salesforce_key("006", 1), "stage_name": f"S{n}", "created_date": f"6/{n}/2026"}
        for n in range(1, 4)
    ]
    company.put("salesforce.opportunity_history", *moves)
    history = sync().entities["opportunity_changes"]
    assert history.status == "failed"
    assert "3 of 3 values cannot be read, for example changed_at" in str(history.message)
