"""Command `gametape export-openapi`."""

from pathlib import Path
from typing import Annotated

import typer

from gametape.surfaces.cli.app import app, speaking

Out = Annotated[Path | None, typer.Option("--out", help="File to write. Default: stdout.")]


@app.command("export-openapi")
def export_openapi(*, out_file: Out = None) -> None:
    """Print the OpenAPI description of the REST API, to generate clients from."""
    from gametape.surfaces.application import describe  # noqa: PLC0415 - the web framework is slow to import

    with speaking():
        text = describe()
        if out_file:
            out_file.write_text(text, encoding="utf-8")
        else:
            typer.echo(text, nl=False)
