"""`gametape erase`."""

from typing import Annotated

import typer

from gametape.settings import settings
from gametape.store.database import migrate, open_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson
from gametape.sync.erase import erase as remove

Email = Annotated[str, typer.Argument(help="Any e-mail address of the person.", metavar="EMAIL")]


@app.command()
def erase(email: Email, *, as_json: AsJson = False) -> None:
    """Remove a person from the store, and keep them out of every sync to come.

    Their name and addresses, what they said on calls, the mails they wrote, and what scores quote of them are gone for
    good; that somebody spoke, when and how long, stays. The warehouse is not touched: erase them there too. Ends with 3
    when a sync is running.
    """
    with speaking():
        engine = open_store(settings())
        try:
            migrate(engine)
            done = remove(engine, settings(), email)
        finally:
            engine.dispose()
        if as_json:
            out.print_json(done.model_dump_json(), indent=None)
            return
        for kind, count in done.removed.items():
            out.print(f"{count:>7,}  {kind}")
        if not done.removed:
            out.print("Nothing was stored of them.")
        others = f" and {done.addresses - 1} more of theirs" if done.addresses > 1 else ""
        out.print(f"No sync will bring this address{others} back.")
