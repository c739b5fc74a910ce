"""Command `gametape insights DEAL`."""

import json
from collections.abc import Iterator
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.text import Text

from gametape.analysis.claude.batch import collect, send
from gametape.analysis.claude.client import Claude
from gametape.analysis.claude.reading_batch import ReadingBatch
from gametape.analysis.deal_insights import plan, refresh_insights
from gametape.analysis.insights.models import AnalyserName, ElementState
from gametape.analysis.insights.view import DealInsights, ReadingPlan
from gametape.errors import BadRequest, NotFound
from gametape.queries.lookup import KnownDeal, find_deals
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, err, out, speaking
from gametape.surfaces.cli.options import AsJson
from gametape.text.plurals import count

Deal = Annotated[
    str | None,
    typer.Argument(help="Deal id, Salesforce id, or words from the deal or account name.", metavar="[DEAL]"),
]
Batch = Annotated[
    bool,
    typer.Option(
        "--batch",
        help="Have Claude read the calls of all open deals at half the price: sends due calls, fetches finished ones, "
        "and analyzes the deals that are complete. Takes up to a day.",
    ),
]
By = Annotated[AnalyserName, typer.Option(help="Analyzer: local (rule-based, free) or claude (costs money).")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be analyzed again and what it costs; change nothing.")
]


_ANALYSERS = {"local": "Rule-based, no AI", "claude": "Analyzed by Claude"}


@app.command("insights")
def insights(
    deal: Deal = None,
    *,
    analyser: By = "local",
    batch: Batch = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Show next actions on a deal with the evidence. Analyzes only what changed; asking again is free."""
    with speaking():
        if batch == (deal is not None) or (batch and (analyser != "claude" or dry_run)):
            raise BadRequest("Pass a deal, or --batch with --analyser claude.")
        if deal is None:
            _read_in_batch(as_json=as_json)
            return
        with migrated_store(settings()) as engine:
            with engine.connect() as connection:
                known = resolve_deal(connection, deal)
                planned = plan(connection, known.id, settings(), analyser)
            if dry_run:
                _print_plan(planned, as_json=as_json)
                return
            answer = refresh_insights(engine, known.id, settings(), analyser)
        if as_json:
            out.print_json(answer.model_dump_json(), indent=None)
        else:
            _print(known, answer)


def _read_in_batch(*, as_json: bool) -> None:
    """Fetch finished batches, send due calls, and analyze the deals whose calls are all read; the next run goes on."""
    with migrated_store(settings()) as engine, Claude(settings(), engine) as claude:
        readings = ReadingBatch(claude, engine)
        err.print(f"{collect(claude, engine, readings).sentence} {send(claude, engine, readings).sentence}")
        deals = readings.ready()
        for deal_id in deals:
            refresh_insights(engine, deal_id, settings(), "claude")
    if as_json:
        out.print_json(json.dumps({"deals": list(map(str, deals))}), indent=None)
    else:
        out.print(f"{count(len(deals), 'open deal')} analyzed and up to date.")


def resolve_deal(connection: sa.Connection, text: str) -> KnownDeal:
    """Return the deal with this id or Salesforce id, or with these words in its name or its account's name.

    Raises:
        NotFound: no deal matches.
        BadRequest: several deals match; the hint lists them.
    """
    deals = find_deals(connection, text)
    if not deals:
        raise NotFound(f"No deal matches {text!r}.", hint="Use any words from the deal or account name.")
    if len(deals) > 1:
        listed = "\n".join(
            f"  {deal.id}  {deal.name} · {deal.account_name or 'no account'} · {deal.stage}" for deal in deals
        )
        raise BadRequest(f"{text!r} matches several deals.", hint=f"Use one of these ids:\n{listed}")
    return deals[0]


def _print_plan(planned: ReadingPlan, *, as_json: bool) -> None:
    if as_json:
        out.print_json(planned.model_dump_json(), indent=None)
        return
    out.print(_plan_sentence(planned))


def _plan_sentence(planned: ReadingPlan) -> str:
    if planned.is_fresh:
        return "Nothing changed: nothing to analyze."
    why = ", ".join(cause.replace("_", " ") for cause in planned.causes)
    cost = "" if planned.dollars is None else f", at most ${planned.dollars:.2f}"
    unchanged = f" {planned.calls_unchanged} calls are unchanged." if planned.calls_unchanged else ""
    return (
        f"Changed: {why}. {len(planned.calls)} calls with {planned.words:,} words would be analyzed{cost}.{unchanged}"
    )


def _print(deal: KnownDeal, answer: DealInsights) -> None:
    out.print(
        Text.assemble((deal.name, "bold"), f" · {deal.account_name or ''} · {deal.stage or ''}"),
    )
    for line in _lines(answer):
        out.print(line)


def _lines(answer: DealInsights) -> Iterator[str]:
    if answer.signals:
        yield " · ".join(signal.sentence for signal in answer.signals)
    for place, action in enumerate(answer.actions, start=1):
        yield ("\nNext actions\n" if place == 1 else "") + f"  {place}. {action.sentence}\n     {action.reason}"
    for place, told in enumerate(answer.review.sentences if answer.review else ()):
        yield ("\nReview\n" if place == 0 else "") + f"  {told.sentence}"
    if answer.nothing_unusual:
        yield f"\n{answer.nothing_unusual}"
    for place, objection in enumerate(answer.objections):
        first = objection.evidence[0]
        yield (
            "\nObjections\n" if place == 0 else ""
        ) + f"  {objection.kind or 'objection'} ({objection.state}): “{first.quote}” {first.speaker}"
    for place, theme in enumerate(answer.themes):
        name = theme.name.replace("_", " ")
        yield ("\nTopics\n" if place == 0 else "") + f"  {name}: {theme.turns} turns in {theme.calls} calls"
    yield f"\n{answer.methodology.name}"
    for element in answer.methodology.elements:
        quote = f": “{element.evidence[0].quote}”" if element.evidence else ""
        mark = {ElementState.VERIFIED: "+", ElementState.INFERRED: "~", ElementState.UNKNOWN: "?"}[element.state]
        yield f"  {mark} {element.name} ({element.state}){quote}"
    yield f"\n{answer.coverage.sentence} {' '.join(gap.sentence for gap in answer.coverage.missing)}".rstrip()
    yield from (each.sentence for each in answer.taken_back)
    yield from answer.limitations
    yield f"{answer.ledger.sentence} {_ANALYSERS[answer.analyser]}, {answer.made_at:%Y-%m-%d %H:%M} UTC."
