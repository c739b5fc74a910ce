import json

import sqlalchemy as sa

from gametape.store.tables import calls
from tests.builders.scored_calls import add_people, add_talk
from tests.surfaces.cli.conftest import Gametape


def test_scores_a_call_and_says_why(gametape: Gametape, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        add_people(connection)
        call = add_talk(connection)
        gong_id = connection.scalar(sa.select(calls.c.gong_call_id).where(calls.c.id == call))
    done = gametape("score", str(call))
    assert done.returncode == 0, done.stderr
    assert "Dana Okafor (AE)" in done.stdout
    assert "objection handling  local" in done.stdout
    assert "Next time: " in done.stdout
    found = json.loads(gametape("score", str(gong_id), "--json").stdout)
    assert [rep["name"] for rep in found["reps"]] == ["Dana Okafor"]
    every = json.loads(gametape("score", "--all", "--json").stdout)
    assert every == {"calls": 0, "scores": 0, "waiting": 0, "removed": 0}


def test_asks_for_one_call_or_all(gametape: Gametape) -> None:
    assert gametape("score").returncode == 1
    unknown = gametape("score", "42")
    assert unknown.returncode == 1
    assert "There is no call '42'." in unknown.stderr
