"""Backfill of word filters (store/wordfilter.py) for transcripts that have text and no filter."""

import sqlalchemy as sa
import structlog

from gametape.errors import CorruptValue
from gametape.store.tables import transcripts
from gametape.store.turns import unpack
from gametape.store.wordfilter import filter_of
from gametape.sync.budget import Budget

log = structlog.get_logger(__name__)

_BATCH = 200  # about a second


def fill_word_filters(engine: sa.Engine, budget: Budget) -> int:
    """Compute the missing word filters while the budget has more than 2 seconds left; return how many were written.

    A transcript that cannot be unpacked is logged and left without a filter.

    Raises:
        StoreUnavailable: Postgres cannot be reached.
    """
    written, unreadable = 0, set[object]()
    while budget.left() > 2:
        with engine.begin() as connection:
            rows = connection.execute(
                sa.select(transcripts.c.id, transcripts.c.turns)
                .where(transcripts.c.turns.is_not(None), transcripts.c.word_filter.is_(None))
                .where(transcripts.c.dropped_analysis_bytes.is_(None))
                .where(transcripts.c.id.not_in(unreadable))
                .limit(_BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                try:
                    word_filter = filter_of(unpack(row.turns))
                except CorruptValue as error:
                    log.warning("text cannot be searched", transcript=str(row.id), reason=str(error))
                    unreadable.add(row.id)
                    continue
                own_row = transcripts.c.id == row.id
                connection.execute(sa.update(transcripts).where(own_row).values(word_filter=word_filter))
                written += 1
        if len(rows) < _BATCH:
            break
    return written
