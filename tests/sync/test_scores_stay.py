"""Scores that we made ourselves: no sync and no comparison with a source takes them for the source's."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.analysis.scoring.rescoring import score_changed
from gametape.sample import generate
from gametape.store.tables import coaching_sessions
from gametape.sync.reconcile import reconcile
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.conftest import SettingsFor


@pytest.mark.slow
def test_a_full_sync_and_a_repair_leave_our_scores_alone(
    engine: sa.Engine, tmp_path: Path, settings_for: SettingsFor
) -> None:
    made = generate(tmp_path / "sample.duckdb", seed=3, deals=4, today=date(2026, 11, 2))
    settings = settings_for(warehouse=made.url)

    def ours() -> list[tuple[str, object]]:
        session = coaching_sessions.c
        query = sa.select(session.source_id, session.score).where(
            session.origin == "local", session.deleted_at.is_(None)
        )
        with engine.connect() as connection:
            return [(row.source_id, row.score) for row in connection.execute(query.order_by(session.source_id))]

    with connect(settings) as warehouse:
        run(engine, warehouse, settings, trigger="cli", full=True)
        measure(engine, settings)
        assert score_changed(engine, settings).scores == len(ours()) > 20
        scored = ours()
        run(engine, warehouse, settings, trigger="cli", full=True)
        assert reconcile(engine, warehouse, settings).is_equal
    assert ours() == scored
    measure(engine, settings)
    assert score_changed(engine, settings).calls == 0
