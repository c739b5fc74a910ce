"""Mails: who wrote them, and whose activity they are."""

import pytest
import sqlalchemy as sa

from gametape.store.tables import emails
from tests.builders.warehouse_rows import (
    DAY,
    HOUR,
    NOON,
    Company,
    Sync,
    gong_user,
    mail,
    opportunity,
    participant,
    salesforce_key,
)
from tests.sync.conftest import Stored


def write(company: Company, *senders: str) -> None:
    """A mail of each."""
    mails = [mail(nth, from_address=sender, to_address="x@x.example") for nth, sender in enumerate(senders)]
    company.put("salesforce.email_message", *mails)


def directions(engine: sa.Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row.sender_email: row.direction for row in connection.execute(sa.select(emails))}


def test_a_customer_does_not_become_ours_by_a_free_mail_address(
    sync: Sync, company: Company, engine: sa.Engine
) -> None:
    contractor = gong_user(id="9002", email_address="contractor@freemail.example")
    company.put("gongio_ft.users", gong_user(), contractor)
    company.put("gongio_ft.call_participant", participant(1, email_address="bob@freemail.example"))
    senders = {
        "rep1@vendor.example": "ours",
        "billing@vendor.example": "ours",  # nobody's seat, at a domain of ours
        "contractor@freemail.example": "ours",
        "bob@freemail.example": "theirs",
        "ann@freemail.example": "theirs",
    }
    write(company, *senders)
    sync()
    assert directions(engine) == senders


def test_who_left_wrote_as_one_of_us_and_leaves_us_no_domain(sync: Sync, company: Company, engine: sa.Engine) -> None:
    left = gong_user(id="9002", email_address="rep2@formerly.example", _fivetran_deleted=True)
    company.put("gongio_ft.users", gong_user(_fivetran_deleted=False), left)
    company.put("gongio_ft.user_email_alias", {"user_id": "9001", "email": "rep1@alias.example"})
    senders = {
        "rep1@vendor.example": "ours",
        "rep1@alias.example": "ours",
        "rep2@formerly.example": "ours",
        "ann@formerly.example": "theirs",
    }
    write(company, *senders)
    sync()
    assert directions(engine) == senders


@pytest.mark.parametrize("other", [salesforce_key("006", 2), None])
def test_last_activity_goes_with_a_mail_that_moves(
    sync: Sync, company: Company, stored: Stored, other: str | None
) -> None:
    company.add("salesforce.opportunity", opportunity(2))
    company.put("salesforce.email_message", mail(1), mail(2, related_to_id=salesforce_key("006", 2), message_date=NOON))
    sync()
    company.change(
        "salesforce.email_message", salesforce_key("02s", 1), related_to_id=other, last_modified_date=NOON + HOUR
    )
    sync()
    assert {name: row.last_activity_at for name, row in stored().items()} == {"Deal 1": None, "Deal 2": NOON}


def test_last_activity_stays_with_the_mails_that_stay(sync: Sync, company: Company, stored: Stored) -> None:
    company.put("salesforce.email_message", mail(1), mail(2, message_date=NOON - 9 * DAY))
    sync()
    company.change(
        "salesforce.email_message", salesforce_key("02s", 1), related_to_id=None, last_modified_date=NOON + HOUR
    )
    sync()
    assert stored()["Deal 1"].last_activity_at == NOON - 9 * DAY
