"""A call of which retention removed text and scores is restored when somebody opens its page."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import Route, expect

from gametape.store.tables import call_metrics, coaching_sessions, transcripts
from tests.sample_company import SampleCompany
from tests.web.conftest import OpenPage, Served


@pytest.fixture
def company(sample_company: SampleCompany, site: Path) -> Iterator[Served]:
    with sample_company.copied() as (engine, settings):
        served = Served(engine, site, settings)
        yield served
        served.stop()


def scored_call(engine: sa.Engine) -> UUID:
    score = coaching_sessions.c
    with engine.connect() as connection:
        call: UUID = connection.execute(
            sa.select(score.call_id)
            .where(score.origin == "local", score.score.is_not(None))
            .order_by(score.call_id)
            .limit(1)
        ).scalar_one()
    return call


def remove(engine: sa.Engine, call: UUID, *, keep_text: bool) -> None:
    """Remove the analysis of a call, and its text unless that is to stay, as `gametape retention` does."""
    text = {} if keep_text else {"turns": None, "dropped_at": sa.func.now()}
    with engine.begin() as connection:
        for table in (call_metrics, coaching_sessions):
            connection.execute(sa.delete(table).where(table.c.call_id == call))
        connection.execute(
            sa.update(transcripts)
            .where(transcripts.c.call_id == call)
            .values(word_filter=None, dropped_analysis_bytes=1, **text)
        )


def test_opening_a_call_restores_what_was_removed_and_says_so(open_page: OpenPage, company: Served) -> None:
    call = scored_call(company.engine)
    remove(company.engine, call, keep_text=False)
    page = open_page("about:blank", expecting=503)
    words, scores = (page.get_by_role("region", name=name, exact=True) for name in ("Transcript", "Scores"))
    metrics = page.get_by_role("table", name="Metrics")
    away = {"error": {"code": "warehouse_unavailable", "message": "The warehouse is away.", "hint": "Try later."}}
    restore = f"**/api/calls/{call}/restore"
    page.route(restore, lambda route: route.fulfill(status=503, json=away))
    page.goto(f"{company.url}/calls/{call}/")
    expect(words.get_by_role("status")).to_have_text(
        "This transcript was removed to save space. It could not be restored."
    )
    expect(words.get_by_role("alert")).to_contain_text("The warehouse is away.")
    expect(scores).to_contain_text("The scores were removed to save space.")

    held: list[Route] = []
    page.unroute(restore)
    page.route(restore, lambda route: held.append(route))  # noqa: PLW0108 - playwright cannot wrap a built-in
    words.get_by_role("button", name="Try again").click()
    expect(words.get_by_role("status")).to_contain_text("Restoring it from the source.")
    held.pop().continue_()
    expect(words.get_by_role("listitem").first).to_be_visible()
    expect(scores.get_by_role("region").first).to_be_visible()
    expect(metrics).to_be_visible()

    remove(company.engine, call, keep_text=True)
    page.reload()
    expect(scores.get_by_role("status")).to_have_text("Calculating them again.")
    expect(words.get_by_role("listitem").first).to_be_visible()
    held.pop().continue_()
    expect(metrics).to_be_visible()
    expect(page.get_by_text("removed to save space")).to_have_count(0)
