"""The application that the commands join, and how it speaks: answers on stdout, log and errors on stderr."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import typer
from rich.console import Console

from gametape.errors import GametapeError, LeaseHeld
from gametape.settings import settings

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
    try:
        set_up_log(settings().log_level)
        yield
    except GametapeError as error:
        err.print(f"[bold red]{error.code}[/]: ", end="")
        err.print(str(error), markup=False, highlight=False)
        if error.hint:
            err.print(error.hint, markup=False, highlight=False)
        raise typer.Exit(LEASE_HELD if isinstance(error, LeaseHeld) else FAILED) from None


def set_up_log(level: str) -> None:
    """Events as readable lines on a terminal, as JSON lines anywhere else; to stderr either way."""
    on_terminal = sys.stderr.isatty()
    render: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if on_terminal else [structlog.processors.dict_tracebacks]),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level.upper(), 20)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
