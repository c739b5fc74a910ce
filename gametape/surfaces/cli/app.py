"""The application that the commands join, and how it speaks: answers on stdout, log and errors on stderr."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from gametape.errors import GametapeError, LeaseHeld
from gametape.settings import settings
from gametape.surfaces.log import set_up_log

app = typer.Typer(
    name="gametape",
    help="The whole story of every sales opportunity, in your own Postgres.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)
out = Console()
err = Console(stderr=True)

FAILED = 1
LEASE_HELD = 3


@contextmanager
def speaking() -> Iterator[None]:
    """Run a command: set up the log; tell an expected error in a sentence and what to do next, and exit with 1.

    Exit code 3 means that another sync is running.
    """
    # Ended as by Ctrl-C: so that a lease is given back and the embedded Postgres is left in order.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        set_up_log(settings().log_level)
        yield
    except GametapeError as error:
        err.print(f"[bold red]{error.code}[/]: ", end="")
        err.print(str(error), markup=False, highlight=False)
        if error.hint:
            err.print(error.hint, markup=False, highlight=False)
        raise typer.Exit(LEASE_HELD if isinstance(error, LeaseHeld) else FAILED) from None
