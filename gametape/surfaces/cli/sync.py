"""`gametape sync`."""

from typing import Annotated

import typer

from gametape.pipeline import run_pipeline
from gametape.settings import settings
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson, Budget
from gametape.surfaces.cli.progress import live_progress, print_summary

Full = Annotated[bool, typer.Option("--full", help="Read everything again and compare, not only what is new.")]
Replay = Annotated[bool, typer.Option("--replay", help="First try the rejected rows once more.")]


@app.command()
def sync(*, budget: Budget = None, full: Full = False, replay: Replay = False, as_json: AsJson = False) -> None:
    """Bring the store up to date with the warehouse.

    Reads what changed since the last run, page by page; a run that is cut off anywhere is continued by the next.
    Ends with 0 when all went well or the budget ended, 1 when an entity or all of it failed, 3 when another one runs.
    """
    with speaking():
        with live_progress() as progress:
            summary = run_pipeline(
                settings(), trigger="cli", budget=budget, full=full, replay=replay, progress=progress
            )
        if as_json:
            out.print_json(summary.model_dump_json(), indent=None)
        else:
            print_summary(summary)
    raise typer.Exit(summary.exit_code)
