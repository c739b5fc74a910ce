"""Every error gametape raises on purpose, named by what to do next.

    GametapeError
    ├── Retry                     the same call may work in a moment
    │   ├── WarehouseUnavailable
    │   ├── StoreUnavailable
    │   └── ModelUnavailable
    ├── Skip                      this row or entity cannot be used; the others go on
    │   ├── BadRecord
    │   ├── CorruptValue
    │   ├── MissingSource
    │   │   └── MissingColumn
    │   ├── ModelRefused          HTTP 502
    │   ├── AnswerUnusable        HTTP 502
    │   └── TextTooLong           HTTP 502
    ├── InternalError             a fault of gametape's own; the log tells where
    └── Stop                      nothing goes on until somebody acts
        ├── BadSettings
        ├── BadRequest            HTTP 400
        ├── NotAllowed            HTTP 401
        ├── NotFound              HTTP 404
        ├── LeaseHeld             HTTP 409
        ├── LeaseLost             HTTP 409
        ├── BudgetSpent
        ├── MoneySpent            HTTP 402
        └── TooManyBytes

`status` is what a web surface answers; `exit_code` is how a command ends; `code` is the stable name that clients match
on; `hint` says what to do next.
"""

import re
from typing import ClassVar, Self

FAILED = 1
"""Exit code of a command that did not do what it was asked for; 2 is that of arguments it cannot read."""
LEASE_HELD = 3
"""Exit code of a sync that did not begin because another one is running."""


class GametapeError(Exception):
    """Base of all; `str(error)` is a sentence for people."""

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = FAILED

    def __init__(self, message: str, *, hint: str = "", detail: str = "") -> None:
        """Make an error.

        Args:
            message: a sentence that may be shown anywhere: no host, no statement, no customer's words, no secret.
            hint: what to do next.
            detail: what the other side said, for the terminal of whoever started the command; never kept or sent.
        """
        super().__init__(message)
        self.hint = hint
        self.detail = detail

    @property
    def in_full(self) -> str:
        """The message, what to do next, and what the other side said: for the terminal alone."""
        return " ".join(filter(None, (str(self), self.hint, self.detail and f"({self.detail})")))

    @property
    def code(self) -> str:
        """The class name in snake case: `LeaseHeld` is `lease_held`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


class Retry(GametapeError):
    """The other side is busy or away: try again, with a pause."""

    status = 503


class WarehouseUnavailable(Retry):
    """The warehouse did not answer, or answered that it is busy."""


class StoreUnavailable(Retry):
    """Postgres cannot be reached, or went away in the middle."""


class ModelUnavailable(Retry):
    """The language model is overloaded, limits our rate, or cannot be reached, after several tries."""


class Skip(GametapeError):
    """One row or one entity is left out and counted; everything else goes on."""


class BadRecord(Skip):
    """A source row without what makes it that row: no id, no name."""


class CorruptValue(Skip):
    """A value in the store is not what gametape wrote there."""


class MissingSource(Skip):
    """A table or column that an entity cannot do without is not in the warehouse."""


class MissingColumn(MissingSource):
    """The table is there and has lost what makes it that table: somebody changed it, so it is not passed over."""


class ModelRefused(Skip):
    """The language model declined to read this text; asking again would not change its mind."""

    status = 502


class AnswerUnusable(Skip):
    """What the language model answered is not of the form that was asked for, or was cut off; twice."""

    status = 502


class TextTooLong(Skip):
    """The text is longer than what the language model can read at once."""

    status = 502


class InternalError(GametapeError):
    """A fault of gametape's own. The sentence is always the same, for what was raised may quote customers' rows."""

    @classmethod
    def of(cls, error: BaseException) -> Self:
        """Make one from an error that nobody expected; its type, and Postgres's code where there is one, are told."""
        state = getattr(getattr(error, "orig", error), "sqlstate", None)
        what = type(error).__name__ + (f", SQLSTATE {state}" if state else "")
        return cls(
            f"A fault in gametape stopped this ({what}).",
            hint="The log says where. GAMETAPE_LOG_LEVEL=DEBUG adds what was said, which may quote customers' data.",
        )


class Stop(GametapeError):
    """Going on would not help: somebody has to change something first."""


class BadSettings(Stop):
    """An environment variable is missing or cannot be understood."""


class BadRequest(Stop):
    """The caller asked for something malformed."""

    status = 400


class NotAllowed(Stop):
    """The caller did not show the right secret or token."""

    status = 401


class NotFound(Stop):
    """There is nothing under that id."""

    status = 404


class LeaseHeld(Stop):
    """Another sync is running; the message says which one and until when."""

    status = 409
    exit_code = LEASE_HELD


class LeaseLost(Stop):
    """This sync outlived its lease and another one took over; its page was rolled back."""

    status = 409


class BudgetSpent(Stop):
    """The run's time is over; it stopped cleanly after a page, and the next run goes on from there."""


class MoneySpent(Stop):
    """The next question to the language model could cost more than what is left of the budget."""

    status = 402


class TooManyBytes(Stop):
    """A query would scan more bytes than `GAMETAPE_MAXIMUM_BYTES_BILLED` allows."""
