"""What was made of words goes with them: quotes in scores, and insights that rest on quotes."""

import uuid

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.store import tables
from gametape.sync.erase import erase
from gametape.sync.reconcile import reconcile
from gametape.sync.retention import retain
from gametape.warehouse.connect import connect
from tests.builders.warehouse_deals import whole_deal
from tests.builders.warehouse_rows import HOUR, NOON, Company, Sync, gong_call, mail, monologue, salesforce_key

HERS = "person1@customer.example"


@pytest.fixture
def company(company: Company) -> Company:
    return whole_deal(company)


@pytest.fixture
def made(sync: Sync, company: Company, engine: sa.Engine) -> dict[str, uuid.UUID]:
    """A score, and insights that quote the customer on the call (0), another customer (2) and the customer's mail."""
    assert sync().status == "success"
    with engine.begin() as connection:
        call = connection.execute(sa.select(tables.calls.c.id)).scalar_one()
        mails = tables.emails.c
        written = connection.execute(sa.select(mails.id).where(mails.subject == "Confidential")).scalar_one()
        deal = connection.execute(sa.select(tables.opportunities.c.id)).scalar_one()
        said = [
            {"kind": "call", "call_id": str(call), "turn": 0, "quote": "ninety thousand"},
            {"kind": "call", "call_id": str(call), "turn": 2, "quote": "I agree."},
            {"kind": "email", "email_id": str(written), "quote": "Ninety thousand."},
        ]
        score = {"call_id": call, "dimension": "discovery", "score": 60, "origin": "local", "content_hash": b"x"}
        connection.execute(
            sa.insert(tables.coaching_sessions).values(source_id="local:1", explanation="!", evidence=said[:2], **score)
        )
        ids = {}
        for name, subject, about, evidence in (
            ("deal", "opportunity", deal, [said[0]]),
            ("call", "call", call, [said[1]]),
            ("mail", "rep", "rep1@vendor.example", [said[2]]),
            ("none", "rep", "rep2@vendor.example", []),
        ):
            row = {"subject_type": subject, "subject_id": str(about), "kind": "deal", "analyser": "local"}
            body = {"objections": [{"text": "price", "evidence": evidence}]}
            insert = sa.insert(tables.insights).values(body=body, input_hash=b"", **row)
            ids[name] = connection.execute(insert.returning(tables.insights.c.id)).scalar_one()
    return ids


def left(engine: sa.Engine, made: dict[str, uuid.UUID]) -> tuple[list[str], list[int]]:
    """Which insights are still there, and which turns the score quotes."""
    with engine.connect() as connection:
        there = set(connection.scalars(sa.select(tables.insights.c.id)))
        evidence = connection.execute(sa.select(tables.coaching_sessions.c.evidence)).scalar_one()
    return [name for name, id_ in made.items() if id_ in there], [one["turn"] for one in evidence]


EVERYTHING = (["deal", "call", "mail", "none"], [0, 2])


def test_26_words_taken_out_at_the_source_take_their_quotes_along(
    sync: Sync, company: Company, engine: sa.Engine, made: dict[str, uuid.UUID]
) -> None:
    now = monologue(0, text="Our budget is [redacted].") | {"_fivetran_synced": NOON + HOUR}
    company.put("gongio_ft.transcript", now, *company.tables["gongio_ft.transcript"][1:])
    sync()
    assert left(engine, made) == (["call", "mail", "none"], [2])


def test_26_a_mail_emptied_at_the_source_takes_its_quotes_along(
    sync: Sync, company: Company, engine: sa.Engine, made: dict[str, uuid.UUID]
) -> None:
    company.change("salesforce.email_message", salesforce_key("02s", 2), text_body="-", last_modified_date=NOON + HOUR)
    sync()
    assert left(engine, made) == (["deal", "call", "none"], [0, 2])


def test_26_a_call_that_turns_private_takes_its_quotes_along(
    sync: Sync, company: Company, engine: sa.Engine, made: dict[str, uuid.UUID]
) -> None:
    company.put("gongio_ft.call", gong_call(1, is_private=True, _fivetran_synced=NOON + HOUR))
    sync()
    assert left(engine, made) == (["mail", "none"], [])


def test_quotes_stay_while_their_words_do(
    sync: Sync, company: Company, engine: sa.Engine, made: dict[str, uuid.UUID]
) -> None:
    company.add("gongio_ft.transcript", monologue(3, text="One more thing.", at=9) | {"_fivetran_synced": NOON + HOUR})
    company.add("salesforce.email_message", mail(3, last_modified_date=NOON + HOUR))
    assert sync().entities["transcripts"].counts["updated"] == 1
    assert left(engine, made) == EVERYTHING


def test_quotes_of_text_that_was_dropped_to_save_room_stay(
    sync: Sync, company: Company, engine: sa.Engine, chosen: Settings, made: dict[str, uuid.UUID]
) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(tables.opportunities).values(is_closed=True))
        # What gametape can compute again by itself goes before the text does.
        connection.execute(sa.update(tables.coaching_sessions).values(origin="claude"))
        connection.execute(sa.update(tables.insights).values(analyser="claude"))
    assert retain(engine, chosen, 1, apply=True).transcripts == 1
    company.add("gongio_ft.transcript", monologue(3, text="One more thing.", at=9) | {"_fivetran_synced": NOON + HOUR})
    assert sync().entities["transcripts"].counts["updated"] == 1
    assert left(engine, made) == EVERYTHING


@pytest.mark.parametrize(
    ("tables_", "stay"),
    [
        (["gongio_ft.call"], (["mail", "none"], [])),
        (["gongio_ft.transcript"], (["mail", "none"], [])),
        (["salesforce.email_message"], (["call", "none"], [0, 2])),
    ],
)
def test_26_what_is_deleted_at_the_source_takes_what_was_made_of_it_along(
    sync: Sync,
    company: Company,
    engine: sa.Engine,
    chosen: Settings,
    made: dict[str, uuid.UUID],
    tables_: list[str],
    stay: tuple[list[str], list[int]],
) -> None:
    for name in tables_:
        company.put(name, *(row | {"_fivetran_deleted": True} for row in company.tables[name]))
    sync(full=True)
    with connect(chosen) as warehouse:
        assert reconcile(engine, warehouse, chosen).is_equal
    assert left(engine, made) == stay


def test_26_who_is_erased_is_in_no_insight_and_no_agreement(
    engine: sa.Engine, chosen: Settings, made: dict[str, uuid.UUID]
) -> None:
    with engine.begin() as connection:
        agreed = {"rep_email": "rep1@vendor.example", "dimension": "discovery", "target": 70}
        connection.execute(sa.insert(tables.agreements).values(agreed))
    removed = erase(engine, chosen, HERS).removed
    assert removed["insights into the person's calls, emails and deals"] == 3
    assert left(engine, made) == (["none"], [2])
    assert erase(engine, chosen, "rep2@vendor.example").removed == {
        "insights into the person's calls, emails and deals": 1
    }
    assert erase(engine, chosen, "rep1@vendor.example").removed["coaching goals with the person"] == 1
