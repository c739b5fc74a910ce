"""`gametape erase`: a person is gone from everything, and stays gone."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import BadRequest, LeaseHeld
from gametape.settings import Settings
from gametape.store import tables
from gametape.store.turns import Turn, unpack
from gametape.sync import lease
from gametape.sync.erase import erase
from tests.builders.warehouse_deals import mentions, whole_deal
from tests.builders.warehouse_rows import (
    HOUR,
    NOON,
    Company,
    Sync,
    gong_call,
    mail,
    monologue,
    opportunity,
    participant,
    salesforce_key,
)

HERS = "person1@customer.example"
NAMES = (HERS, "Person 1")


@pytest.fixture
def company(company: Company) -> Company:
    return whole_deal(company)


def only(engine: sa.Engine, table: sa.Table, **where: Any) -> Any:
    with engine.connect() as connection:
        return connection.execute(sa.select(table).filter_by(**where)).one()


def turns(engine: sa.Engine, call: str = "710001") -> list[Turn]:
    return unpack(only(engine, tables.transcripts, gong_call_id=call).turns)


def everything_moves(company: Company) -> None:
    """The source changes every row, so that none is recognised by its hash."""
    for table, rows in list(company.tables.items()):
        company.put(table, *(row | {"note_c": "seen again", "brief": "Person 1 again"} for row in rows))


def test_26_an_erased_person_is_nowhere_and_no_sync_brings_them_back(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    sync()
    assert mentions(engine, *NAMES)
    done = erase(engine, chosen, "Person1@Customer.example")
    assert mentions(engine, *NAMES, "ninety", "confidential") == []
    assert done.addresses == 1
    assert done.removed == {
        "calls the person was on": 1,
        "transcripts with the person's words or name": 1,
        "people": 1,
        "calls the person owns or is named in": 1,
        "emails the person wrote, received or is named in": 2,
    }
    for _ in range(2):
        assert sync(full=True).status == "success"
        assert mentions(engine, *NAMES, "ninety", "confidential") == []
    everything_moves(company)
    assert sync(full=True).entities["transcripts"].counts["read"] == 1
    assert mentions(engine, *NAMES, "ninety", "confidential") == []


def test_what_others_said_and_wrote_stays_and_so_does_who_spoke_how_long(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    sync()
    before = turns(engine)
    erase(engine, chosen, HERS)
    after = turns(engine)
    assert [(turn.speaker_id, turn.start_ms, turn.end_ms) for turn in after] == [
        (turn.speaker_id, turn.start_ms, turn.end_ms) for turn in before
    ]
    assert [turn.text for turn in after] == ["", "Thank you, [erased], at [erased].", "I agree."]
    assert only(engine, tables.transcripts).word_count == 7
    with engine.connect() as connection:
        people = connection.execute(sa.select(tables.call_participants).order_by("participant_id")).all()
    assert [(p.participant_id, p.name, p.email, p.is_erased) for p in people] == [
        ("p1", None, None, True),
        ("p2", "Person 2", "rep1@vendor.example", False),
        ("p3", "Person 3", "person3@customer.example", False),
    ]
    theirs = only(engine, tables.emails, gong_email_id=salesforce_key("02s", 2))
    assert (theirs.sender_email, theirs.subject, theirs.body_snippet) == (None, None, None)
    assert theirs.recipients == ["rep1@vendor.example"]
    assert theirs.sent_at
    ours = only(engine, tables.emails, gong_email_id=salesforce_key("02s", 1))
    assert (ours.recipients, ours.body_snippet) == (["ann@customer.example"], "Hello [erased], could you confirm?")


def test_new_rows_about_an_erased_person_come_without_them(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    erase(engine, chosen, HERS)  # of whom nothing is known yet, not even a name
    company.add("gongio_ft.call", gong_call(2, title="Again", brief=None))
    company.add("gongio_ft.call_participant", participant(1, 2), participant(4, 2, name="Person 4"))
    company.add("gongio_ft.transcript", monologue(0, 2, text="Still ninety."), monologue(1, 2, 4, text="Fine.", at=3))
    summary = sync()
    assert mentions(engine, HERS, "ninety") == []
    assert [turn.text for turn in turns(engine, "710002")] == ["", "Fine."]
    people = summary.entities["people"].counts
    assert people["read"] == people["inserted"] + people["unchanged"]
    assert people["unchanged"] == 1


def test_words_that_were_stored_before_their_speaker_was_known_are_taken_back(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    everyone = company.tables["gongio_ft.call_participant"]
    company.put("gongio_ft.call_participant", *everyone[1:])
    erase(engine, chosen, HERS)
    sync()
    assert turns(engine)[0].text == "Our budget is ninety thousand."
    company.put("gongio_ft.call_participant", *everyone)
    sync(full=True)
    assert turns(engine)[0].text == ""


def test_erasing_again_finds_nothing(sync: Sync, company: Company, chosen: Settings, engine: sa.Engine) -> None:
    sync()
    erase(engine, chosen, HERS)
    with engine.connect() as connection:
        before = connection.execute(sa.select(tables.emails.c.updated_at)).all()
    assert erase(engine, chosen, HERS).removed == {}
    with engine.connect() as connection:
        assert connection.execute(sa.select(tables.emails.c.updated_at)).all() == before


def test_all_addresses_of_a_person_go_whichever_was_asked_for(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    company.put("gongio_ft.user_email_alias", {"user_id": "9001", "email": "r.one@vendor.example"})
    sync()
    assert only(engine, tables.people, email="rep1@vendor.example").aliases == ["r.one@vendor.example"]
    assert erase(engine, chosen, "r.one@vendor.example").addresses == 2
    assert mentions(engine, "rep1@vendor.example", "r.one@vendor.example", "Rep One", "Person 2") == []
    deal = only(engine, tables.opportunities)
    assert (deal.name, deal.owner_email, "owner_name" in deal.metadata) == ("Deal 1", None, False)
    everything_moves(company)
    sync(full=True)
    assert mentions(engine, "rep1@vendor.example", "r.one@vendor.example") == []
    with engine.connect() as connection:  # nobody moved the deal from an owner to none
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.opportunity_changes)) == 0


def test_somebody_else_of_the_same_name_stays(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    company.add("gongio_ft.call_participant", participant(7, name="Person 1"), participant(8, name="Person 1"))
    company.change("gongio_ft.call_participant", "p8", email_address=None)
    sync()
    erase(engine, chosen, HERS)
    assert only(engine, tables.call_participants, participant_id="p7").name == "Person 1"
    assert only(engine, tables.people, email="person7@customer.example").name == "Person 1"
    assert only(engine, tables.call_participants, participant_id="p8").is_erased  # nothing says that it is another


def test_rejected_rows_do_not_keep_what_they_tell(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    company.add("salesforce.opportunity", opportunity(2, name=None, stage_name=f"Call {HERS}"))
    company.put(
        "salesforce.opportunity_history",
        {
            "id": "008A",
            "opportunity_id": salesforce_key("006", 9),
            "stage_name": "Ask Person 1",
            "amount": None,
            "close_date": None,
            "created_date": NOON,
        },
    )
    sync()
    done = erase(engine, chosen, HERS)
    assert done.removed["rejected rows about the person"] == 2
    assert mentions(engine, *NAMES) == []
    assert only(engine, tables.sync_rejects, kind="rejected").document == "{}"
    waiting = json.loads(only(engine, tables.sync_rejects, kind="waiting").document)
    assert waiting["states"][0]["stage"] == "Ask [erased]"
    company.change("salesforce.opportunity", salesforce_key("006", 2), stage_name=f"Call {HERS} again")
    sync(full=True, replay=True)
    assert mentions(engine, *NAMES) == []
    company.add("salesforce.opportunity", opportunity(9))
    sync()
    assert only(engine, tables.opportunity_changes).new_value == "Ask [erased]"


def test_quotes_and_scores_of_them_go_with_them(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    sync()
    call = only(engine, tables.calls)
    common = {"call_id": call.id, "dimension": "discovery", "score": 60, "origin": "local", "content_hash": b"x"}
    with engine.begin() as connection:
        connection.execute(
            sa.insert(tables.coaching_sessions),
            [
                common
                | {
                    "source_id": "local:1",
                    "rep_email": "rep1@vendor.example",
                    "explanation": "Asked.",
                    "evidence": [
                        {"turn": 0, "quote": "ninety thousand"},
                        {"turn": 2, "quote": "I agree."},
                        {"quote": "?"},
                    ],
                },
                common
                | {"source_id": "local:2", "rep_email": HERS, "explanation": "Said ninety.", "evidence": [{"turn": 2}]},
            ],
        )
    erase(engine, chosen, HERS)
    assert only(engine, tables.coaching_sessions, source_id="local:1").evidence == [{"turn": 2, "quote": "I agree."}]
    theirs = only(engine, tables.coaching_sessions, source_id="local:2")
    assert (theirs.rep_email, theirs.explanation, theirs.evidence, theirs.score) == (None, None, [], 60)


def test_no_sync_runs_meanwhile(sync: Sync, company: Company, chosen: Settings, engine: sa.Engine) -> None:
    with lease.held(engine, uuid.uuid4(), timedelta(minutes=1)), pytest.raises(LeaseHeld):
        erase(engine, chosen, HERS)
    erase(engine, chosen, HERS)
    assert sync().status == "success"


@pytest.mark.parametrize("text", ["", "Ana", "a@b, c@d", "@customer.example"])
def test_what_is_neither_address_nor_full_name_is_refused(engine: sa.Engine, chosen: Settings, text: str) -> None:
    with pytest.raises(BadRequest, match="email address"):
        erase(engine, chosen, text)


@pytest.mark.parametrize("name", ["Person 1", "1, person"])
def test_a_person_is_found_by_name(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine, name: str
) -> None:
    sync()
    assert erase(engine, chosen, name).addresses == 1
    assert mentions(engine, HERS, "Person 1") == []
    sync(full=True)
    assert mentions(engine, HERS, "Person 1") == []


def test_a_person_without_an_address_is_found_by_name(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    company.add("gongio_ft.call_participant", participant(8, name="Ana Maria Souza", email_address=None))
    sync()
    done = erase(engine, chosen, "Souza, Ana Maria")
    assert (done.addresses, done.removed["calls the person was on"]) == (0, 1)
    assert mentions(engine, "Ana Maria Souza") == []
    assert only(engine, tables.call_participants, participant_id="p1").email == HERS
    sync(full=True)
    assert mentions(engine, "Ana Maria Souza") == []


def test_a_name_that_two_people_have_is_not_guessed(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    company.add("gongio_ft.call_participant", participant(7, name="Person 1"))
    sync()
    with pytest.raises(BadRequest, match=r"2 people are named Person 1: person1@\S+, person7@"):
        erase(engine, chosen, "Person 1")
    assert mentions(engine, HERS)
    assert erase(engine, chosen, "Person 1", everybody=True).addresses == 2
    assert mentions(engine, HERS, "person7@customer.example", "Person 1") == []


def test_words_outside_of_ascii(sync: Sync, company: Company, chosen: Settings, engine: sa.Engine) -> None:
    company.change("gongio_ft.call_participant", "p1", name="Łucja Żak")
    company.add(
        "salesforce.email_message", mail(3, text_body="ŁUCJA ŻAK wird dabei sein.", last_modified_date=NOON + HOUR)
    )
    sync()
    erase(engine, chosen, HERS)
    assert (
        only(engine, tables.emails, gong_email_id=salesforce_key("02s", 3)).body_snippet == "[erased] wird dabei sein."
    )
