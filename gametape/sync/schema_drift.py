"""What a source has lost: told in every run until it is back, or until a full run takes things as they are.

What it never had is no news: `gametape doctor` tells that.
"""

from collections.abc import Sequence

from gametape.sync import ledger
from gametape.sync.context import SyncRun
from gametape.sync.sources import refuse_lost_datasets
from gametape.warehouse.compile import Source
from gametape.warehouse.doctor import SourceGap, gaps

_MOST = 3  # told at once


def vanished(run: SyncRun, entity: str, source: Source) -> list[SourceGap]:
    """The columns and tables that this source had when the store knew it first, and lacks now.

    Raises:
        MissingSource: it lost a whole dataset.
    """
    now = gaps(run.warehouse, source.name)
    absent = run.warehouse.absent_tables(source.name)
    lacking = {*absent, *(gap.missing for gap in now)}
    with run.engine.begin() as connection:
        usual = ledger.usual_gaps(connection, entity, source.origin, lacking, anew=run.full)
    refuse_lost_datasets(entity, absent, usual)
    return [gap for gap in now if gap.missing not in usual]


def told(lost: Sequence[SourceGap]) -> str:
    """In a sentence, with what it costs and what to do."""
    said = "; ".join(f"{gap.missing} is gone: {gap.cost}" for gap in lost[:_MOST])
    more = f"; and {len(lost) - _MOST} more" if len(lost) > _MOST else ""
    return f"{said}{more}. Bring it back, or take it as it is: gametape sync --full."
