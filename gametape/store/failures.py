"""Turn errors of Postgres and its client into gametape's own sentences, which name no host, row or statement."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import psycopg
from pydantic import BaseModel, ConfigDict

from gametape.errors import BadSettings, GametapeError, StoreUnavailable
from gametape.files import read_toml
from gametape.store.patience import NoAnswer

_ERRORS: dict[str, type[GametapeError]] = {"BadSettings": BadSettings, "StoreUnavailable": StoreUnavailable}


class Failure(BaseModel):
    """Entry of failures.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    states: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    error: Literal["BadSettings", "StoreUnavailable"]
    message: str
    hint: str

    def fits(self, state: str | None, text: str) -> bool:
        """Tell whether this entry describes an error. `text` is compared only if there is no SQLSTATE."""
        if state:
            return bool(self.states) and state.startswith(self.states)
        return any(pattern.search(text) for pattern in self.patterns)


class _File(BaseModel):
    failure: tuple[Failure, ...]


_LOST = Failure(error="StoreUnavailable", message="The connection to Postgres was lost.", hint="Try again in a moment.")
_SILENT = Failure(error="StoreUnavailable", message="Postgres does not answer.", hint="Try again in a moment.")
_AWAY = Failure(
    error="StoreUnavailable",
    message="Cannot connect to Postgres.",
    hint="Check that it is running and that DATABASE_URL is correct.",
)


def explain(
    error: BaseException | None, *, connecting: bool = False, password: str | None = None
) -> GametapeError | None:
    """Turn a driver error into gametape's error; None if the driver error is no known failure of the server.

    `detail` holds the driver's own text, without the password, for the terminal of the person who ran the command.

    Args:
        error: the exception that the driver raised.
        connecting: True if the connection itself failed.
        password: text to remove from `detail`.
    """
    if not isinstance(error, psycopg.Error):
        return None
    text = str(error).partition("\n")[0] if connecting else ""
    failure = next((failure for failure in failures() if failure.fits(error.sqlstate, text)), None)
    if failure is None and isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        failure = _SILENT if isinstance(error, NoAnswer) else _AWAY if connecting else _LOST
    if failure is None:
        return None
    detail = text or (f"SQLSTATE {error.sqlstate}" if error.sqlstate else "")
    shown = detail.replace(password, "***") if password else detail
    return _ERRORS[failure.error](failure.message, hint=failure.hint, detail=shown)


@cache
def failures() -> tuple[Failure, ...]:
    """Load failures.toml; read once."""
    return read_toml(_File, Path(__file__).with_name("failures.toml"), hint="Install gametape again.").failure
