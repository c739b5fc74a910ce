"""Errors that gametape raises on purpose, named by what the caller should do next.

    GametapeError
    ├── Retry                     the same call may succeed in a moment
    │   ├── WarehouseUnavailable
    │   ├── GongUnavailable
    │   ├── StoreUnavailable
    │   ├── ModelUnavailable
    │   └── NotDelivered
    ├── Skip                      this row or entity cannot be used; the others continue
    │   ├── BadRecord
    │   ├── CorruptValue
    │   ├── MissingSource
    │   │   ├── MissingColumn
    │   │   └── MissingScope
    │   ├── RepeatedPage
    │   ├── ModelRefused          HTTP 502
    │   ├── AnswerUnusable        HTTP 502
    │   └── TextTooLong           HTTP 502
    ├── InternalError             a bug in gametape; the log has the place
    └── Stop                      nothing continues until a person acts
        ├── BadSettings
        ├── BadRequest            HTTP 400
        ├── NotAllowed            HTTP 401
        ├── NotFound              HTTP 404
        ├── LeaseHeld             HTTP 409
        ├── LeaseLost             HTTP 409
        ├── DeliveryUnknown
        ├── BudgetSpent
        │   └── RequestsSpent
        ├── MoneySpent            HTTP 402
        └── TooManyBytes

`status` is the HTTP status of a web answer; `exit_code` is that of a command; `code` is the stable name that clients
match on; `hint` says what to do next.
"""

import re
from typing import ClassVar, Self

FAILED = 1
"""Exit code of a command that did not do what it was asked for; 2 is that of arguments it cannot read."""
LEASE_HELD = 3
"""Exit code of a sync that did not begin because another one is running."""


class GametapeError(Exception):
    """Base of all errors. `str(error)` is a sentence for people."""

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = FAILED

    def __init__(self, message: str, *, hint: str = "", detail: str = "") -> None:
        """Create the error.

        Args:
            message: a sentence that may be shown anywhere: no host name, statement, customer's words or secret in it.
            hint: what to do next.
            detail: error text of the other system, for the terminal of the person who ran the command; never stored or
                sent.
        """
        super().__init__(message)
        self.hint = hint
        self.detail = detail

    @property
    def in_full(self) -> str:
        """Message, hint and detail in one text, for the terminal only."""
        return " ".join(filter(None, (str(self), self.hint, self.detail and f"({self.detail})")))

    @property
    def code(self) -> str:
        """Class name in snake case: `LeaseHeld` is `lease_held`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


class Retry(GametapeError):
    """The other system is busy or away: try again after a pause."""

    status = 503


class WarehouseUnavailable(Retry):
    """The warehouse did not answer, or answered that it is busy."""


class GongUnavailable(Retry):
    """Gong's API did not answer, limits gametape's rate, or reports a fault of its own."""


class StoreUnavailable(Retry):
    """Postgres cannot be reached, or closed the connection during work."""


class ModelUnavailable(Retry):
    """The language model is overloaded, limits gametape's rate, or cannot be reached, after several attempts."""


class NotDelivered(Retry):
    """The email server or Slack cannot be reached, or did not take a message."""


class Skip(GametapeError):
    """A row or entity is left out and counted; everything else continues."""


class BadRecord(Skip):
    """A source row lacks a required value: its id or name."""


class CorruptValue(Skip):
    """A value in the store is not the value that gametape wrote."""


class MissingSource(Skip):
    """The warehouse lacks a table or column that an entity requires."""


class MissingColumn(MissingSource):
    """The table exists, but lost a required column. Somebody changed it, so it is not ignored."""


class MissingScope(MissingSource):
    """The key for Gong's API may not read this kind of data; the message names the scope."""


class RepeatedPage(Skip):
    """Gong's API sent a page or cursor twice; reading on would not end, or would lose rows."""


class ModelRefused(Skip):
    """The language model declined to read this text; asking again would give the same answer."""

    status = 502


class AnswerUnusable(Skip):
    """The language model's answer had the wrong form, or was cut off, twice."""

    status = 502


class TextTooLong(Skip):
    """The text is longer than the language model can read in one request."""

    status = 502


class InternalError(GametapeError):
    """A bug in gametape. The sentence is always the same, because the exception may quote customer data."""

    @classmethod
    def of(cls, error: BaseException) -> Self:
        """Create the error from an unexpected exception; its type and Postgres's error code are included."""
        state = getattr(getattr(error, "orig", error), "sqlstate", None)
        what = type(error).__name__ + (f", SQLSTATE {state}" if state else "")
        return cls(
            f"A bug in gametape stopped this ({what}).",
            hint="See the log for the place. GAMETAPE_LOG_LEVEL=DEBUG adds the full error, which may quote customers.",
        )


class Stop(GametapeError):
    """Continuing would not help: a person must change something first."""


class BadSettings(Stop):
    """An environment variable is missing or cannot be parsed."""


class BadRequest(Stop):
    """The request is malformed."""

    status = 400


class NotAllowed(Stop):
    """The caller sent no secret or token, or a wrong one."""

    status = 401


class NotFound(Stop):
    """The requested id does not exist."""

    status = 404


class LeaseHeld(Stop):
    """Another sync is running; the message names it and the end of its lease."""

    status = 409
    exit_code = LEASE_HELD


class LeaseLost(Stop):
    """The sync took longer than its lease, and another sync took over; the current page was rolled back."""

    status = 409


class DeliveryUnknown(Stop):
    """The connection broke after a message was handed over: it may have arrived, so it is not sent again by itself."""


class BudgetSpent(Stop):
    """The time of the run is over. It stopped after a complete page, and the next run continues there."""


class RequestsSpent(BudgetSpent):
    """The requests to Gong's API for this day are used up. The next run continues tomorrow."""


class MoneySpent(Stop):
    """The next request to the language model could cost more than the rest of the budget."""

    status = 402


class TooManyBytes(Stop):
    """A query would scan more bytes than `GAMETAPE_MAXIMUM_BYTES_BILLED` allows."""
