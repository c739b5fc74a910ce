"""What does not apply to a kind of call is not scored, rather than low."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.analysis.scoring.rescoring import score_changed
from gametape.analysis.scoring.rubrics import rubrics
from gametape.settings import Settings
from gametape.store.tables import calls, coaching_sessions
from tests.builders.scored_calls import add_people, add_talk


def scores(engine: sa.Engine, settings: Settings, call: UUID) -> dict[str, Any]:
    measure(engine, settings)
    score_changed(engine, settings)
    own = coaching_sessions.c.call_id == call
    with engine.connect() as connection:
        return {row.dimension: row for row in connection.execute(sa.select(coaching_sessions).where(own))}


def add(engine: sa.Engine, title: str) -> UUID:
    with engine.begin() as connection:
        add_people(connection)
        return add_talk(connection, title=title)


def test_a_negotiation_has_no_discovery_score(engine: sa.Engine, settings: Settings) -> None:
    found = scores(engine, settings, add(engine, "Final terms"))
    assert {name: row.score is None for name, row in found.items()} == {
        "discovery": True,
        "product_knowledge": True,
        "objection_handling": False,
        "engagement": False,
    }
    assert found["discovery"].explanation == "Not scored on pricing and negotiation calls."
    assert {row.metadata["kind"] for row in found.values()} == {"negotiation"}


def test_a_criterion_that_does_not_apply_takes_no_points(engine: sa.Engine, settings: Settings) -> None:
    found = scores(engine, settings, add(engine, "Product demo"))
    criteria = {criterion["name"]: criterion for criterion in found["engagement"].metadata["criteria"]}
    assert [criteria[name]["points"] for name in ("talk_ratio", "monologue")] == [None, None]
    assert criteria["talk_ratio"]["explanation"] == "Not scored on demos."
    reached = sum(criterion["points"] or 0 for criterion in criteria.values())
    possible = sum(criterion["max"] for criterion in criteria.values() if criterion["points"] is not None)
    assert float(found["engagement"].score) == pytest.approx(100 * reached / possible, abs=0.06)


def test_a_new_title_scores_the_call_again(engine: sa.Engine, settings: Settings) -> None:
    call = add(engine, "Northwind")
    before = scores(engine, settings, call)
    assert before["discovery"].score is not None
    with engine.begin() as connection:
        connection.execute(sa.update(calls).values(title="Contract review"))
    assert scores(engine, settings, call)["discovery"].score is None


def test_every_role_is_scored_on_something_on_every_kind_it_leads() -> None:
    for by_dimension in rubrics().values():
        for kind in ("intro", "discovery", "demo", "technical", "negotiation", "check_in", "unknown"):
            applicable = [rubric.on(kind) for rubric in by_dimension.values()]
            assert any(applicable)
            # What is left of a dimension can still reach a score.
            assert all(sum(criterion.weight for criterion in each.criteria) >= 50 for each in applicable if each)
