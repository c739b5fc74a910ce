"""`gametape mcp`: the server for assistants on this machine, and the entry for it in their configuration."""

from typing import Annotated

import typer

from gametape.settings import settings
from gametape.store.database import migrate, open_store
from gametape.surfaces.cli.app import app, err, out, speaking
from gametape.surfaces.cli.assistant_files import Client, as_file, file_of, local_entry, remote_entry, write_to
from gametape.surfaces.cli.demo import demo_settings

commands = typer.Typer(help="Answer an assistant on this machine (stdio), or tell it how to ask.")
app.add_typer(commands, name="mcp", invoke_without_command=True)

ClientOption = Annotated[Client, typer.Option("--client", help="Which assistant.")]
Demo = Annotated[bool, typer.Option("--demo", help="Over the sample company of `gametape demo`.")]
Write = Annotated[
    bool, typer.Option("--write", help="Write it into the assistant's file, and keep the old one beside it.")
]
Url = Annotated[
    str | None, typer.Option("--url", help="Of a gametape that is served elsewhere: https://host/mcp, with a token.")
]


@commands.callback()
def mcp(context: typer.Context, *, demo: Demo = False) -> None:
    """Answer an assistant that started this process, over stdin and stdout, until it goes away."""
    if context.invoked_subcommand is not None:
        return
    from gametape.surfaces.stdio import answer_assistant  # noqa: PLC0415 - the protocol is slow to import

    with speaking():
        chosen = demo_settings(settings()) if demo else settings()
        engine = open_store(chosen)
        try:
            migrate(engine)
            answer_assistant(chosen, engine)
        finally:
            engine.dispose()


@commands.command()
def install(*, client: ClientOption, write: Write = False, demo: Demo = False, url: Url = None) -> None:
    """Print what an assistant's configuration needs, or write it there with --write and leave all else as it is."""
    with speaking():
        entry = remote_entry(client, url) if url else local_entry(client, settings(), demo=demo)
        file = file_of(client)
        if not write:
            err.print(f"For {file}:", soft_wrap=True)
            typer.echo(as_file(entry), nl=False)
            return
        kept = write_to(file, entry)
        out.print(f"{file} has it. Start the assistant anew.", soft_wrap=True)
        if kept:
            out.print(f"What was there before is in {kept}.", soft_wrap=True)
