"""Irregular rows that each real warehouse has."""

from datetime import datetime, timedelta
from typing import Any

from gametape.sample import gong
from gametape.sample.conversation import hold_call
from gametape.sample.deals import Company
from gametape.sample.ids import salesforce_id
from gametape.sample.market import table
from gametape.sample.phrases import Deck, scripts
from gametape.sample.scene import open_scene
from gametape.sample.sink import Sink
from gametape.sample.slots import deal_slots
from gametape.sample.speech import measure
from gametape.sample.streams import at_work, stream

FAR = 10_000_000
"""First number that belongs to no planned deal of the sample."""


def add_oddities(sink: Sink, company: Company, synced: datetime) -> None:
    """Add a deal without a name, a deleted deal, calls without a deal, and emails without a deal."""
    _nameless(sink, company, synced)
    for extra in range(min(4, 1 + company.deals // 40)):
        _stray_call(sink, company, FAR + extra, synced)
        _stray_mail(sink, company, extra, synced)


def _nameless(sink: Sink, company: Company, synced: datetime) -> None:
    """Add a row that cannot be stored (no name), and a row that was created by mistake and deleted."""
    owner = company.world.reps[1].crm_id
    at = at_work(synced - timedelta(days=9))
    cells: dict[str, Any] = {"stage_name": "1. Qualification", "owner_id": owner, "created_date": at,
                             "is_closed": False, "is_won": False, "last_modified_date": at, "system_modstamp": at,
                             "_fivetran_synced": synced,
                             "currency_iso_code": "USD", "amount": 18_000, "created_by_id": owner}  # fmt: skip
    sink.add("salesforce.opportunity", id=salesforce_id("006", FAR), name=None, is_deleted=False, **cells)
    sink.add(
        "salesforce.opportunity", id=salesforce_id("006", FAR + 1), name="Test, please ignore", is_deleted=True, **cells
    )


def _stray_call(sink: Sink, company: Company, number: int, synced: datetime) -> None:
    """Add a first call with a company that is not in Salesforce."""
    deal = company.deal(number)
    turns = deal_slots(deal, stream(company.seed, "deal", number, "slots"))
    call = deal.calls[0]
    ids = gong.speaker_ids(company.seed, call)
    deck = Deck(stream(company.seed, "deal", number, "deck"))
    scene = open_scene(deal, call, turns, ids, deck, stream(company.seed, "deal", number, "call"))
    hold_call(scene)
    gong.add_call(sink, scene, measure(scene.talk), None, synced)


def _stray_mail(sink: Sink, company: Company, number: int, synced: datetime) -> None:
    """Add an email without an opportunity; number 1 has an invalid receiver address."""
    rng = stream(company.seed, "stray mail", number)
    lines = scripts("mail.stray")
    rep = rng.choice(company.world.reps)
    product, industry = rng.choice(table("market")["product"]), rng.choice(table("market")["industry"])
    words = {"product": product["name"], "industry": industry["name"]}
    text = " ".join(s.text for s in lines[number % len(lines)].turns[0][0]).format_map(words)
    at = at_work(synced - timedelta(days=rng.randrange(3, 60)))
    sink.add("salesforce.email_message", id=salesforce_id("02s", FAR * 60 + number),
             from_address=f"info{number}@elsewhere.example",
             from_name=None, to_address="undisclosed-recipients:;" if number == 1 else rep.email, subject="Question",
             text_body=text, message_date=at, incoming=True, status="0", has_attachment=False, created_date=at,
             last_modified_date=at, system_modstamp=at, is_deleted=False, _fivetran_synced=synced)  # fmt: skip
