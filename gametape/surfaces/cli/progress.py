"""Progress of a running sync as a live table, and the summary of a finished run."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.live import Live
from rich.table import Table

from gametape.surfaces.cli.app import err, out
from gametape.sync.context import EntityResult, Progress, RunSummary
from gametape.sync.counts import Counts

_COLUMNS = ("inserted", "updated", "deleted", "unchanged", "waiting", "rejected", "warnings")


@contextmanager
def live_progress() -> Iterator[Progress]:
    """Show a table of counts on stderr that is updated after each page; show nothing if stderr is not a terminal."""
    began = time.monotonic()
    seen: dict[str, Counts] = {}
    with Live(console=err, transient=True, refresh_per_second=8) as live:

        def show(entity: str, counts: Counts) -> None:
            seen[entity] = counts
            if err.is_terminal:
                live.update(_table(seen, time.monotonic() - began))

        yield show


def _table(seen: dict[str, Counts], seconds: float) -> Table:
    """Return a table of row counts by result; a result without any row has no column."""
    table = Table(box=None, pad_edge=False, collapse_padding=True)
    shown = [name for name in _COLUMNS if any(getattr(counts, name) for counts in seen.values())]
    for name in ("", "read", *shown):
        table.add_column(name, justify="left" if not name else "right", no_wrap=True)
    for entity, counts in seen.items():
        table.add_row(entity, f"{counts.read:,}", *(f"{getattr(counts, name):,}" for name in shown))
    rows = sum(counts.read for counts in seen.values())
    table.caption = f"{seconds:.0f} s, {rows / max(seconds, 0.1):,.0f} rows/s"
    return table


def print_summary(summary: RunSummary) -> None:
    """Print a table of the run's entities, their messages, and a sentence about the run."""
    out.print(_table({name: Counts(**result.counts) for name, result in summary.entities.items()}, summary.seconds))
    analysis = {"analysis": summary.analysis} if summary.analysis else {}
    for name, result in (summary.entities | analysis).items():
        if result.message:
            out.print(f"{name}: {_word(result)}. {result.message}")
    counts = summary.analysis.counts if summary.analysis else {}
    done = ", ".join(f"{counts[name]:,} calls {name}" for name in ("measured", "scored") if counts.get(name))
    after = f" {done}." if done else ""
    out.print(f"Sync {summary.status} after {summary.seconds:.1f} s.{after}")


def _word(result: EntityResult) -> str:
    return {"absent": "not in this source", "partial": "not finished"}.get(result.status, result.status)
