"""`gametape retention`."""

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

_SHOWN = 20  # deals a table shows; --json has all


def size(text: str) -> int:
    """`450MB`, `0.5GB`, `512MiB`, or bare bytes."""
    try:
        return int(TypeAdapter(ByteSize).validate_python(text))
    except ValidationError:
        raise typer.BadParameter(f"{text!r} is no size; write 450MB or 0.5GB.") from None


Room = Annotated[
    int | None,
    typer.Option("--budget", parser=size, metavar="SIZE", help="Default: GAMETAPE_STORAGE_BUDGET, which is 450MB."),
]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without, only the plan is shown.")]


@app.command()
def retention(*, budget: Room = None, apply: Apply = False, as_json: AsJson = False) -> None:
    """Fit the database into its budget, from the oldest closed deals on.

    First goes what can be computed again: metrics, local scores, word filters, insights made by rules. Only if that is
    not enough, transcripts and email texts go. What Claude wrote and what people reviewed stays, as does all of open
    deals. What was dropped comes back when somebody opens the call; no sync brings it back by itself. Where there is
    room again, --apply lets the next sync compute it. With --apply the tables are written anew, which locks each for
    some seconds. Ends with 1 when the database does not fit afterwards, 3 when a sync is running.
    """
    with speaking():
        room = int(settings().storage_budget) if budget is None else budget
        if not room:
            raise BadRequest("There is no budget to keep to.", hint="Say --budget 450MB.")
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
        f"{_mb(plan.database_bytes)} in the database, {_mb(plan.budget_bytes)} in the budget. "
        f"{_mb(plan.text_bytes)} are text of calls and mails, {_mb(plan.droppable_bytes)} of that of closed deals.",
    )
    if plan.fits:
        out.print("All of it fits: nothing has to go.")
        if result.computed_again:
            out.print(f"The next sync measures and scores {result.computed_again:,} calls again: there is room for it.")
        return
    if plan.computed:
        out.print(
            f"First goes what can be computed again, of {len(plan.computed):,} deals up to "
            f"{plan.computed[-1].closed_on}: {_mb(sum(deal.bytes for deal in plan.computed))}.",
            highlight=False,
        )
    if plan.deals:
        out.print(_deals(plan))
    if not result.applied:
        short = plan.database_bytes - plan.budget_bytes - plan.bytes
        more = f" {_mb(short)} too few: the rest is no text, or belongs to open deals or to none." if short > 0 else ""
        out.print(f"That frees {_mb(plan.bytes)}.{more} Nothing was changed; --apply does it.")
        return
    if result.analysed_calls or result.insights:
        out.print(
            f"Dropped metrics, scores and word filters of {result.analysed_calls:,} calls, "
            f"and {result.insights:,} insights.",
            highlight=False,
        )
    out.print(
        f"Dropped {result.transcripts:,} transcripts and {result.snippets:,} mail texts: "
        f"{_mb(result.database_bytes)} in the database now.",
    )
    if result.message:
        out.print(result.message)


def _deals(plan: RetentionPlan) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("closed", "deal", "account", "transcripts", "mail texts", "size"):
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
