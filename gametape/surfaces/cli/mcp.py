"""Command `gametape mcp`: the server for assistants on this machine, and its entry in their configuration."""

from typing import Annotated

import typer

from gametape.settings import settings
from gametape.store.database import migrate, open_store
from gametape.surfaces.cli.app import app, err, out, speaking
from gametape.surfaces.cli.assistant_files import Client, as_file, file_of, local_entry, remote_entry, write_to
from gametape.surfaces.cli.demo import demo_settings

commands = typer.Typer(help="Serve an AI assistant on this machine over stdio, or set it up.")
app.add_typer(commands, name="mcp", invoke_without_command=True)

ClientOption = Annotated[Client, typer.Option("--client", help="Assistant to set up.")]
Demo = Annotated[bool, typer.Option("--demo", help="Use the sample company of `gametape demo`.")]
Write = Annotated[
    bool,
    typer.Option(
        "--write", help="Write the entry into the assistant's configuration file; a backup is kept next to it."
    ),
]
Url = Annotated[
    str | None, typer.Option("--url", help="Address of a gametape server, https://host/mcp; needs a token.")
]


@commands.callback()
def mcp(context: typer.Context, *, demo: Demo = False) -> None:
    """Serve an AI assistant over stdin and stdout until it disconnects."""
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
    """Print the configuration entry for an assistant, or add it to the configuration file with --write."""
    with speaking():
        entry = remote_entry(client, url) if url else local_entry(client, settings(), demo=demo)
        file = file_of(client)
        if not write:
            err.print(f"Add this to {file}:", soft_wrap=True)
            typer.echo(as_file(entry), nl=False)
            return
        kept = write_to(file, entry)
        out.print(f"Added to {file}. Restart the assistant.", soft_wrap=True)
        if kept:
            out.print(f"Backup of the old file: {kept}.", soft_wrap=True)
