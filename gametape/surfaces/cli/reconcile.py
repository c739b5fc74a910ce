"""Command `gametape reconcile`."""

from typing import Annotated

import typer
from rich.table import Table

from gametape.errors import FAILED
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, err, out, speaking
from gametape.surfaces.cli.options import AsJson
from gametape.sync.open_sources import open_sources
from gametape.sync.reconcile import EntityCheck, Reconciliation
from gametape.sync.reconcile import reconcile as compare

_SHOWN = 24  # months in a table; --json has all

Entities = Annotated[
    list[str] | None, typer.Option("--entity", help="Entity to compare; repeat for several. Default: all.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the differences; change nothing.")]
MassDelete = Annotated[
    bool,
    typer.Option("--mass-delete", help="Allow deletion even when most of an entity's rows are gone at the source."),
]


@app.command()
def reconcile(
    *, entity: Entities = None, dry_run: DryRun = False, mass_delete: MassDelete = False, as_json: AsJson = False
) -> None:
    """Compare every row in the store with the source, month by month, and repair differences.

    Finds what a sync cannot see: rows deleted without a trace, values that changed without a new timestamp, and rows
    that were tampered with. Also removes the text of calls and emails that were deleted at the source. Reads all rows
    once and differing rows twice. Exits with 0 when the store equals the source, 1 when it does not, 3 when a sync is
    running.
    """
    with speaking():
        with (
            migrated_store(settings()) as engine,
            open_sources(engine, settings()) as sources,
            err.status("Reading the source …") as line,
        ):
            result = compare(
                engine,
                sources,
                settings(),
                entities=entity or (),
                dry_run=dry_run,
                mass_delete=mass_delete,
                progress=lambda name, rows: line.update(f"Reading {name}: {rows:,} rows …"),
            )
        if as_json:
            out.print_json(result.model_dump_json(), indent=None)
        else:
            _print(result)
    if not result.is_equal:
        raise typer.Exit(FAILED)


def _print(result: Reconciliation) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("entity", "", "months", "differ", "repaired", "excluded", "text removed"):
        table.add_column(name, justify="left" if name in ("entity", "") else "right")
    for name, check in result.entities.items():
        table.add_row(
            name,
            check.status,
            *(
                f"{n:,}"
                for n in (check.buckets, len(check.differing), check.repaired, check.explained, check.forgotten)
            ),
        )
    out.print(table)
    for name, check in result.entities.items():
        if check.message:
            out.print(f"{name}: {check.message}")
        if check.differing:
            out.print(_months(name, check))
    verb = "compared" if result.dry_run else "compared and repaired"
    out.print(f"{verb.capitalize()} in {result.seconds:.1f} s.")


def _months(name: str, check: EntityCheck) -> Table:
    table = Table(title=f"{name}, by month", title_justify="left", box=None, pad_edge=False)
    for column in ("month", "source", "store", "missing", "different", "vanished", "moved"):
        table.add_column(column, justify="left" if column == "month" else "right")
    for bucket in check.differing[:_SHOWN]:
        numbers = (
            bucket.source_rows, bucket.store_rows, bucket.missing, bucket.different, bucket.vanished, bucket.moved,
        )  # fmt: skip
        month = f"{bucket.month:%Y-%m}" if bucket.month else "(no stamp)"
        table.add_row(month, *(f"{number:,}" for number in numbers))
    if len(check.differing) > _SHOWN:
        table.caption = f"and {len(check.differing) - _SHOWN} more"
    return table
