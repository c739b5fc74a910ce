"""Command `gametape sample`."""

from pathlib import Path
from typing import Annotated

import typer

from gametape.surfaces.cli.app import app, out, speaking

Out = Annotated[Path, typer.Option("--out", help="DuckDB file to write; a truth file is written next to it.")]
Seed = Annotated[int, typer.Option(help="Seed. The same seed and number of deals create the same company.")]
Deals = Annotated[int, typer.Option(min=1, help="Number of deals.")]


@app.command()
def sample(*, out_file: Out, seed: Seed = 7, deals: Deals = 120) -> None:
    """Create the warehouse of a sample company, laid out as Fivetran lays out Salesforce and Gong.

    Use it with GAMETAPE_WAREHOUSE=duckdb:///FILE.
    """
    from gametape.sample import generate  # noqa: PLC0415 - needs the extra `local`

    with speaking():
        generate(out_file, seed=seed, deals=deals)
        out.print(f"{deals} deals in {out_file}")
