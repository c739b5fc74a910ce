import sqlalchemy as sa

from gametape.analysis.refresh import Refreshed, refresh
from gametape.settings import Settings
from gametape.store.tables import coaching_sessions
from gametape.store.turns import Turn
from tests.builders.measured_calls import add_talk
from tests.builders.store_rows import add_person


def test_what_was_measured_is_scored_in_the_same_go(engine: sa.Engine, settings: Settings) -> None:
    long = [Turn("dana", 0, 90_000, ("How do you plan?",)), Turn("ruiz", 91_000, 200_000, ("By hand.",))]
    with engine.begin() as connection:
        add_person(connection, "dana@lumen.example", "Dana Okafor", is_internal=True, role="AE")
    add_talk(engine, long)
    assert refresh(engine, settings) == Refreshed(measured=1, scored=1)
    with engine.connect() as connection:
        assert set(connection.scalars(sa.select(coaching_sessions.c.origin))) == {"local"}
    assert refresh(engine, settings) == Refreshed()
