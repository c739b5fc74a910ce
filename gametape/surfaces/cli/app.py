"""The application that the commands join, and how it speaks: answers on stdout, log and errors on stderr."""

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
    """Run a command: set up the log; tell an error in a sentence and what to do next, and exit with its code.

    No error ends in a traceback: that may quote customers' rows.
    """
    # Ended as by Ctrl-C: so that a lease is given back and the embedded Postgres is left in order.
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
    """Print an error of ours, and end the command.

    Raises:
        typer.Exit: always.
    """
    err.print(error.code, style="bold red", end=": ")
    for text in (str(error), error.hint, error.detail and f"({error.detail})"):
        if text:
            err.print(text, soft_wrap=True)
    raise typer.Exit(error.exit_code) from None


def _explained(error: OSError) -> GametapeError:
    """What the operating system refused, and for which file."""
    where = f" for {error.filename}" if error.filename else ""
    return BadSettings(
        f"The operating system reports an error{where}: {error.strerror or type(error).__name__}.",
        hint="Check that the folder exists, that this account can write to it, and that the disk is not full.",
    )
