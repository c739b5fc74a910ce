"""Command `gametape retention`."""

from typing import Annotated

import typer
from pydantic import ByteSize, TypeAdapter, ValidationError
from rich.table import Table

from gametape.errors import FAILED, BadRequest
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson
from gametape.sync.retention import Retention, RetentionPlan, retain

_SHOWN = 20  # deals in the table; --json has all


def size(text: str) -> int:
    """Parse a size such as `450MB`, `0.5GB` or `512MiB` into bytes; a number without a unit means bytes.

    Raises:
        typer.BadParameter: the text is not a size.
    """
    try:
        return int(TypeAdapter(ByteSize).validate_python(text))
    except ValidationError:
        raise typer.BadParameter(f"{text!r} is not a size. Use 450MB or 0.5GB.") from None


Room = Annotated[
    int | None,
    typer.Option(
        "--budget", parser=size, metavar="SIZE", help="Storage budget. Default: GAMETAPE_STORAGE_BUDGET (450MB)."
    ),
]
Apply = Annotated[bool, typer.Option("--apply", help="Apply the plan. Without it, only the plan is shown.")]


@app.command()
def retention(*, budget: Room = None, apply: Apply = False, as_json: AsJson = False) -> None:
    """Shrink the database to its storage budget, starting with the oldest closed deals.

    Removes computed data first: metrics, rule-based scores, word filters, rule-based insights. If that is not enough,
    removes transcripts and email text. Claude's answers, people's reviews and all data of open deals stay. Opening a
    call in the web app, or `gametape restore CALL`, brings its removed data back; a sync does not. If there is space
    again, --apply lets the next sync compute removed data again. --apply rewrites the tables, which locks each of them
    for some seconds. Exits with 1 when the database is still over budget, 3 when a sync is running.
    """
    with speaking():
        room = int(settings().storage_budget) if budget is None else budget
        if not room:
            raise BadRequest("No storage budget is set.", hint="Pass --budget 450MB.")
        with migrated_store(settings()) as engine:
            result = retain(engine, settings(), room, apply=apply)
        if as_json:
            out.print_json(result.model_dump_json(), indent=None)
        else:
            _print(result)
    if apply and not result.fits:
        raise typer.Exit(FAILED)


def _print(result: Retention) -> None:
    plan = result.plan
    out.print(
        f"Database {_mb(plan.database_bytes)}, budget {_mb(plan.budget_bytes)}. "
        f"Call and email text: {_mb(plan.text_bytes)}, of which {_mb(plan.droppable_bytes)} belong to closed deals.",
    )
    if plan.fits:
        out.print("Within budget: nothing to remove.")
        if result.computed_again:
            out.print(f"There is space again: the next sync measures and scores {result.computed_again:,} calls.")
        return
    if plan.computed:
        out.print(
            f"Removed first: computed data of {len(plan.computed):,} deals closed up to "
            f"{plan.computed[-1].closed_on}: {_mb(sum(deal.bytes for deal in plan.computed))}.",
            highlight=False,
        )
    if plan.deals:
        out.print(_deals(plan))
    if not result.applied:
        short = plan.database_bytes - plan.budget_bytes - plan.bytes
        more = f" Still {_mb(short)} over budget: the rest cannot be removed." if short > 0 else ""
        out.print(f"That frees {_mb(plan.bytes)}.{more} Nothing has changed yet; run with --apply.")
        return
    if result.analysed_calls or result.insights:
        out.print(
            f"Removed metrics, scores and word filters of {result.analysed_calls:,} calls, "
            f"and {result.insights:,} insights.",
            highlight=False,
        )
    out.print(
        f"Removed {result.transcripts:,} transcripts and {result.snippets:,} email texts: "
        f"{_mb(result.database_bytes)} in the database now.",
    )
    if result.message:
        out.print(result.message)


def _deals(plan: RetentionPlan) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("closed", "deal", "account", "transcripts", "email texts", "size"):
        table.add_column(column, justify="left" if column in ("closed", "deal", "account") else "right")
    for deal in plan.deals[:_SHOWN]:
        table.add_row(
            f"{deal.closed_on}",
            deal.name,
            deal.account_name or "",
            f"{deal.transcripts:,}",
            f"{deal.snippets:,}",
            _mb(deal.bytes),
        )
    if len(plan.deals) > _SHOWN:
        table.caption = f"and {len(plan.deals) - _SHOWN:,} more, up to {plan.deals[-1].closed_on}"
    return table


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
