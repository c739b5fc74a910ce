"""Whether what gametape claims is true, on invented companies of which it is known what is true.

    python -m bench.truth [--quick] [--json]

(a) companies without any effect in which something is claimed, (b) planted effects that are found, (c) companies in
which a segment passes for a behaviour, (d) answers given on too few deals, (e) planted behaviours as our metrics hear
them, (f) signals on planted situations, (g) forged quotes that pass. (a) to (d) run on deals as they were planned, with
the noise of each call and twelve more dimensions of noise; (a) and (b) once more through the words of every call.
"""

import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench import truth_claims, truth_signals, truth_words
from bench.truth_claims import Sizes
from bench.truth_figures import Figure

CORES = 2

FULL = Sizes(null=200, planted=180, confounded=150, few=30)
QUICK = Sizes(null=24, planted=24, confounded=16, few=2)


def main(
    *,
    quick: Annotated[bool, typer.Option(help="Fewer companies; shares get what so few leave to chance.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
) -> None:
    """Print every figure with its bar; exit with 1 when one is missed."""
    began = time.monotonic()
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:

        def run(function: Callable[[Any], Any], tasks: Iterable[Any]) -> list[Any]:
            return list(pool.map(function, tasks))

        signals = pool.submit(truth_signals.figures, 50 if quick else 200)
        found = truth_claims.figures(run, QUICK if quick else FULL)
        found += truth_words.figures(run, companies=1 if quick else 20, recover=1 if quick else 6)
        found += signals.result()
    seconds = time.monotonic() - began
    found.sort(key=lambda figure: figure.key)
    _print(found, seconds)
    is_ok = all(figure.is_met is not False for figure in found)
    if as_json:
        print(json.dumps(_told(found) | {"quick": quick, "seconds": round(seconds, 1), "ok": is_ok}))
    if not is_ok:
        raise typer.Exit(1)


def _print(found: list[Figure], seconds: float) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("", "figure", "value", "bar", "", "how"):
        table.add_column(name, justify="right" if name == "value" else "left", overflow="fold")
    words = {True: "met", False: "MISSED", None: ""}
    for figure in found:
        table.add_row(figure.key, figure.what, figure.shown, figure.bar or "", words[figure.is_met], figure.detail)
    console = Console(width=160)
    console.print(table)
    console.print(f"{seconds:.0f} s", highlight=False)


def _told(found: list[Figure]) -> dict[str, Any]:
    return {
        "figures": [
            {"key": one.key, "what": one.what, "value": one.value, "bar": one.bar, "met": one.is_met, "how": one.detail}
            for one in found
        ]
    }


if __name__ == "__main__":
    typer.run(main)
