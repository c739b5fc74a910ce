"""Command `gametape sample`."""

from pathlib import Path
from typing import Annotated

import typer

from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.serve import address, listening

Out = Annotated[Path, typer.Option("--out", help="DuckDB file to write; a truth file is written next to it.")]
Seed = Annotated[int, typer.Option(help="Seed. The same seed and number of deals create the same company.")]
Deals = Annotated[int, typer.Option(min=1, help="Number of deals.")]


ServeGong = Annotated[
    bool, typer.Option("--serve-gong", help="Then answer as Gong's API on this machine, until interrupted.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port for --serve-gong; 0 takes a free one.")]


@app.command()
def sample(
    *, out_file: Out, seed: Seed = 7, deals: Deals = 120, serve_gong: ServeGong = False, port: Port = 8090
) -> None:
    """Create the warehouse of a sample company, laid out as Fivetran lays out Salesforce and Gong.

    Use it with GAMETAPE_WAREHOUSE=duckdb:///FILE, or with --serve-gong as Gong's API.
    """
    from gametape.sample import generate  # noqa: PLC0415 - needs the extra `local`

    with speaking():
        generate(out_file, seed=seed, deals=deals)
        out.print(f"{deals} deals in {out_file}")
        if serve_gong:
            _serve_gong(out_file, port)


def _serve_gong(warehouse: Path, port: int) -> None:
    from gametape.sample.gong_company import GongCompany  # noqa: PLC0415
    from gametape.sample.gong_server import KEY, serve_gong  # noqa: PLC0415 - the extra `local`

    company = GongCompany(warehouse)
    with listening("127.0.0.1", port) as listener:
        out.print("Gong's API for the sample company. Settings to read it:")
        for name, value in (("ACCESS_KEY", KEY), ("ACCESS_KEY_SECRET", KEY), ("BASE_URL", address(listener))):
            out.print(f"GONG_{name}={value}", highlight=False, soft_wrap=True)
        out.file.flush()
        serve_gong(company, listener)
