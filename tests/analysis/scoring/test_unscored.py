"""Who of us was not scored, and why."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.analysis.scoring.coaching import get_coaching
from gametape.analysis.scoring.models import CallCoaching
from gametape.analysis.scoring.rescoring import score_changed
from gametape.settings import Settings
from gametape.store.tables import call_participants, people
from tests.builders.scored_calls import DANA, ELI, add_people, add_talk


@pytest.fixture
def call(engine: sa.Engine) -> UUID:
    with engine.begin() as connection:
        add_people(connection)
        return add_talk(connection, title="Pricing discussion")


def change(engine: sa.Engine, email: str, **values: str | None) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(people).where(people.c.email == email).values(**values))


def coaching(engine: sa.Engine, settings: Settings, call: UUID) -> CallCoaching:
    measure(engine, settings)
    score_changed(engine, settings)
    with engine.connect() as connection:
        return get_coaching(connection, call, settings)


def test_whoever_says_nothing_is_named_with_the_kind_of_call(engine: sa.Engine, settings: Settings, call: UUID) -> None:
    found = coaching(engine, settings, call)
    assert (found.kind.name, found.kind.how) == ("negotiation", "From the title.")
    assert [rep.email for rep in found.reps] == [DANA]
    assert [(each.email, each.why) for each in found.unscored] == [
        (ELI, "Spoke less than a minute, or the call is not scored yet.")
    ]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"role": "manager"}, "Manager: not scored as a rep."),
        ({"role": None, "title": None}, "No job title, so no known role. GAMETAPE_ROLES_FILE can name it."),
        (
            {"role": None, "title": "Ninja"},
            "The title 'Ninja' is not a known role. GAMETAPE_ROLES_FILE can name it.",
        ),
    ],
)
def test_a_manager_or_an_unknown_title_is_not_scored(
    engine: sa.Engine, settings: Settings, call: UUID, values: dict[str, str | None], why: str
) -> None:
    change(engine, DANA, **values)
    found = coaching(engine, settings, call)
    assert found.reps == []
    assert {each.email: each.why for each in found.unscored}[DANA] == why


def test_a_manager_who_holds_the_call_alone_is_not_scored_either(
    engine: sa.Engine, settings: Settings, call: UUID
) -> None:
    change(engine, DANA, role="manager")
    with engine.begin() as connection:
        connection.execute(sa.delete(call_participants).where(call_participants.c.email == ELI))
    found = coaching(engine, settings, call)
    assert found.reps == []
    assert [each.why for each in found.unscored] == ["Manager who held the call alone: not scored as a rep."]


def test_two_of_us_at_one_microphone_are_not_judged(engine: sa.Engine, settings: Settings, call: UUID) -> None:
    with engine.begin() as connection:
        own = call_participants.c.email == ELI
        connection.execute(sa.update(call_participants).where(own).values(speaker_id="dana"))
    found = coaching(engine, settings, call)
    assert found.reps == []
    assert {each.why for each in found.unscored} == {"Shares a microphone with a colleague, so nobody knows who spoke."}
