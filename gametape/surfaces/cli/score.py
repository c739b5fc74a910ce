"""Command `gametape score`."""

import contextlib
import uuid
from collections.abc import Sequence
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gametape.analysis.claude.batch import collect, send
from gametape.analysis.claude.call_scorer import ClaudeScorer
from gametape.analysis.claude.client import Claude
from gametape.analysis.claude.score_batch import ScoreBatch
from gametape.analysis.insights.models import AnalyserName
from gametape.analysis.measures.measure import measure
from gametape.analysis.refresh import compute_again
from gametape.analysis.scoring.coaching import get_coaching
from gametape.analysis.scoring.models import CallCoaching, CoachedRep
from gametape.analysis.scoring.rescoring import Rescored, score_changed
from gametape.errors import BadRequest, NotFound
from gametape.queries.calls_and_emails import call
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.store.tables import calls
from gametape.surfaces.cli.app import app, err, out, speaking
from gametape.surfaces.cli.options import AsJson

CallId = Annotated[str | None, typer.Argument(help="Call id or Gong call id.", metavar="[CALL]")]
All = Annotated[bool, typer.Option("--all", help="Score all calls that are new or whose scores are out of date.")]


By = Annotated[AnalyserName, typer.Option("--by", help="Scorer: local (rule-based, free) or claude (costs money).")]
Batch = Annotated[
    bool,
    typer.Option(
        "--batch",
        help="Use Claude's batch mode at half the price: sends due calls and fetches finished ones. Takes up to a day.",
    ),
]


@app.command()
def score(
    call_id: CallId = None, *, every: All = False, by: By = "local", batch: Batch = False, as_json: AsJson = False
) -> None:
    """Score customer calls by the rubric of each rep's role. With CALL, show the scores of one call and the reasons.

    Nothing leaves this machine and no model is used unless you pass `--by claude`. Scores that are up to date are
    kept. `gametape sync` scores new calls by itself.
    """
    with speaking():
        if every == (call_id is not None):
            raise BadRequest("Pass a call id or --all.")
        if batch and not (every and by == "claude"):
            raise BadRequest("--batch needs --all and --by claude.")
        with migrated_store(settings()) as engine:
            if call_id is None:
                measure(engine, settings())
                _print_done(_batch(engine) if batch else _score(engine, by, None), as_json=as_json)
                return
            with engine.connect() as connection:
                known = resolve_call(connection, call_id)
            compute_again(engine, settings(), known)
            measure(engine, settings())
            _score(engine, by, [known])
            with engine.connect() as connection:
                coaching = get_coaching(connection, known, settings())
        if as_json:
            out.print_json(coaching.model_dump_json(), indent=None)
        else:
            _print(coaching)


def _score(engine: sa.Engine, by: AnalyserName, only: Sequence[uuid.UUID] | None) -> Rescored:
    if by == "local":
        return score_changed(engine, settings(), only=only)
    with Claude(settings(), engine) as claude:
        return score_changed(engine, settings(), scorer=ClaudeScorer(claude, engine), only=only)


def _batch(engine: sa.Engine) -> Rescored:
    """Fetch answers of finished batches, send due questions, and score answered calls; the next call goes on."""
    with Claude(settings(), engine) as claude:
        scores = ScoreBatch(claude, engine)
        err.print(f"{collect(claude, engine, scores).sentence} {send(claude, engine, scores).sentence}")
        return score_changed(engine, settings(), scorer=ClaudeScorer(claude, engine), only=scores.ready())


def resolve_call(connection: sa.Connection, text: str) -> uuid.UUID:
    """Return the id of the call with this id or Gong call id.

    Raises:
        NotFound: no call has that id.
    """
    has_id = call.gong_call_id == text.strip()
    with contextlib.suppress(ValueError):  # Gong's ids are not UUIDs
        has_id = sa.or_(has_id, call.id == uuid.UUID(text.strip()))
    call_id = connection.scalars(sa.select(call.id).select_from(calls).where(has_id)).first()
    if call_id is None:
        raise NotFound(f"There is no call {text!r}.", hint="The web address of a call's page ends with its id.")
    return uuid.UUID(str(call_id))


def _print_done(done: Rescored, *, as_json: bool) -> None:
    if as_json:
        out.print_json(done.model_dump_json(), indent=None)
        return
    out.print(f"{done.scores:,} new scores on {done.calls:,} calls; all others are up to date.")
    if done.removed:
        out.print(f"{done.removed:,} scores removed: their calls were deleted at the source.")


def _print(coaching: CallCoaching) -> None:
    if coaching.why_none:
        out.print(coaching.why_none)
    if coaching.restore:
        out.print(coaching.restore)
    if coaching.reps:
        out.print(f"Scored as: {coaching.kind.label}. {coaching.kind.how}")
    for rep in coaching.reps:
        _print_rep(rep)
    for person in coaching.unscored:
        out.print(Text(f"{person.name}: {person.why}"))
    if coaching.gong:
        out.print(f"Also: {len(coaching.gong)} scorecard answers in Gong.")


def _print_rep(rep: CoachedRep) -> None:
    out.print(Text.assemble((rep.name, "bold"), f" ({rep.role})"))
    out.print(Padding(_table(rep), (0, 0, 0, 2)))
    if rep.primary_action:
        _say(f"Next time: {rep.primary_action.sentence}")
        _say(rep.primary_action.because)
        for quote in rep.primary_action.evidence:
            seconds = quote.at_ms // 1000
            _say(f"  {seconds // 60}:{seconds % 60:02} {quote.speaker}: “{quote.quote}”")


def _table(rep: CoachedRep) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("score", "dimension", "by", "why"):
        table.add_column(column, justify="right" if column == "score" else "left")
    for row in rep.scores:
        shown = "none" if row.score is None else f"{row.score:.0f}"
        why = f"Set by {row.override.author}: {row.override.reason}" if row.override else row.explanation or ""
        stale = f" Out of date: {row.stale}" if row.stale else ""
        table.add_row(shown, row.dimension.replace("_", " "), row.origin, why + stale)
    return table


def _say(text: str) -> None:
    out.print(Padding(text, (0, 0, 0, 2)))
