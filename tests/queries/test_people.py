"""Who takes part in a deal."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries.people import Contact, contacts
from tests.builders.store_rows import MOMENT, add_call, add_deal, add_email, add_person, person

DAY = timedelta(days=1)


def contact(connection: sa.Connection, deal: UUID, email: str) -> Contact:
    return next(one for one in contacts(connection, deal, active_days=30).people if one.email == email)


def test_somebody_is_told_with_all_they_took_part_in(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    ruiz = person("M. Ruiz", "theirs", "ruiz@northwind.example", title="CFO", talk_seconds=90)
    add_call(
        connection, "one", MOMENT - 9 * DAY, on=[deal], people=[ruiz, person("Dana", "ours", "dana@lumen.example")]
    )
    add_call(connection, "two", MOMENT - 8 * DAY, on=[deal], people=[ruiz])
    add_call(connection, "gone", MOMENT, on=[deal], people=[ruiz], deleted_at=MOMENT)
    add_email(connection, "to her", MOMENT - 7 * DAY, on=deal, to=["ruiz@northwind.example"])
    add_email(connection, "from her", MOMENT - 30 * DAY, on=deal, sender="ruiz@northwind.example", direction="theirs")
    add_email(connection, "of another deal", MOMENT, on=add_deal(connection, "b"))
    found = contact(connection, deal, "ruiz@northwind.example")
    assert found.model_dump() == {
        "email": "ruiz@northwind.example",
        "name": "M. Ruiz",
        "title": "CFO",
        "side": "theirs",
        "role": None,
        "calls": 2,
        "emails": 2,
        "emails_sent": 1,
        "talk_minutes": 3.0,
        "last_touch_at": MOMENT - 7 * DAY,
        "last_active_at": MOMENT - 8 * DAY,
    }


def test_people_run_by_last_touch_and_the_untouched_come_last(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_call(connection, "old", MOMENT - 9 * DAY, on=[deal], people=[person("Old", email="old@x.example")])
    add_call(connection, "new", MOMENT, on=[deal], people=[person("New", email="new@x.example")])
    add_call(connection, "undated", None, on=[deal], people=[person("Some day", email="some@x.example")])
    assert [one.name for one in contacts(connection, deal, active_days=30).people] == ["New", "Old", "Some day"]


def test_a_limit_keeps_the_latest_and_counts_everybody(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    for days in (3, 1, 2):
        on_it = [person(f"P{days}", "theirs", f"p{days}@northwind.example")]
        add_call(connection, f"call {days}", on=[deal], people=on_it, started_at=now - timedelta(days=days))
    found = contacts(connection, deal, active_days=30, limit=2)
    assert [one.name for one in found.people] == ["P1", "P2"]
    assert (found.total, found.active_contacts, found.single_threaded) == (3, 3, False)


def test_all_addresses_of_a_person_are_one_person_with_the_name_we_know(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_person(
        connection,
        "dana@lumen.example",
        "Dana Okafor",
        aliases=["d.okafor@lumen.example"],
        is_internal=True,
        role="AE",
        title="Account Executive",
    )
    add_call(connection, "call", on=[deal], people=[person("dana o", "unknown", "d.okafor@lumen.example")])
    add_email(connection, "mail", on=deal, sender="dana@lumen.example", to=["D.Okafor@lumen.example"])
    (found,) = contacts(connection, deal, active_days=30).people
    assert (found.email, found.name, found.title, found.side, found.role) == (
        "dana@lumen.example",
        "Dana Okafor",
        "Account Executive",
        "ours",
        "AE",
    )
    assert (found.calls, found.emails, found.emails_sent) == (1, 1, 1)


def test_whoever_has_no_address_is_told_apart_by_name_and_side_and_the_nameless_are_counted(
    connection: sa.Connection,
) -> None:
    deal = add_deal(connection, "a")
    people = [person("Anna"), person("anna"), person("Anna", "ours"), person(None), person(None, "unknown")]
    add_call(connection, "call", on=[deal], people=people)
    found = contacts(connection, deal, active_days=30)
    assert sorted((one.name, one.side, one.calls) for one in found.people) == [
        ("Anna", "ours", 1),
        ("Anna", "theirs", 1),
    ]
    assert found.unnamed == 2


def test_sides_of_those_only_in_mails_come_from_who_wrote_and_from_colleagues(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_email(
        connection,
        "ours",
        on=deal,
        sender="dana@lumen.example",
        to=["lindt@northwind.example", "wei@lumen.example", "adviser@elsewhere.example"],
    )
    add_email(connection, "theirs", on=deal, sender="ruiz@northwind.example", to=[], direction="theirs")
    assert {one.email: one.side for one in contacts(connection, deal, active_days=30).people} == {
        "dana@lumen.example": "ours",
        "wei@lumen.example": "ours",
        "ruiz@northwind.example": "theirs",
        "lindt@northwind.example": "theirs",
        "adviser@elsewhere.example": "unknown",
    }


def test_a_domain_with_people_of_both_sides_tells_nothing(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    people = [person("A", "ours", "a@mail.example"), person("B", "theirs", "b@mail.example")]
    add_call(connection, "call", on=[deal], people=people)
    add_email(connection, "mail", on=deal, sender=None, to=["c@mail.example"], direction="unknown")
    assert contact(connection, deal, "c@mail.example").side == "unknown"


def test_a_public_domain_tells_nothing(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_call(connection, "call", on=[deal], people=[person("Con Tractor", "ours", "contractor@gmail.com")])
    add_email(connection, "mail", on=deal, sender=None, to=["kim@gmail.com"], direction="unknown")
    assert contact(connection, deal, "kim@gmail.com").side == "unknown"


@pytest.mark.parametrize(("active", "single"), [(0, False), (1, True), (2, False)])
def test_a_deal_hangs_by_a_thread_when_one_of_theirs_is_active(
    connection: sa.Connection, active: int, single: bool
) -> None:
    """To be sent mail is not to be active, nor is a call long ago."""
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    deal = add_deal(connection, "a")
    for number in range(active):
        writer = f"{number}@northwind.example"
        add_email(connection, "Hello", now - 29 * DAY, on=deal, sender=writer, to=[], direction="theirs")
    add_email(connection, "Anyone?", now, on=deal, to=["silent@northwind.example"])
    long_ago = [person("Gone", email="gone@northwind.example"), person("Us", "ours", "us@lumen.example")]
    add_call(connection, "call", now - 31 * DAY, on=[deal], people=long_ago)
    found = contacts(connection, deal, active_days=30)
    assert (found.active_contacts, found.single_threaded) == (active, single)


def test_whoever_was_only_invited_is_named_and_was_on_no_call(connection: sa.Connection) -> None:
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    deal = add_deal(connection, "a")
    invited = person("Cleo", email="cleo@x.example", title="CFO", attended=False)
    add_call(connection, "call", now, on=[deal], people=[invited, person("Ana", email="ana@x.example", attended=True)])
    found = contacts(connection, deal, active_days=30)
    assert (found.active_contacts, found.single_threaded) == (1, True)
    cleo = contact(connection, deal, "cleo@x.example")
    assert (cleo.title, cleo.calls, cleo.last_touch_at, cleo.last_active_at) == ("CFO", 0, None, None)


def test_what_is_only_planned_touches_nobody(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    planned = datetime.fromisoformat("2199-01-01T00:00:00+00:00")
    add_call(connection, "planned", planned, on=[deal], people=[person("A", email="a@x.example")])
    assert contacts(connection, deal, active_days=30).people == []


def test_an_unknown_deal_has_no_people(connection: sa.Connection) -> None:
    with pytest.raises(NotFound):
        contacts(connection, uuid4(), active_days=30)
