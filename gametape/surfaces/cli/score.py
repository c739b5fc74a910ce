"""`gametape score`."""

import contextlib
import uuid
from collections.abc import Sequence
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gametape.analysis.claude.batch import collect, ready, send
from gametape.analysis.claude.call_scorer import ClaudeScorer
from gametape.analysis.claude.client import Claude
from gametape.analysis.insights.models import AnalyserName
from gametape.analysis.measures.measure import measure
from gametape.analysis.refresh import compute_again
from gametape.analysis.scoring.coaching import CallCoaching, CoachedRep, get_coaching
from gametape.analysis.scoring.rescoring import Rescored, score_changed
from gametape.errors import BadRequest, NotFound
from gametape.queries.calls_and_emails import call
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.store.tables import calls
from gametape.surfaces.cli.app import app, err, out, speaking
from gametape.surfaces.cli.options import AsJson

CallId = Annotated[str | None, typer.Argument(help="The call's id, or Gong's id of it.", metavar="[CALL]")]
All = Annotated[bool, typer.Option("--all", help="Score every call that is new or would score otherwise now.")]


By = Annotated[AnalyserName, typer.Option("--by", help="Who scores: rules here, or Claude, which costs money.")]
Batch = Annotated[
    bool, typer.Option("--batch", help="Claude at half the price: send what is due, fetch what is done. Within a day.")
]


@app.command()
def score(
    call_id: CallId = None, *, every: All = False, by: By = "local", batch: Batch = False, as_json: AsJson = False
) -> None:
    """Score calls with customers, by the rubric of each person's role; with CALL, show its scores and their reasons.

    Nothing leaves this machine and nothing is asked of a model, unless you say `--by claude`. What was scored already
    and still holds is not scored again. `gametape sync` does it by itself for what it brings.
    """
    with speaking():
        if every == (call_id is not None):
            raise BadRequest("Say which call, or --all.")
        if batch and not (every and by == "claude"):
            raise BadRequest("A batch is of all calls, by Claude: --all --by claude --batch.")
        with migrated_store(settings()) as engine:
            if call_id is None:
                measure(engine, settings())
                _print_done(_batch(engine) if batch else _score(engine, by, None), as_json=as_json)
                return
            with engine.connect() as connection:
                known = the_call(connection, call_id)
            compute_again(engine, settings(), known)
            measure(engine, settings())
            _score(engine, by, [known])
            with engine.connect() as connection:
                found = get_coaching(connection, known, settings())
        if as_json:
            out.print_json(found.model_dump_json(), indent=None)
        else:
            _print(found)


def _score(engine: sa.Engine, by: AnalyserName, only: Sequence[uuid.UUID] | None) -> Rescored:
    if by == "local":
        return score_changed(engine, settings(), only=only)
    with Claude(settings(), engine) as claude:
        return score_changed(engine, settings(), scorer=ClaudeScorer(claude, engine), only=only)


def _batch(engine: sa.Engine) -> Rescored:
    """Fetch, send, and score what is answered. Run again, it goes on."""
    with Claude(settings(), engine) as claude:
        fetched, sent = collect(claude, engine), send(claude, engine)
        told = (
            f"{fetched.answers:,} answers fetched, {fetched.unusable:,} of no use, {fetched.open:,} batches not done."
        )
        err.print(f"{told} {sent.questions:,} questions sent, {sent.left:,} left for later.")
        return score_changed(engine, settings(), scorer=ClaudeScorer(claude, engine), only=ready(claude, engine))


def the_call(connection: sa.Connection, text: str) -> uuid.UUID:
    """The call that `text` is an id of.

    Raises:
        NotFound: it is none.
    """
    named = call.gong_call_id == text.strip()
    with contextlib.suppress(ValueError):  # Gong's ids are no UUIDs
        named = sa.or_(named, call.id == uuid.UUID(text.strip()))
    found = connection.scalars(sa.select(call.id).select_from(calls).where(named)).first()
    if found is None:
        raise NotFound(f"There is no call {text!r}.", hint="The address of a call's page ends with its id.")
    return uuid.UUID(str(found))


def _print_done(done: Rescored, *, as_json: bool) -> None:
    if as_json:
        out.print_json(done.model_dump_json(), indent=None)
        return
    out.print(f"{done.scores:,} scores of {done.calls:,} calls are new; all others hold.")
    if done.removed:
        out.print(f"{done.removed:,} scores went with calls that are gone at the source.")


def _print(found: CallCoaching) -> None:
    if found.why_none:
        out.print(found.why_none)
    for rep in found.reps:
        out.print(Text.assemble((rep.name, "bold"), f" ({rep.role})"))
        out.print(Padding(_table(rep), (0, 0, 0, 2)))
        if rep.primary_action:
            _say(f"Next time: {rep.primary_action.sentence}")
            _say(rep.primary_action.because)
            for one in rep.primary_action.evidence:
                seconds = one.at_ms // 1000
                _say(f"  {seconds // 60}:{seconds % 60:02} {one.speaker}: “{one.quote}”")
    if found.gong:
        out.print(f"Beside these, {len(found.gong)} answers on scorecards in Gong.")


def _table(rep: CoachedRep) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("score", "dimension", "by", "why"):
        table.add_column(column, justify="right" if column == "score" else "left")
    for one in rep.scores:
        shown = "none" if one.score is None else f"{one.score:.0f}"
        told = f"{one.override.author} set it: {one.override.reason}" if one.override else one.explanation or ""
        stale = f" Stale: {one.stale}" if one.stale else ""
        table.add_row(shown, one.dimension.replace("_", " "), one.origin, told + stale)
    return table


def _say(text: str) -> None:
    out.print(Padding(text, (0, 0, 0, 2)))
