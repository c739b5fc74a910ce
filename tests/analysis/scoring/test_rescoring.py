"""Which calls are scored again, whose scores stay, and whose go."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.analysis.scoring import rescoring as module
from gametape.analysis.scoring.rescoring import Rescored, score_changed
from gametape.analysis.scoring.rubrics import SHIPPED
from gametape.settings import Settings
from gametape.store.tables import call_participants, calls, coaching_sessions, people, transcripts
from gametape.store.turns import Turn, pack
from gametape.sync.erase import erase
from tests.builders.scored_calls import DANA, ELI, RUIZ, add_people, add_talk, talk
from tests.builders.store_rows import MOMENT
from tests.builders.warehouse_deals import mentions
from tests.conftest import SettingsFor

DIMENSIONS = {"discovery", "objection_handling", "product_knowledge", "engagement"}


@pytest.fixture
def call(engine: sa.Engine) -> UUID:
    with engine.begin() as connection:
        add_people(connection)
        return add_talk(connection)


def refreshed(engine: sa.Engine, settings: Settings) -> Rescored:
    measure(engine, settings)
    return score_changed(engine, settings)


def rows(engine: sa.Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        return {row.source_id: row for row in connection.execute(sa.select(coaching_sessions))}


def change(engine: sa.Engine, table: sa.Table, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(table).values(**values))


def test_whoever_speaks_enough_is_scored_once_in_every_dimension(
    engine: sa.Engine, settings: Settings, call: UUID
) -> None:
    assert refreshed(engine, settings) == Rescored(calls=1, scores=4)
    found = rows(engine)
    assert {row.dimension for row in found.values()} == DIMENSIONS
    assert {(row.call_id, row.rep_email, row.origin, row.model) for row in found.values()} == {
        (call, DANA, "local", "local/5")
    }
    assert all(row.source_id.startswith("local:") and DANA not in row.source_id for row in found.values())
    assert refreshed(engine, settings) == Rescored()
    assert rows(engine) == found


def test_an_alias_is_the_same_person(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        add_people(connection)
        add_talk(connection, sells="D.Okafor@lumen.example")
    assert refreshed(engine, settings).scores == 4
    assert {row.rep_email for row in rows(engine).values()} == {DANA}


def test_a_new_text_role_or_rubric_scores_again_under_the_same_key(
    engine: sa.Engine, settings: Settings, settings_for: SettingsFor, call: UUID, tmp_path: Path
) -> None:
    refreshed(engine, settings)
    before = rows(engine)
    change(engine, transcripts, turns=pack(talk(asks=0)), content_hash=b"new")
    assert refreshed(engine, settings) == Rescored(calls=1, scores=4)
    after = rows(engine)
    assert after.keys() == before.keys()
    assert {row.id for row in after.values()} == {row.id for row in before.values()}
    discovery = next(key for key, row in after.items() if row.dimension == "discovery")
    assert after[discovery].score < before[discovery].score
    with engine.begin() as connection:
        connection.execute(sa.update(people).where(people.c.email == DANA).values(role="CSM"))
    assert refreshed(engine, settings) == Rescored(calls=1, scores=4)
    assert {row.rubric_version for row in rows(engine).values()} == {f"CSM/{name}/2" for name in DIMENSIONS}
    (tmp_path / "csm.toml").write_text(
        (SHIPPED / "csm.toml").read_text().replace("[[0, 0], [1, 100]]", "[[0, 9], [1, 99]]")
    )
    own = settings_for(database_url=settings.database_url, rubrics_dir=tmp_path)
    assert refreshed(engine, own) == Rescored(calls=1, scores=4)


def test_a_dropped_text_keeps_its_scores_and_one_that_is_gone_loses_them(
    engine: sa.Engine, settings: Settings, call: UUID
) -> None:
    refreshed(engine, settings)
    gong = {"source_id": "gong:1", "call_id": call, "rep_email": DANA, "dimension": "discovery", "origin": "gong"}
    with engine.begin() as connection:
        connection.execute(sa.insert(coaching_sessions).values(**gong, score=75, content_hash=b""))
    change(engine, transcripts, turns=None, dropped_at=MOMENT)
    assert refreshed(engine, settings) == Rescored()
    assert len(rows(engine)) == 5
    change(engine, transcripts, deleted_at=MOMENT)
    assert refreshed(engine, settings) == Rescored(removed=4)
    assert rows(engine).keys() == {"gong:1"}


@pytest.mark.parametrize("values", [{"is_internal": True}, {"deleted_at": MOMENT}])
def test_calls_among_ourselves_and_deleted_ones_have_no_scores(
    engine: sa.Engine, settings: Settings, call: UUID, values: dict[str, Any]
) -> None:
    refreshed(engine, settings)
    change(engine, calls, **values)
    assert refreshed(engine, settings).removed == 4
    assert rows(engine) == {}


def test_who_was_not_there_after_all_loses_the_scores(engine: sa.Engine, settings: Settings, call: UUID) -> None:
    refreshed(engine, settings)
    with engine.begin() as connection:
        is_dana = call_participants.c.email == DANA
        connection.execute(sa.update(call_participants).where(is_dana).values(email=ELI, name="Eli Sand"))
    assert refreshed(engine, settings) == Rescored(calls=1, scores=4)
    assert {row.rep_email for row in rows(engine).values()} == {ELI}


def test_a_broken_text_leaves_the_others_alone(engine: sa.Engine, settings: Settings, call: UUID) -> None:
    with engine.begin() as connection:
        add_talk(connection, at=MOMENT - timedelta(days=1))
    measure(engine, settings)
    with engine.begin() as connection:
        connection.execute(sa.update(transcripts).where(transcripts.c.call_id == call).values(turns=b"no turns"))
    assert score_changed(engine, settings) == Rescored(calls=2, scores=4)


def test_a_call_that_can_have_no_score_is_not_opened_again(engine: sa.Engine, settings: Settings, call: UUID) -> None:
    change(engine, people, role=None)
    assert refreshed(engine, settings) == Rescored()


def test_a_greeting_is_not_opened_again(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        add_people(connection)
        add_talk(connection, [Turn("dana", 0, 20_000, ("Hello.",), ()), Turn("ruiz", 20_000, 40_000, ("Bye.",), ())])
    assert refreshed(engine, settings) == Rescored()


def test_a_budget_ends_it_between_batches_and_the_next_goes_on(
    engine: sa.Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as connection:
        add_people(connection)
        ids = [add_talk(connection, at=MOMENT - timedelta(days=day)) for day in range(3)]
    measure(engine, settings)
    monkeypatch.setattr(module, "BATCH", 1)
    moments = iter([0.0, 10.0, 10.0])
    monkeypatch.setattr(module, "time", type("Clock", (), {"monotonic": staticmethod(lambda: next(moments))}))
    assert score_changed(engine, settings, until=15.0) == Rescored(calls=1, scores=4, waiting=2)
    assert {row.call_id for row in rows(engine).values()} == {ids[0]}  # the newest
    monkeypatch.setattr(module, "time", time)
    assert score_changed(engine, settings, only=ids[1:2]) == Rescored(calls=1, scores=4)
    assert score_changed(engine, settings) == Rescored(calls=1, scores=4)


def test_an_erased_customer_is_in_no_score(engine: sa.Engine, settings: Settings, call: UUID) -> None:
    refreshed(engine, settings)
    by_ruiz = [one for row in rows(engine).values() for one in row.evidence if one["speaker"] == "Ana Ruiz"]
    assert by_ruiz
    erase(engine, settings, RUIZ)
    assert mentions(engine, RUIZ, "Ana Ruiz") == []
    left = [one for row in rows(engine).values() for one in row.evidence]
    assert left
    assert not {one["quote"] for one in left} & {one["quote"] for one in by_ruiz}
    assert refreshed(engine, settings).calls == 1
    assert mentions(engine, RUIZ, "Ana Ruiz") == []


def test_an_erased_rep_has_no_score(engine: sa.Engine, settings: Settings, call: UUID) -> None:
    refreshed(engine, settings)
    erase(engine, settings, DANA)
    assert mentions(engine, DANA, "Dana Okafor") == []
    assert {(row.rep_email, row.explanation, len(row.evidence)) for row in rows(engine).values()} == {(None, None, 0)}
    refreshed(engine, settings)
    assert rows(engine) == {}
