"""Progress of a running sync as a live table, and the summary of a finished run."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.live import Live
from rich.table import Table

from gametape.surfaces.cli.app import err, out
from gametape.sync.context import EntityResult, RunSummary
from gametape.sync.counts import Counts

_COLUMNS = ("inserted", "updated", "deleted", "unchanged", "waiting", "rejected", "warnings")


class LiveProgress:
    """Table of counts on the terminal, with a sentence below; on anything but a terminal it shows nothing."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._began = time.monotonic()
        self._seen: dict[str, Counts] = {}
        self._note = ""

    def __call__(self, entity: str, counts: Counts) -> None:
        """Show the counts of an entity."""
        self._seen[entity] = counts
        self._show()

    def note(self, text: str) -> None:
        """Show a sentence on the run."""
        self._note = text
        self._show()

    def _show(self) -> None:
        if err.is_terminal:
            self._live.update(_table(self._seen, time.monotonic() - self._began, self._note))


@contextmanager
def live_progress() -> Iterator[LiveProgress]:
    """Show a table of counts on stderr that is updated after each page; show nothing if stderr is not a terminal."""
    with Live(console=err, transient=True, refresh_per_second=8) as live:
        yield LiveProgress(live)


def _table(seen: dict[str, Counts], seconds: float, note: str = "") -> Table:
    """Return a table of row counts by result; a result without any row has no column."""
    table = Table(box=None, pad_edge=False, collapse_padding=True)
    shown = [name for name in _COLUMNS if any(getattr(counts, name) for counts in seen.values())]
    for name in ("", "read", *shown):
        table.add_column(name, justify="left" if not name else "right", no_wrap=True)
    for entity, counts in seen.items():
        table.add_row(entity, f"{counts.read:,}", *(f"{getattr(counts, name):,}" for name in shown))
    rows = sum(counts.read for counts in seen.values())
    table.caption = f"{seconds:.0f} s, {rows / max(seconds, 0.1):,.0f} rows/s" + (f"\n{note}" if note else "")
    return table


def print_summary(summary: RunSummary) -> None:
    """Print a table of the run's entities, their messages, and a sentence about the run."""
    out.print(_table({name: Counts(**result.counts) for name, result in summary.entities.items()}, summary.seconds))
    after_sync = {"analysis": summary.analysis, "digests": summary.digests}
    after = {name: result for name, result in after_sync.items() if result}
    for name, result in (summary.entities | after).items():
        if result.message:
            out.print(f"{name}: {_word(result)}. {result.message}")
    counts = summary.analysis.counts if summary.analysis else {}
    done = ", ".join(f"{counts[name]:,} calls {name}" for name in ("measured", "scored") if counts.get(name))
    out.print(f"Sync {summary.status} after {summary.seconds:.1f} s.{f' {done}.' if done else ''}")


def _word(result: EntityResult) -> str:
    return {"absent": "not in this source", "partial": "not finished"}.get(result.status, result.status)
