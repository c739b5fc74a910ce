"""Command `gametape erase`."""

from typing import Annotated

import typer

from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson
from gametape.sync.erase import erase as remove

Person = Annotated[
    str, typer.Argument(help="Any email address of the person, or first and last name.", metavar="EMAIL|NAME")
]
Yes = Annotated[bool, typer.Option("--yes", help="Remove all people of that name, if there are several.")]


@app.command()
def erase(person: Person, *, yes: Yes = False, as_json: AsJson = False) -> None:
    """Erase a person from the store and keep them out of all future syncs.

    Permanently removes their name and addresses, their words on calls, the emails they wrote, and quotes of them in
    scores. Talk times stay, without the name. The warehouse is not changed: erase the person there too. If several
    people have the name, lists their addresses and changes nothing, unless --yes is given. Exits with 3 when a sync
    is running.
    """
    with speaking():
        with migrated_store(settings()) as engine:
            done = remove(engine, settings(), person, everybody=yes)
        if as_json:
            out.print_json(done.model_dump_json(), indent=None)
            return
        for kind, count in done.removed.items():
            out.print(f"{count:>7,}  {kind}")
        if not done.removed:
            out.print("Nothing was stored about this person.")
        known = {0: "a name", 1: "one address"}.get(done.addresses, f"{done.addresses} addresses")
        out.print(f"Known by {known}. No sync will bring this person back.")
