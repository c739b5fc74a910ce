"""Command `gametape forecast`."""

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from gametape.queries.calendar import PeriodName
from gametape.queries.forecast import Forecast, ForecastCell, ForecastGroupName, ForecastQuery, forecast
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.learn import resolve_rep
from gametape.surfaces.cli.options import AsJson
from gametape.text.days import written_day

Closing = Annotated[PeriodName, typer.Option("--period", help="Period of the close date, by the fiscal year.")]
By = Annotated[ForecastGroupName, typer.Option("--by", help="Group the deals by this.")]
Manager = Annotated[str | None, typer.Option("--team", metavar="MANAGER", help="The manager's deals and all reports'.")]

_HEADS = {"open": "Open", "overdue": "Overdue", "slipped": "Slipped out", "won": "Won", "lost": "Lost"}


@app.command("forecast")
def show_forecast(
    *, period: Closing = "this_quarter", by: By = "owner", team: Manager = None, as_json: AsJson = False
) -> None:
    """Show what closes in a period by owner, stage or forecast category, what slipped out, and what is overdue."""
    with speaking():
        with migrated_store(settings()) as engine, engine.connect() as connection:
            manager = resolve_rep(connection, team) if team else None
            query = ForecastQuery(period=period, group_by=by, team=manager)
            found = forecast(connection, query, settings())
        if as_json:
            out.print_json(found.model_dump_json(), indent=None)
        else:
            _print(found)


def _print(found: Forecast) -> None:
    out.print(f"Close date {written_day(found.first)} to {written_day(found.last)}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    names = [column.name for column in found.columns]
    for name in names:
        table.add_column(_HEADS[name], justify="right")
    table.add_row(Text("All", style="bold"), *_cells(found.total[name] for name in names))
    for group in found.groups:
        title = group.label or group.value or f"No {found.group_by.replace('_', ' ')}"
        table.add_row(Text(title), *_cells(group.cells[name] for name in names))
    out.print(table)
    out.print("Overdue deals are from any period. Amounts are per currency and never added together.")


def _cells(cells: Iterable[ForecastCell]) -> list[Text]:
    return [
        Text(
            "\n".join(
                [f"{cell.deals}", *(f"{total.amount:,.0f} {total.currency or ''}".rstrip() for total in cell.sums)]
            )
        )
        for cell in cells
    ]
