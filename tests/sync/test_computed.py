"""What can be computed again goes before any text, stays away, and comes back when it is wanted."""

import random
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.refresh import compute_again, refresh
from gametape.analysis.scoring.coaching import get_coaching
from gametape.errors import NotFound
from gametape.queries.call_metrics import get_metrics
from gametape.settings import Settings
from gametape.store import tables
from gametape.store.tables import call_opportunities, transcripts
from gametape.store.turns import unpack
from gametape.sync.budget import Budget
from gametape.sync.computed import drop_computed
from gametape.sync.word_filter_backfill import fill_word_filters
from tests.builders.closed_deals import MEGABYTE, Retain, closed, retained, size, texts_of
from tests.builders.warehouse_rows import NOON

__all__ = ["closed", "retained"]


def add_analysis(
    connection: sa.Connection, call_id: uuid.UUID, *, origin: str = "local", kilobytes: int = 200
) -> dict[str, Any]:
    """Numbers of a call, and a score with that much text about its criteria."""
    text = random.Random(str(call_id)).randbytes(kilobytes * 600).hex()
    key = f"{origin}:{call_id}"
    score = {"source_id": key, "call_id": call_id, "dimension": "discovery", "score": 70, "origin": origin}
    quoted = {"evidence": [{"turn": 0, "quote": "x"}], "metadata": {"criteria": [{"explanation": text}]}}
    connection.execute(sa.insert(tables.coaching_sessions).values(**score, **quoted, content_hash=b"x"))
    numbers = pg.insert(tables.call_metrics).values(
        call_id=call_id, side="ours", input_hash=b"x", words_covered=True, metrics={"talk_ratio": 0.5}
    )
    connection.execute(numbers.on_conflict_do_nothing())
    return score


def add_insights(connection: sa.Connection, deal: uuid.UUID, analyser: str) -> None:
    about = {"subject_type": "opportunity", "subject_id": str(deal), "kind": "deal", "analyser": analyser}
    connection.execute(sa.insert(tables.insights).values(**about, input_hash=b"x", body={"reading": "x" * 500}))


def calls_of(connection: sa.Connection, deal: uuid.UUID) -> list[uuid.UUID]:
    linked = call_opportunities.c
    return list(connection.scalars(sa.select(linked.call_id).where(linked.opportunity_id == deal)))


@pytest.fixture
def analysed(engine: sa.Engine, closed: dict[str, uuid.UUID]) -> dict[str, uuid.UUID]:
    """The same deals, with what was computed from their calls."""
    with engine.begin() as connection:
        for deal in closed.values():
            add_insights(connection, deal, "local")
            for call_id in calls_of(connection, deal):
                add_analysis(connection, call_id)
    return closed


def computed_of(engine: sa.Engine, deal: uuid.UUID) -> tuple[int, int, int, int]:
    """How many numbers, scores, word filters and insights are left of a deal."""
    text = transcripts.c
    with engine.connect() as connection:
        ids = calls_of(connection, deal)
        counts = (
            sa.select(sa.func.count()).select_from(tables.call_metrics).where(tables.call_metrics.c.call_id.in_(ids)),
            sa.select(sa.func.count()).where(tables.coaching_sessions.c.call_id.in_(ids)),
            sa.select(sa.func.count(text.word_filter)).where(text.call_id.in_(ids)),
            sa.select(sa.func.count()).where(tables.insights.c.subject_id == str(deal)),
        )
        numbers, scores, filters, insights = (int(connection.scalar(count) or 0) for count in counts)
        return numbers, scores, filters, insights


def test_what_can_be_computed_again_goes_before_any_text(
    engine: sa.Engine, analysed: dict[str, uuid.UUID], retained: Retain
) -> None:
    before = size(engine)
    plan = retained(before - MEGABYTE, apply=False).plan
    assert [(deal.name, deal.calls, deal.insights) for deal in plan.computed] == [("old", 3, 1), ("middle", 3, 1)]
    assert plan.deals == []
    result = retained(before - MEGABYTE)
    assert result.fits
    assert (result.analysed_calls, result.insights, result.transcripts, result.snippets) == (6, 2, 0, 0)
    assert result.database_bytes == size(engine) <= before - MEGABYTE
    assert [computed_of(engine, analysed[name]) for name in ("old", "middle")] == [(0, 0, 0, 0)] * 2
    assert [computed_of(engine, analysed[name]) for name in ("new", "open")] == [(3, 3, 3, 1)] * 2
    assert all(texts_of(engine, deal) == (3, 1) for deal in analysed.values())


def test_text_goes_when_nothing_is_left_that_can_be_computed_again(
    engine: sa.Engine, analysed: dict[str, uuid.UUID], retained: Retain
) -> None:
    result = retained(size(engine) - 3 * MEGABYTE)
    assert (result.fits, result.analysed_calls, result.insights) == (True, 9, 3)
    assert result.transcripts > 0
    assert texts_of(engine, analysed["old"]) == (0, 0)
    assert texts_of(engine, analysed["new"]) == (3, 1)
    assert computed_of(engine, analysed["open"]) == (3, 3, 3, 1)


def test_what_claude_wrote_and_what_people_reviewed_stays(
    engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    with engine.begin() as connection:
        by_claude, reviewed, by_rules = calls_of(connection, closed["old"])
        add_analysis(connection, by_claude, origin="claude")
        score = add_analysis(connection, reviewed)
        add_analysis(connection, by_rules)
        add_insights(connection, closed["old"], "claude")
        connection.execute(
            sa.insert(tables.reviews).values(
                subject_type="score", subject_id=score["source_id"], verdict="contest", item="x", author="Eva"
            )
        )
    retained(MEGABYTE)
    with engine.connect() as connection:
        kept = connection.execute(sa.select(tables.coaching_sessions)).all()
        assert {row.call_id for row in kept} == {by_claude, reviewed}
        assert all(row.evidence == [{"turn": 0, "quote": "x"}] for row in kept)
        assert connection.scalars(sa.select(tables.insights.c.analyser)).all() == ["claude"]
        left = connection.scalars(sa.select(transcripts.c.turns).where(transcripts.c.turns.is_not(None))).all()
    assert all(unpack(turns) for turns in left)


def test_what_was_made_of_a_text_that_is_gone_stays(
    engine: sa.Engine, analysed: dict[str, uuid.UUID], retained: Retain
) -> None:
    with engine.begin() as connection:
        of_old = transcripts.c.call_id.in_(calls_of(connection, analysed["old"]))
        connection.execute(sa.update(transcripts).where(of_old).values(turns=None, dropped_at=NOON))
    retained(MEGABYTE)
    assert computed_of(engine, analysed["old"]) == (3, 3, 0, 1)
    assert computed_of(engine, analysed["middle"]) == (0, 0, 0, 0)


def test_dropped_numbers_and_scores_wait_until_somebody_opens_the_call_or_there_is_room(
    engine: sa.Engine, settings: Settings, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    refresh(engine, settings)
    fill_word_filters(engine, Budget(None))
    before = size(engine)
    with engine.begin() as connection:
        opened, *_ = ids = calls_of(connection, closed["old"])
        assert drop_computed(connection, [closed["old"], closed["middle"]]) == (
            6,
            4,
        )  # commitments and competitors of two deals
    assert computed_of(engine, closed["old"])[0] == 0
    refresh(engine, settings)
    fill_word_filters(engine, Budget(None))
    assert computed_of(engine, closed["old"])[:3] == (0, 0, 0), "the next sync leaves them out"
    with engine.connect() as connection, pytest.raises(NotFound, match="metrics were removed to save space"):
        get_metrics(connection, opened)
    with engine.connect() as connection:
        assert "removed to save space" in str(get_coaching(connection, opened, settings).why_none)

    assert compute_again(engine, settings, opened)
    assert not compute_again(engine, settings, opened), "it is there now"
    with engine.connect() as connection:
        assert get_metrics(connection, opened).call_id == opened
        with pytest.raises(NotFound):
            get_metrics(connection, next(one for one in ids if one != opened))

    assert retained(size(engine)).computed_again == 0, "there is no room"
    assert retained(before + 100 * MEGABYTE).computed_again == 5
    refresh(engine, settings)
    assert [computed_of(engine, closed[name])[0] for name in ("old", "middle")] == [6, 6]
