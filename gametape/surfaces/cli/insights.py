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

Deal = Annotated[str, typer.Argument(help="Deal id, Salesforce id, or words from the deal or account name.")]
By = Annotated[AnalyserName, typer.Option(help="Analyzer: local (rule-based, free) or claude (costs money).")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be analyzed again and what it costs; change nothing.")
]


_ANALYSERS = {"local": "Rule-based, no AI", "claude": "Analyzed by Claude"}


@app.command("insights")
def insights(deal: Deal, *, analyser: By = "local", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Show next actions on a deal with the evidence. Analyzes only what changed; asking again is free."""
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
        raise NotFound(f"No deal matches {text!r}.", hint="Use any words from the deal or account name.")
    if len(found) > 1:
        listed = "\n".join(
            f"  {one.id}  {one.name} · {one.account_name or 'no account'} · {one.stage}" for one in found
        )
        raise BadRequest(f"{text!r} matches several deals.", hint=f"Use one of these ids:\n{listed}")
    return found[0]


def _print_plan(planned: ReadingPlan, *, as_json: bool) -> None:
    if as_json:
        out.print_json(planned.model_dump_json(), indent=None)
        return
    out.print(_told(planned))


def _told(planned: ReadingPlan) -> str:
    if planned.is_fresh:
        return "Nothing changed: nothing to analyze."
    why = ", ".join(cause.replace("_", " ") for cause in planned.causes)
    cost = "" if planned.dollars is None else f", at most ${planned.dollars:.2f}"
    unchanged = f" {planned.calls_unchanged} calls are unchanged." if planned.calls_unchanged else ""
    return (
        f"Changed: {why}. {len(planned.calls)} calls with {planned.words:,} words would be analyzed{cost}.{unchanged}"
    )


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
        yield ("\nNext actions\n" if place == 1 else "") + f"  {place}. {action.sentence}"
    for place, objection in enumerate(found.objections):
        said = objection.evidence[0]
        yield (
            "\nObjections\n" if place == 0 else ""
        ) + f"  {objection.kind} ({objection.state}): “{said.quote}” {said.speaker}"
    for place, theme in enumerate(found.themes):
        name = theme.name.replace("_", " ")
        yield ("\nTopics\n" if place == 0 else "") + f"  {name}: {theme.turns} turns in {theme.calls} calls"
    yield f"\n{found.methodology.name}"
    for element in found.methodology.elements:
        said_of = f": “{element.evidence[0].quote}”" if element.evidence else ""
        mark = {ElementState.VERIFIED: "+", ElementState.INFERRED: "~", ElementState.UNKNOWN: "?"}[element.state]
        yield f"  {mark} {element.name} ({element.state}){said_of}"
    yield f"\n{found.coverage.sentence} {' '.join(gap.sentence for gap in found.coverage.missing)}".rstrip()
    counted = f"{found.ledger.kept} verified quotes, {found.ledger.dropped} dropped."
    yield f"{counted} {_ANALYSERS[found.analyser]}, {found.made_at:%Y-%m-%d %H:%M} UTC."
