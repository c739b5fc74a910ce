"""Commands `gametape promised [REP]` and `gametape competitors`."""

from typing import Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gametape.analysis.commitments.list_commitments import CommitmentList, CommitmentQuery, list_commitments
from gametape.analysis.competitors.list_competitors import CompetitorReport, competitor_report
from gametape.queries.calls_and_emails import Side
from gametape.queries.deals import Outcome
from gametape.queries.filters import Filters
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.learn import resolve_rep
from gametape.surfaces.cli.options import AsJson
from gametape.text.plurals import count

Who = Annotated[
    str | None, typer.Argument(metavar="REP", help="Owner of the deals: email address, or part of the name.")
]
Customer = Annotated[bool, typer.Option("--customer", help="What the customer promised, instead of our side.")]


@app.command("promised")
def promised(rep: Who = None, *, customer: Customer = False, as_json: AsJson = False) -> None:
    """List what was promised on open deals and is not seen done, then what is still open, with the quotes."""
    with speaking():
        with migrated_store(settings()) as engine, engine.connect() as connection:
            owner = [resolve_rep(connection, rep)] if rep else []
            side = Side.THEIRS if customer else Side.OURS
            query = CommitmentQuery(outcome=[Outcome.OPEN], owner=owner, side=side)
            found = list_commitments(connection, query, settings())
        if as_json:
            out.print_json(found.model_dump_json(), indent=None)
        else:
            _print_promises(found)


@app.command("competitors")
def competitors(*, as_json: AsJson = False) -> None:
    """Count the competitors on all deals, with win rates, what customers say and our answers on won deals."""
    with speaking():
        with migrated_store(settings()) as engine, engine.connect() as connection:
            found = competitor_report(connection, Filters(), settings())
        if as_json:
            out.print_json(found.model_dump_json(), indent=None)
        else:
            _print_competitors(found)


def _print_promises(found: CommitmentList) -> None:
    for item in found.items:
        made = item.commitment
        out.print(Text.assemble((item.deal.name, "bold"), f" · {made.sentence}"))
        out.print(Padding(Text(f"{made.owner}: “{made.evidence[0].quote}”"), (0, 0, 0, 2)))
    out.print(f"{count(len(found.items), 'promise')} on {count(found.deals, 'open deal')}.")
    _print_limits(found.not_read, found.limitations)


def _print_competitors(found: CompetitorReport) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    for name in ("deals", "open", "won", "lost"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for record in found.competitors:
        numbers = (record.deals, record.open, record.won, record.lost)
        table.add_row(Text(record.name), *map(str, numbers), Text(record.sentence))
    out.print(table)
    for record in found.competitors:
        for title, said in (("Customer", record.mentions[:1]), ("Our answer on a won deal", record.answers[:1])):
            for each in said:
                line = f"{record.name} · {title}: “{each.quote.quote}” {each.quote.speaker or ''}, {each.deal.name}"
                out.print(Padding(Text(line), (0, 0, 0, 2)))
    out.print(f"{count(len(found.competitors), 'competitor')} on {count(found.deals, 'deal')}.")
    _print_limits(found.not_read, found.limitations)


def _print_limits(not_read: int, limitations: list[str]) -> None:
    if not_read:
        out.print(f"{count(not_read, 'deal')} not analyzed yet: run gametape sync.")
    for line in limitations:
        out.print(line)
