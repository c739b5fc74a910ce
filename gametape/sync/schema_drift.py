"""Columns that a source has lost: each run reports them until they are back, or until a full run accepts the loss.

A lost table fails its entity (sources.py). A column that the source never had is not lost: `gametape doctor` names it.
"""

from collections.abc import Sequence

from gametape.source import Source, SourceGap
from gametape.sync import ledger
from gametape.sync.context import SyncRun

_MOST = 3  # named in the sentence


def dropped_columns(run: SyncRun, entity: str, source: Source) -> list[SourceGap]:
    """Return the columns that this source had when it was first read, and lacks now."""
    now = run.sources.gaps(source)
    lacking = {*run.sources.absent_tables(source), *(gap.missing for gap in now)}
    with run.engine.begin() as connection:
        baseline = ledger.gap_baseline(connection, entity, source.origin, lacking, anew=run.full)
    return [gap for gap in now if gap.missing not in baseline]


def explain_dropped(lost: Sequence[SourceGap]) -> str:
    """Say in a sentence which columns are gone, what gametape cannot show without them, and what to do."""
    named = "; ".join(f"{gap.missing} is gone: {gap.cost}" for gap in lost[:_MOST])
    more = f"; and {len(lost) - _MOST} more" if len(lost) > _MOST else ""
    return f"{named}{more}. Restore it, or accept the change with gametape sync --full."
