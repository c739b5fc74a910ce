"""Columns that a source has lost: told in every run until they are back, or until a full run takes what there is.

A lost table is no remark but a failure (sources.py). What was never there is no news: `gametape doctor` tells that.
"""

from collections.abc import Sequence

from gametape.sync import ledger
from gametape.sync.context import SyncRun
from gametape.warehouse.compile import Source
from gametape.warehouse.doctor import SourceGap, gaps

_MOST = 3  # told at once


def vanished(run: SyncRun, entity: str, source: Source) -> list[SourceGap]:
    """Return the columns that this source had when the store knew it first, and lacks now."""
    now = gaps(run.warehouse, source.name)
    lacking = {*run.warehouse.absent_tables(source.name), *(gap.missing for gap in now)}
    with run.engine.begin() as connection:
        usual = ledger.usual_gaps(connection, entity, source.origin, lacking, anew=run.full)
    return [gap for gap in now if gap.missing not in usual]


def told(lost: Sequence[SourceGap]) -> str:
    """In a sentence, with what it costs and what to do."""
    said = "; ".join(f"{gap.missing} is gone: {gap.cost}" for gap in lost[:_MOST])
    more = f"; and {len(lost) - _MOST} more" if len(lost) > _MOST else ""
    return f"{said}{more}. Bring it back, or take it as it is: gametape sync --full."
