"""`gametape insights DEAL`."""

from collections.abc import Iterator
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.text import Text

from gametape.analysis.deal_insights import plan, refresh_insights
from gametape.analysis.insights.models import AnalyserName, ElementState
from gametape.analysis.insights.view import DealInsights, ReadingPlan
from gametape.errors import BadRequest, NotFound
from gametape.queries.lookup import KnownDeal, find_deals
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson

Deal = Annotated[str, typer.Argument(help="The deal's id, its Salesforce id, or words of its name and account.")]
By = Annotated[AnalyserName, typer.Option(help="Who reads: rules here, or Claude, which costs money.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be read again, and read nothing.")]


@app.command("insights")
def insights(deal: Deal, *, analyser: By = "local", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """What to do next on a deal, and what that rests on. What changed is read again and kept; asking again is free."""
    with speaking():
        with migrated_store(settings()) as engine:
            with engine.connect() as connection:
                known = the_deal(connection, deal)
                planned = plan(connection, known.id, settings(), analyser)
            if dry_run:
                _print_plan(planned, as_json=as_json)
                return
            found = refresh_insights(engine, known.id, settings(), analyser)
        if as_json:
            out.print_json(found.model_dump_json(), indent=None)
        else:
            _print(known, found)


def the_deal(connection: sa.Connection, text: str) -> KnownDeal:
    """The one deal that `text` means.

    Raises:
        NotFound: it means none.
        BadRequest: it may mean several; the message lists them.
    """
    found = find_deals(connection, text)
    if not found:
        raise NotFound(f"No deal is called {text!r}.", hint="Any words of its name and of its account will do.")
    if len(found) > 1:
        listed = "\n".join(
            f"  {one.id}  {one.name} · {one.account_name or 'no account'} · {one.stage}" for one in found
        )
        raise BadRequest(f"{text!r} may mean several deals.", hint=f"Give one of these ids:\n{listed}")
    return found[0]


def _print_plan(planned: ReadingPlan, *, as_json: bool) -> None:
    if as_json:
        out.print_json(planned.model_dump_json(), indent=None)
        return
    out.print(_told(planned))


def _told(planned: ReadingPlan) -> str:
    if planned.is_fresh:
        return "Nothing changed: nothing would be read."
    why = ", ".join(cause.replace("_", " ") for cause in planned.causes)
    cost = "" if planned.dollars is None else f", at most ${planned.dollars:.2f}"
    unchanged = f" {planned.calls_unchanged} are as they were." if planned.calls_unchanged else ""
    return f"Changed: {why}. {len(planned.calls)} calls of {planned.words:,} words would be read{cost}.{unchanged}"


def _print(deal: KnownDeal, found: DealInsights) -> None:
    out.print(
        Text.assemble((deal.name, "bold"), f" · {deal.account_name or ''} · {deal.stage or ''}"),
    )
    for line in _lines(found):
        out.print(line)


def _lines(found: DealInsights) -> Iterator[str]:
    if found.signals:
        yield " · ".join(signal.sentence for signal in found.signals)
    for place, action in enumerate(found.actions, start=1):
        yield ("\nWhat to do next\n" if place == 1 else "") + f"  {place}. {action.sentence}"
    for place, objection in enumerate(found.objections):
        said = objection.evidence[0]
        yield (
            "\nObjections\n" if place == 0 else ""
        ) + f"  {objection.kind} ({objection.state}): “{said.quote}” {said.speaker}"
    for place, theme in enumerate(found.themes):
        name = theme.name.replace("_", " ")
        yield ("\nThemes\n" if place == 0 else "") + f"  {name}: {theme.turns} turns in {theme.calls} calls"
    yield f"\n{found.methodology.name}"
    for element in found.methodology.elements:
        said_of = f": “{element.evidence[0].quote}”" if element.evidence else ""
        mark = {ElementState.VERIFIED: "+", ElementState.INFERRED: "~", ElementState.UNKNOWN: "?"}[element.state]
        yield f"  {mark} {element.name} ({element.state}){said_of}"
    yield f"\n{found.coverage.sentence} {' '.join(gap.sentence for gap in found.coverage.missing)}".rstrip()
    counted = f"{found.ledger.kept} quotes kept, {found.ledger.dropped} rejected."
    yield f"{counted} By {found.analyser}, {found.made_at:%Y-%m-%d %H:%M} UTC."
