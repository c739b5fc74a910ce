"""Command `gametape sync`."""

from typing import Annotated

import typer

from gametape.pipeline import run_pipeline
from gametape.settings import settings
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson, Budget
from gametape.surfaces.cli.progress import live_progress, print_summary

Full = Annotated[bool, typer.Option("--full", help="Read and compare all rows, not only new ones.")]
Replay = Annotated[bool, typer.Option("--replay", help="Retry rejected rows first.")]


@app.command()
def sync(*, budget: Budget = None, full: Full = False, replay: Replay = False, as_json: AsJson = False) -> None:
    """Update the store from the source.

    Reads changes since the last run, page by page. The next run continues an interrupted one.
    Exits with 0 on success or when the time budget ends, 1 when an entity failed, 3 when another sync is running.
    """
    with speaking():
        with live_progress() as progress:
            summary = run_pipeline(
                settings(),
                trigger="cli",
                budget=budget,
                full=full,
                replay=replay,
                progress=progress,
                note=progress.note,
            )
        if as_json:
            out.print_json(summary.model_dump_json(), indent=None)
        else:
            print_summary(summary)
    raise typer.Exit(summary.exit_code)
