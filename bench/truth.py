"""Check gametape's claims on simulated companies whose truth is known.

python -m bench.truth [--quick] [--json]

(a) companies without any effect in which one is claimed, (b) planted effects that are found, (c) companies in which a
segment is mistaken for a behavior, (d) answers given on too few deals, (e) planted behaviors as our metrics measure
them, (f) signals on planted situations, (g) forged quotes that pass. (a) to (d) run on planned deals, with the noise of
each call and twelve more dimensions of noise; (a) and (b) also run through the words of each call. On companies of an
own generator, call by call: (h) worlds without effect, (i) power, (j) intervals, (k) shrunk effects, (l) daily looks,
(m) identical reps under a true effect, (n) strengths and gaps of identical reps, (o) coaching goals without a change.
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

from bench import truth_claims, truth_people, truth_signals, truth_words, truth_worlds
from bench.truth_claims import Sizes
from bench.truth_figures import Figure
from bench.truth_worlds import WorldSizes

CORES = 2

FULL = Sizes(null=200, planted=180, confounded=150, few=30)
QUICK = Sizes(null=12, planted=18, confounded=10, few=2)
WORLDS = WorldSizes(nulls=100, power=150, coverage=100, few=240, daily=40)
QUICK_WORLDS = WorldSizes(nulls=3, power=10, coverage=10, few=10, daily=1)


def main(
    *,
    quick: Annotated[bool, typer.Option(help="Fewer companies; shares get what so few leave to chance.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
) -> None:
    """Print each figure with its limit; exit with 1 if one is missed."""
    began = time.monotonic()
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:

        def run(function: Callable[[Any], Any], tasks: Iterable[Any]) -> list[Any]:
            return list(pool.map(function, tasks))

        signals = pool.submit(truth_signals.figures, 50 if quick else 200)
        all_figures = truth_claims.figures(run, QUICK if quick else FULL)
        all_figures += truth_words.figures(run, companies=1 if quick else 20, recover=1 if quick else 6)
        all_figures += truth_worlds.figures(run, QUICK_WORLDS if quick else WORLDS)
        all_figures += truth_people.figures(run, companies=20 if quick else 200, goals=20 if quick else 200)
        all_figures += signals.result()
    seconds = time.monotonic() - began
    all_figures.sort(key=lambda figure: figure.key)
    _print(all_figures, seconds)
    is_ok = all(figure.is_met is not False for figure in all_figures)
    if as_json:
        print(json.dumps(_told(all_figures) | {"quick": quick, "seconds": round(seconds, 1), "ok": is_ok}))
    if not is_ok:
        raise typer.Exit(1)


def _print(all_figures: list[Figure], seconds: float) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("", "figure", "value", "bar", "", "how"):
        table.add_column(name, justify="right" if name == "value" else "left", overflow="fold")
    words = {True: "met", False: "MISSED", None: ""}
    for figure in all_figures:
        table.add_row(figure.key, figure.what, figure.shown, figure.bar or "", words[figure.is_met], figure.detail)
    console = Console(width=160)
    console.print(table)
    console.print(f"{seconds:.0f} s", highlight=False)


def _told(all_figures: list[Figure]) -> dict[str, Any]:
    return {
        "figures": [
            {
                "key": figure.key,
                "what": figure.what,
                "value": figure.value,
                "bar": figure.bar,
                "met": figure.is_met,
                "how": figure.detail,
            }
            for figure in all_figures
        ]
    }


if __name__ == "__main__":
    typer.run(main)
