"""`gametape restore CALL`."""

from typing import Annotated

import typer

from gametape.pipeline import restore_call
from gametape.queries.removed import RestoredCall
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson
from gametape.surfaces.cli.score import resolve_call

CallId = Annotated[str, typer.Argument(help="The call's id, or Gong's id of it.", metavar="CALL")]


@app.command("restore")
def restore(call_id: CallId, *, as_json: AsJson = False) -> None:
    """Restore what `gametape retention` removed of a call: its text, from the source, and its metrics and scores.

    The web app does it when somebody opens the call. What is restored stays until the next `gametape retention`.
    """
    with speaking():
        with migrated_store(settings()) as engine:
            with engine.connect() as connection:
                known = resolve_call(connection, call_id)
            restored = restore_call(engine, settings(), known)
        if as_json:
            out.print_json(restored.model_dump_json(), indent=None)
        else:
            out.print(_told(restored))


def _told(restored: RestoredCall) -> str:
    if restored.text:
        return "The transcript was read from the source again. Metrics and scores are up to date."
    if restored.analysis:
        return "Metrics and scores were computed again."
    return "Nothing of this call was removed to save space."
