"""Which emails count: not the automatic ones, not those among ourselves, and each once, whatever sources have it."""

from typing import Any

import pytest
import sqlalchemy as sa

from gametape.queries.activity import count_activity
from gametape.queries.calls_and_emails import Side
from gametape.queries.people import contacts
from gametape.queries.timeline import EmailItem, TimelineQuery, timeline
from gametape.settings import Settings
from gametape.store.tables import emails, opportunities
from gametape.sync.reconcile import reconcile
from gametape.sync.sources import lost_sources
from gametape.warehouse.connect import connect
from gametape.warehouse.doctor import diagnose
from tests.builders.warehouse_rows import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    Company,
    Row,
    Sync,
    gong_user,
    mail,
    opportunity,
    salesforce_key,
    user,
)

EMAILS, TASKS = "salesforce.email_message", "salesforce.task"
ANA, REP = "ana@customer.example", "rep1@vendor.example"


def task(number: int, **columns: Any) -> Row:
    """An email that was logged as a task, with no word on who wrote it."""
    return {
        "id": salesforce_key("00T", number),
        "type": "Email",
        "what_id": salesforce_key("006", 1),
        "subject": f"Email: Mail {number}",
        "description": "Could you confirm the seat count?",
        "completed_date_time": NOON - 3 * DAY,
        "is_deleted": False,
        "last_modified_date": NOON,
    } | columns


def counted(engine: sa.Engine) -> dict[str, int]:
    """How many emails count, by deal."""
    with engine.connect() as connection:
        names = {row.id: row.name for row in connection.execute(sa.select(opportunities))}
        return {names[deal]: told["email_count"] for deal, told in count_activity(connection, list(names)).items()}


def shown(engine: sa.Engine, name: str = "Deal 1") -> list[EmailItem]:
    """The emails in a deal's timeline."""
    with engine.connect() as connection:
        deal = connection.scalars(sa.select(opportunities.c.id).where(opportunities.c.name == name)).one()
        items = timeline(connection, deal, TimelineQuery(limit=50)).items
        return [item for item in items if isinstance(item, EmailItem)]


def sides(engine: sa.Engine) -> list[tuple[str, bool]]:
    """Who wrote each email, and whether it is among ourselves."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(emails).order_by(emails.c.gong_email_id))
        return [(row.direction, row.is_internal) for row in rows]


def lost(engine: sa.Engine, chosen: Settings) -> dict[str, str]:
    """What doctor says of sources that are gone."""
    with engine.connect() as connection:
        return lost_sources(connection, diagnose(chosen).entities)


def last_activity(engine: sa.Engine) -> Any:
    with engine.connect() as connection:
        return connection.scalar(sa.select(opportunities.c.last_activity_at).where(opportunities.c.name == "Deal 1"))


def test_automatic_and_internal_emails_stay_readable_and_are_no_activity(
    sync: Sync, company: Company, engine: sa.Engine
) -> None:
    company.put("salesforce.user", user(1), user(2))
    company.put(
        EMAILS,
        mail(1, from_address=ANA, to_address=REP, message_date=NOON - 9 * DAY, headers="X-Mailer: Notes"),
        mail(2, from_address=ANA, to_address=REP, subject="Risposta automatica: Mail 1", message_date=NOON - 8 * DAY),
        mail(3, from_address=ANA, to_address=REP, headers="Auto-Submitted: auto-replied", message_date=NOON - 7 * DAY),
        mail(4, from_address="no-reply@esign.example", to_address=REP, message_date=NOON - 6 * DAY),
        mail(5, from_address=REP, to_address="rep2@vendor.example; c_1@resource.calendar.google.com"),
        mail(6, from_address=REP, to_address=f"{ANA}; 47@bcc.hubspot.com", message_date=NOON - 10 * DAY),
    )
    sync()
    marks = {item.subject: (item.is_automatic, item.among_ourselves) for item in shown(engine)}
    assert marks == {
        "Mail 1": (False, False),
        "Risposta automatica: Mail 1": (True, False),
        "Mail 3": (True, False),
        "Mail 4": (True, False),
        "Mail 5": (False, True),
        "Mail 6": (False, False),
    }
    assert last_activity(engine) == NOON - 9 * DAY
    assert counted(engine) == {"Deal 1": 3}
    with engine.connect() as connection:
        deal = connection.scalars(sa.select(opportunities.c.id)).one()
        found = {one.email: (one.side, one.emails_sent) for one in contacts(connection, deal, active_days=30).people}
    assert found == {
        ANA: (Side.THEIRS, 1),
        REP: (Side.OURS, 2),
        "rep2@vendor.example": (Side.OURS, 0),
    }, "no robots, no rooms"


def test_an_email_that_was_logged_twice_counts_once_on_each_of_its_deals(
    sync: Sync, company: Company, engine: sa.Engine
) -> None:
    company.add("salesforce.opportunity", opportunity(2))
    second = salesforce_key("006", 2)
    company.put(
        EMAILS,
        mail(1, message_identifier="<1@vendor>", subject="Offer"),
        mail(2, message_identifier="<1@vendor>", subject="Offer", message_date=NOON - 3 * DAY + HOUR),
        mail(3, message_identifier="<1@vendor>", subject="Offer", related_to_id=second),
        mail(4, message_identifier="<2@vendor>", subject="Offer"),  # the same words, sent again
        mail(5, subject="Terms"),
        mail(6, subject="Terms", message_date=NOON - 3 * DAY + MINUTE),
        mail(7, subject="Terms", message_date=NOON - 3 * DAY + HOUR),
        mail(8, subject="Terms", to_address="bo@customer.example"),
    )
    sync()
    assert counted(engine) == {"Deal 1": 5, "Deal 2": 1}
    assert len(shown(engine)) == 5
    company.change(EMAILS, salesforce_key("02s", 1), is_deleted=True, last_modified_date=NOON + HOUR)
    sync()
    assert counted(engine) == {"Deal 1": 5, "Deal 2": 1}, "its copy takes its place"


def test_sources_of_emails_complement_each_other(
    sync: Sync, company: Company, engine: sa.Engine, chosen: Settings
) -> None:
    company.put(TASKS, task(1), task(2, description="Yes."), task(3, subject="Email: Only here"))
    assert sync().entities["emails"].source == "emails_tasks"
    assert counted(engine) == {"Deal 1": 3}

    company.put(
        EMAILS,
        mail(1, activity_id=salesforce_key("00T", 1), subject="Renamed since"),
        mail(2, activity_id=None, message_date=NOON - 3 * DAY + MINUTE),
        mail(9, related_to_id=salesforce_key("500", 1)),
    )
    summary = sync()
    assert {name: result.source for name, result in summary.entities.items() if result.source and "email" in name} == {
        "emails": "emails_salesforce",
        "emails_tasks": "emails_tasks",
    }
    assert summary.entities["emails_tasks"].message == "2 emails are also in a better source and counted once."
    assert counted(engine) == {"Deal 1": 3}
    assert {item.subject for item in shown(engine)} == {"Renamed since", "Mail 2", "Only here"}
    assert [one.entity for one in diagnose(chosen).entities if "email" in one.entity] == ["emails", "emails_tasks"]

    company.add(TASKS, task(4, subject="Email: New", last_modified_date=NOON + HOUR))
    assert sync().entities["emails_tasks"].counts["inserted"] == 1, "each source has a place of its own"
    company.put(TASKS, *company.tables[TASKS][1:])
    with connect(chosen) as warehouse:
        checks = reconcile(engine, warehouse, chosen, entities=["emails"]).entities
    assert {name: check.status for name, check in checks.items()} == {"emails": "equal", "emails_tasks": "repaired"}
    with engine.connect() as connection:
        gone = connection.scalars(sa.select(emails.c.gong_email_id).where(emails.c.deleted_at.is_not(None))).all()
    assert gone == [salesforce_key("00T", 1)]

    company.drop(TASKS)
    assert lost(engine, chosen).keys() == {"emails_tasks", "people"}, "customers of tasks are people, too"
    assert sync().entities["emails_tasks"].status == "failed", "what fed until now is missed"
    assert sync(full=True).entities["emails_tasks"].status == "absent"
    assert sync().status == "success"
    assert lost(engine, chosen) == {}


@pytest.mark.parametrize("better_comes_first", [True, False])
def test_of_two_sources_with_one_id_the_better_keeps_it(
    sync: Sync, company: Company, engine: sa.Engine, better_comes_first: bool
) -> None:
    """They took turns at each full run, and the newer stamp won."""
    shared = salesforce_key("02s", 1)
    tables = {
        EMAILS: mail(1, id=shared, subject="Better"),
        TASKS: task(1, id=shared, subject="Email: Lesser", last_modified_date=NOON + HOUR),
    }
    for table in sorted(tables, key=[EMAILS, TASKS].index, reverse=not better_comes_first):
        company.put(table, tables[table])
        sync()
    for _ in range(2):
        sync(full=True)
        with engine.connect() as connection:
            kept = connection.execute(sa.select(emails.c.subject, emails.c.source, emails.c.deleted_at)).all()
        assert kept == [("Better", "emails_salesforce", None)]


def test_emails_are_told_anew_when_people_change(sync: Sync, company: Company, engine: sa.Engine) -> None:
    company.put(
        EMAILS,
        mail(1, from_address="bo@partner.example", to_address=REP, incoming=None),
        mail(2, from_address="bo@partner.example", to_address=ANA, incoming=None, message_date=NOON - 5 * DAY),
        mail(3, from_address="bo@partner.example", to_address=ANA, incoming=True, message_date=NOON - 6 * DAY),
        mail(4, from_address=REP, to_address="bo@partner.example", message_date=NOON - 2 * DAY),
    )
    sync()
    assert sides(engine) == [("theirs", False), ("theirs", False), ("theirs", False), ("ours", False)]
    assert last_activity(engine) == NOON - 2 * DAY
    company.put("gongio_ft.users", gong_user(id="9002", email_address="bo@partner.example"))
    sync()
    assert sides(engine) == [("ours", True), ("ours", False), ("theirs", False), ("ours", True)], "told is told"
    assert last_activity(engine) == NOON - 5 * DAY
