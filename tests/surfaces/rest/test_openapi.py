"""The description of the API: kept in the repo, from which the web client's types are made, and true."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import schemathesis
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from gametape.queries.deals import account_id
from gametape.store.turns import Turn
from gametape.surfaces.application import app, create_app
from gametape.surfaces.rest.openapi import render
from tests.builders.store_rows import (
    MOMENT,
    add_call,
    add_change,
    add_deals,
    add_email,
    add_person,
    add_transcript,
    company,
    person,
)
from tests.conftest import SettingsFor

KEPT = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_kept_description_is_that_of_the_application() -> None:
    assert KEPT.read_text() == render(app), "Run `gametape export-openapi`, then `npm run types` in web/."


def test_no_route_promises_a_422() -> None:
    assert {
        status
        for path in app.openapi()["paths"].values()
        for operation in path.values()
        for status in operation["responses"]
    } == {"200", "400", "404", "503"}


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_application_does_what_it_describes(
    engine: sa.Engine, settings_for: SettingsFor, mode: GenerationMode
) -> None:
    """Whatever is asked, right or wrong, is answered as described, and never with an error of our own."""
    known: dict[str, list[str]] = {"opportunities": [], "calls": [], "emails": []}
    with engine.begin() as connection:
        reps = [str(add_person(connection, "dana@lumen.example", "Dana", is_internal=True, role="AE"))]
        for deal_id in add_deals(connection, company(30, date(2026, 11, 2))):
            add_change(connection, deal_id, "close_date", "2026-11-01", "2026-12-01")
            email = add_email(connection, "Quote", on=deal_id)
            people = [person("Ruiz", speaker_id="s1", talk_seconds=3), person("Dana", "ours", "dana@lumen.example")]
            call = add_call(connection, "Demo", MOMENT - timedelta(days=30), on=[deal_id], people=people)
            add_transcript(connection, call, [Turn("s1", 0, 3_000, ("Hello.",))])
            for kind, id_ in zip(known, (deal_id, call, email), strict=True):
                known[kind].append(str(id_))
        known["accounts"] = [str(id_) for id_ in connection.scalars(sa.select(account_id).distinct()) if id_]
    known["reps"] = reps
    app = create_app(settings_for(access="open", hosts=("*",)), engine, hosts=("*",), site=None)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    # Text that fits a cursor's description is still no cursor of ours, and is refused.
    cursors = CHECKS.get_by_names(["positive_data_acceptance"])

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        operation = data.draw(st.sampled_from(operations))
        case = data.draw(operation.as_strategy(mode))
        if mode is GenerationMode.POSITIVE and "id" in case.path_parameters:  # random ids are only ever unknown ones
            case.path_parameters["id"] = data.draw(st.sampled_from(known[case.path.split("/")[2]]))
        case.call_and_validate(excluded_checks=cursors)

    ask()
