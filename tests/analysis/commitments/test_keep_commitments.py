"""Commitments in the store: kept after a sync, read again when texts change, reached by erasure, listed for deals."""

import time
from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.commitments.keep_commitments import KIND, keep_commitments
from gametape.analysis.commitments.list_commitments import CommitmentQuery, get_commitments, list_commitments
from gametape.analysis.commitments.models import CommitmentState
from gametape.analysis.measures.measure import measure
from gametape.errors import NotFound
from gametape.queries.calls_and_emails import Side
from gametape.settings import Settings
from gametape.store.tables import emails, insights, transcripts
from gametape.store.turns import Turn
from gametape.sync.evidence_quotes import drop_missing_quotes
from tests.builders.measured_calls import PEOPLE
from tests.builders.store_rows import add_call, add_deal, add_email, add_person, add_transcript

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SAID = [
    Turn("ruiz", 0, 9_000, ("What are the prices, and could we see them in writing?",)),
    Turn("dana", 10_000, 19_000, ("I'll send you the proposal by Friday.",)),
]


@pytest.fixture
def deal(engine: sa.Engine, settings: Settings) -> UUID:
    with engine.begin() as connection:
        deal = add_deal(connection, "Rollout", owner_email="dana@lumen.example")
        add_person(connection, "dana@lumen.example", "Dana Okafor", is_internal=True)
        call = add_call(connection, "Pricing", AT, on=[deal], people=PEOPLE, language="eng")
        add_transcript(connection, call, SAID)
        text = "Dana, we had a look at the platform and like it. Best, Ana"
        add_email(connection, "Hello", AT.replace(day=20), on=deal, sender="ruiz@northwind.example", direction="theirs",
                  body_snippet=text, content_hash=b"1")  # fmt: skip
    measure(engine, settings)
    return deal


def kept(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(
            sa.select(sa.func.count()).select_from(insights).where(insights.c.kind == KIND)
        ).scalar_one()


def test_a_deal_is_read_once_and_again_when_its_texts_change(engine: sa.Engine, settings: Settings, deal: UUID) -> None:
    assert keep_commitments(engine, settings) == 1
    assert keep_commitments(engine, settings) == 0
    with engine.connect() as connection:
        (promise,) = get_commitments(connection, deal, settings).ours
    assert promise.state_today is CommitmentState.NOT_SEEN_DONE
    assert promise.sentence == "Promised, not seen done: due Mar 6, 2026"
    with engine.begin() as connection:
        add_email(connection, "Offer", AT.replace(day=5), on=deal, body_snippet="Ana, the proposal is attached.")
    assert keep_commitments(engine, settings) == 1
    with engine.connect() as connection:
        (promise,) = get_commitments(connection, deal, settings).ours
    assert promise.state_today is CommitmentState.DONE


def test_reading_a_deal_that_was_not_kept_yet_writes_nothing(engine: sa.Engine, settings: Settings, deal: UUID) -> None:
    with engine.connect().execution_options(postgresql_readonly=True) as connection:
        promises = get_commitments(connection, deal, settings)
        missing = UUID("6f1d3a52-0000-4000-8000-00000000dead")
        with pytest.raises(NotFound):
            get_commitments(connection, missing, settings)
    assert [each.what for each in promises.ours] == ["send you the proposal by Friday"]
    assert promises.theirs == []
    assert kept(engine) == 0


def test_many_deals_are_listed_by_filters_and_what_was_not_read_is_counted(
    engine: sa.Engine, settings: Settings, deal: UUID
) -> None:
    with engine.connect() as connection:
        assert list_commitments(connection, CommitmentQuery(), settings).not_read == 1
    keep_commitments(engine, settings)
    with engine.connect() as connection:
        everything = list_commitments(connection, CommitmentQuery(), settings)
        theirs = list_commitments(connection, CommitmentQuery(side=Side.THEIRS), settings)
        others = list_commitments(connection, CommitmentQuery(owner=["wei@lumen.example"]), settings)
    (item,) = everything.items
    assert (item.deal.id, item.owner_email, everything.deals, everything.not_read) == (deal, "dana@lumen.example", 1, 0)
    assert theirs.items == []
    assert (others.items, others.deals) == ([], 0)


def test_no_deal_is_begun_after_the_time(engine: sa.Engine, settings: Settings, deal: UUID) -> None:
    assert deal
    assert keep_commitments(engine, settings, until=time.monotonic() - 1) == 0


def test_text_that_was_dropped_to_save_space_leaves_what_is_known(
    engine: sa.Engine, settings: Settings, deal: UUID
) -> None:
    keep_commitments(engine, settings)
    with engine.begin() as connection:
        connection.execute(sa.update(transcripts).values(turns=None, dropped_at=sa.func.now(), content_hash=b"other"))
    assert keep_commitments(engine, settings) == 0
    with engine.connect() as connection:
        assert len(get_commitments(connection, deal, settings).ours) == 1


def test_a_quote_that_is_gone_takes_the_commitments_with_it(engine: sa.Engine, settings: Settings, deal: UUID) -> None:
    keep_commitments(engine, settings)
    with engine.begin() as connection:
        call = connection.execute(sa.select(transcripts.c.call_id)).scalar_one()
        drop_missing_quotes(connection, {call: []}, {})
        connection.execute(sa.update(transcripts).values(turns=None, turn_count=0, content_hash=b"2"))
    assert kept(engine) == 0
    keep_commitments(engine, settings)
    with engine.connect() as connection:
        assert get_commitments(connection, deal, settings).ours == []
        assert connection.execute(sa.select(sa.func.count()).select_from(emails)).scalar_one() == 1
