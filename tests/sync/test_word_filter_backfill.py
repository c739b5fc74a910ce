"""The words of a call are noted with its text, follow each of its changes, and leave with it."""

from typing import Any

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.store.tables import transcripts
from gametape.store.turns import unpack
from gametape.store.wordfilter import filter_of
from gametape.sync.budget import Budget
from gametape.sync.erase import erase
from gametape.sync.refetch import fetch_transcript
from gametape.sync.retention import retain
from gametape.sync.word_filter_backfill import fill_word_filters
from tests.builders.warehouse_deals import whole_deal
from tests.builders.warehouse_rows import Company, Sync, gong_call, monologue, salesforce_key


@pytest.fixture
def company(company: Company) -> Company:
    return whole_deal(company)


def row(engine: sa.Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(sa.select(transcripts).where(transcripts.c.gong_call_id == "710001")).one()


def is_true(engine: sa.Engine) -> bool:
    """The filter is that of the text that stands there."""
    stored = row(engine)
    return bool(stored.word_filter == filter_of(unpack(stored.turns)))


def set_columns(engine: sa.Engine, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(transcripts).values(**values))


def test_it_comes_with_the_text_and_changes_with_it(sync: Sync, company: Company, engine: sa.Engine) -> None:
    sync()
    assert is_true(engine)
    before = row(engine).word_filter
    company.add("gongio_ft.transcript", monologue(8, text="One more thing about escalators.", at=90))
    sync(full=True)
    assert is_true(engine)
    assert row(engine).word_filter != before


def test_it_leaves_with_the_text_of_a_call_that_turned_private(sync: Sync, company: Company, engine: sa.Engine) -> None:
    sync()
    company.change("gongio_ft.call", gong_call()["id"], is_private=True)
    sync(full=True)
    assert (row(engine).turns, row(engine).word_filter) == (None, None)


def test_an_erased_persons_words_are_not_in_it(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    sync()
    before = row(engine).word_filter
    erase(engine, chosen, "person1@customer.example")
    assert row(engine).word_filter not in (before, None)
    assert is_true(engine)
    company.change("gongio_ft.call", gong_call()["id"], title="Seen again")
    set_columns(engine, content_hash=b"another")
    sync(full=True)
    assert is_true(engine)


def test_it_goes_with_dropped_text_and_comes_back_with_it(
    sync: Sync, company: Company, chosen: Settings, engine: sa.Engine
) -> None:
    company.change("salesforce.opportunity", salesforce_key("006", 1), is_closed=True)
    sync()
    retain(engine, chosen, 1, apply=True)
    assert (row(engine).turns, row(engine).word_filter) == (None, None)
    set_columns(engine, content_hash=b"another")
    sync(full=True)
    assert (row(engine).turns, row(engine).word_filter) == (None, None)
    fetch_transcript(engine, chosen, row(engine).call_id)
    assert is_true(engine)


def test_whoever_changes_the_text_alone_leaves_no_false_filter(sync: Sync, company: Company, engine: sa.Engine) -> None:
    sync()
    packed = row(engine).turns
    set_columns(engine, turns=packed + b"")
    assert is_true(engine)
    set_columns(engine, turns=b"other")
    assert row(engine).word_filter is None


def test_texts_of_before_get_one_in_the_next_run(sync: Sync, company: Company, engine: sa.Engine) -> None:
    sync()
    set_columns(engine, word_filter=None)
    sync()
    assert is_true(engine)


def test_a_text_that_cannot_be_read_holds_nobody_up(sync: Sync, company: Company, engine: sa.Engine) -> None:
    sync()
    set_columns(engine, turns=b"no turns")
    assert fill_word_filters(engine, Budget(None)) == 0
