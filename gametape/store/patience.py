"""Timeouts in the client, for a Postgres that does not answer at all.

The server enforces the limits of a transaction (limits.py). A frozen server enforces none, and TCP keepalives do not
help: the kernel of its machine still acknowledges packets.
"""

import time

import psycopg
from psycopg.abc import RV, PQGen

ANSWER = 10.0
"""Seconds outside of transactions: to set up a connection, or to check whether it is alive."""


class NoAnswer(psycopg.OperationalError):
    """Postgres did not answer in time; the connection is closed."""


class PatientConnection(psycopg.Connection):
    """A connection that waits at most `patience` seconds for each answer; without limit if that is None."""

    patience: float | None = ANSWER

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server's answer.

        Raises:
            NoAnswer: the server did not answer within `patience`.
        """
        if self.patience is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(_until(gen, time.monotonic() + self.patience), interval, timeout)
        except NoAnswer:
            self.pgconn.finish()  # closes the socket; nothing waits for the server
            raise


def _until(gen: PQGen[RV], deadline: float) -> PQGen[RV]:
    """Wrap psycopg's generator, which is resumed at least every `interval`, also when nothing has arrived."""
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > deadline:
                raise NoAnswer("no answer from the server")
            wanted = gen.send(ready)
    except StopIteration as end:
        result: RV = end.value
        return result
