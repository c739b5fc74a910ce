"""`gametape score`."""

import contextlib
import uuid
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from gametape.analysis.coaching import CallCoaching, CoachedRep, get_coaching
from gametape.analysis.measure import measure
from gametape.analysis.rescoring import Rescored, score_changed
from gametape.errors import BadRequest, NotFound
from gametape.queries.conversations import call
from gametape.settings import settings
from gametape.store.database import migrate, open_store
from gametape.store.tables import calls
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson

CallId = Annotated[str | None, typer.Argument(help="The call's id, or Gong's id of it.", metavar="[CALL]")]
All = Annotated[bool, typer.Option("--all", help="Score every call that is new or would score otherwise now.")]


@app.command()
def score(call_id: CallId = None, *, every: All = False, as_json: AsJson = False) -> None:
    """Score calls with customers, by the rubric of each person's role; with CALL, show its scores and their reasons.

    Nothing leaves this machine and nothing is asked of a model. What was scored already and still holds is not scored
    again. `gametape sync` does it by itself for what it brings.
    """
    with speaking():
        if every == (call_id is not None):
            raise BadRequest("Say which call, or --all.")
        engine = open_store(settings())
        try:
            migrate(engine)
            if call_id is None:
                measure(engine, settings())
                _print_done(score_changed(engine, settings()), as_json=as_json)
                return
            with engine.connect() as connection:
                known = the_call(connection, call_id)
            measure(engine, settings())
            score_changed(engine, settings(), only=[known])
            with engine.connect() as connection:
                found = get_coaching(connection, known, settings())
        finally:
            engine.dispose()
        if as_json:
            out.print_json(found.model_dump_json(), indent=None)
        else:
            _print(found)


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
    out.print(f"{done.scores:,} scores of {done.calls:,} calls are new; all others hold.", highlight=False)
    if done.removed:
        out.print(f"{done.removed:,} scores went with calls that are gone at the source.", highlight=False)


def _print(found: CallCoaching) -> None:
    if found.why_none:
        out.print(found.why_none, highlight=False)
    for rep in found.reps:
        out.print(f"[bold]{escape(rep.name)}[/] ({rep.role})", highlight=False)
        out.print(Padding(_table(rep), (0, 0, 0, 2)))
        if rep.primary_action:
            _say(f"Next time: {rep.primary_action.sentence}")
            _say(rep.primary_action.because)
            for one in rep.primary_action.evidence:
                seconds = one.at_ms // 1000
                _say(f"  {seconds // 60}:{seconds % 60:02} {one.speaker}: “{one.quote}”")
    if found.gong:
        out.print(f"Beside these, {len(found.gong)} answers on scorecards in Gong.", highlight=False)


def _table(rep: CoachedRep) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("score", "dimension", "by", "why"):
        table.add_column(column, justify="right" if column == "score" else "left")
    for one in rep.scores:
        shown = "none" if one.score is None else f"{one.score:.0f}"
        told = f"{one.override.author} set it: {one.override.reason}" if one.override else one.explanation or ""
        stale = f" Stale: {one.stale}" if one.stale else ""
        table.add_row(shown, one.dimension.replace("_", " "), one.origin, escape(told + stale))
    return table


def _say(text: str) -> None:
    out.print(Padding(escape(text), (0, 0, 0, 2)), highlight=False)
