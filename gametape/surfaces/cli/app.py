"""Application of the command line, with its consoles: results go to stdout, log and errors to stderr."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import structlog
import typer
from typer.exceptions import TyperException

from gametape.errors import BadSettings, GametapeError, InternalError
from gametape.log import set_up_log
from gametape.settings import settings
from gametape.surfaces.cli.console import InertConsole

app = typer.Typer(
    name="gametape",
    help="Every sales opportunity's calls, emails and stage changes in your own Postgres, with coaching from them.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="markdown",
)
out = InertConsole()
err = InertConsole(stderr=True)

log = structlog.get_logger(__name__)


@contextmanager
def speaking() -> Iterator[None]:
    """Run a command: set up the log; print an error as a sentence with a hint, and exit with the error's code.

    No error ends in a traceback, because a traceback may quote customers' rows.

    Raises:
        typer.Exit: the command failed.
    """
    # SIGTERM ends a command as Ctrl-C does, so that a lease is released and the embedded Postgres is stopped properly.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        set_up_log(settings().log_level)
        yield
    except GametapeError as error:
        fail(error)
    except (typer.Exit, typer.Abort, TyperException):
        raise
    except OSError as error:
        fail(_explained(error))
    except Exception as error:
        log.exception("command stopped by a fault of gametape's own")
        fail(InternalError.of(error))


def fail(error: GametapeError) -> NoReturn:
    """Print an error with its hint and detail on stderr, and end the command with the error's exit code.

    Raises:
        typer.Exit: always.
    """
    err.print(error.code, style="bold red", end=": ")
    for text in (str(error), error.hint, error.detail and f"({error.detail})"):
        if text:
            err.print(text, soft_wrap=True)
    raise typer.Exit(error.exit_code) from None


def _explained(error: OSError) -> GametapeError:
    """Return an error that says what the operating system refused, and for which file."""
    where = f" for {error.filename}" if error.filename else ""
    return BadSettings(
        f"The operating system reports an error{where}: {error.strerror or type(error).__name__}.",
        hint="Check that the folder exists, that this account can write to it, and that the disk is not full.",
    )
