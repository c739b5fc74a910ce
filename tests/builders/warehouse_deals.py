"""One whole deal, and a look at every text of a store."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from gametape.store.tables import metadata, transcripts
from gametape.store.turns import unpack
from tests.builders.warehouse_rows import Company, gong_call, gong_user, link, mail, monologue, participant


def whole_deal(company: Company) -> Company:
    """A deal with a call of a customer and a rep who both speak, and a mail in each direction."""
    company.put("gongio_ft.call", gong_call(1, title="Person 1 and Vendor", brief="Person 1 wants a quote."))
    company.put(
        "gongio_ft.call_participant",
        participant(1),
        participant(2, affiliation="Internal", email_address="rep1@vendor.example", user_id="9001", title="AE"),
        participant(3, name="Person 3"),
    )
    company.put("gongio_ft.users", gong_user())
    company.put("gongio_ft.call_context_integration", link(1, 1))
    company.put(
        "gongio_ft.transcript",
        monologue(0, text="Our budget is ninety thousand."),
        monologue(1, speaker=2, text="Thank you, Person 1, at person1@customer.example.", at=3),
        monologue(2, speaker=3, text="I agree.", at=6),
    )
    company.put(
        "salesforce.email_message",
        mail(1, from_name="Rep One", text_body="Hello Person 1, could you confirm?"),
        mail(
            2,
            from_address="Person 1 <person1@customer.example>",
            from_name="Person 1",
            to_address="rep1@vendor.example",
            subject="Confidential",
            text_body="Ninety thousand. Best, P.",
        ),
    )
    return company


def texts(engine: sa.Engine) -> Iterator[str]:
    """Every value of every table as text, what is packed unpacked."""
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)).mappings():
                for name, value in row.items():
                    yield _text(table, name, value)


def _text(table: sa.Table, name: str, value: Any) -> str:
    if table is transcripts and name == "turns" and value is not None:
        return "\n".join(sentence for turn in unpack(value) for sentence in turn.sentences)
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def mentions(engine: sa.Engine, *words: str) -> list[str]:
    """The texts that hold one of these, in whatever case."""
    return [text for text in texts(engine) if any(word.lower() in text.lower() for word in words)]
