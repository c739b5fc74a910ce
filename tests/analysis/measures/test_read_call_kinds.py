"""Kinds of stored calls."""

from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.analysis.measures.read_call_kinds import read_kinds
from gametape.settings import Settings
from gametape.store.turns import Turn
from tests.builders.measured_calls import PEOPLE
from tests.builders.store_rows import MOMENT, add_call, add_change, add_deal, add_person, add_transcript, person

DAY = timedelta(days=1)
SHOWN = "As you can see, this view has it. " + "We plan our trucks by the hour and that works well. " * 8
ENGINEER = person("Kim", "ours", "kim@lumen.example")


def test_title_place_stage_and_content_come_from_the_store(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = add_deal(connection, "Pilot Travel", account_name="Pilot Travel")
        add_change(connection, deal, "stage", "Qualification", "Renewal", MOMENT + 3 * DAY)
        add_person(connection, "kim@lumen.example", "Kim", is_internal=True, role="SE")
        first, shown, later = (
            add_call(connection, "Pilot Travel / us", MOMENT + days * DAY, on=[deal], people=people, language="eng")
            for days, people in ((0, PEOPLE), (1, [*PEOPLE, ENGINEER]), (5, PEOPLE))
        )
        inside = add_call(connection, "Pilot Travel / us", MOMENT, on=[deal], is_internal=True)
        turns = [
            Turn(speaker, start, start + 60_000, tuple(f"{text}." for text in SHOWN.split(". ") if text), (10,) * 8)
            for start, speaker in enumerate(("dana", "ruiz") * 4)
        ]
        add_transcript(connection, shown, turns)
    measure(engine, settings)
    with engine.connect() as connection:
        kinds = read_kinds(connection, [first, shown, later, inside, uuid4()])
    assert {id_: told.kind for id_, told in kinds.items()} == {
        first: "discovery",  # the account's name is no title of a pilot
        shown: "demo",
        later: "renewal",
        inside: "internal",
    }
    assert kinds[first].how == "First customer call of the deal."
