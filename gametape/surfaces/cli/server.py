"""HTTP server of `gametape serve`: uvicorn, with a limit on the time in which a request's headers must arrive."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
"""Seconds from the connection, or from the first byte of a further request, to the end of its headers."""


class TimedProtocol(H11Protocol):
    """HTTP protocol that closes a connection whose headers do not arrive in time; uvicorn itself has no such limit."""

    header_seconds = HEADER_SECONDS
    _overdue: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Start the timer, because a client that connects and sends nothing takes up a connection, too."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Stop the timer when the headers are complete; start it with the first bytes of the next request."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._watch()
        else:
            self._unwatch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._unwatch()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self._overdue is None:
            self._overdue = self.loop.call_later(self.header_seconds, self._close)

    def _unwatch(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None

    def _close(self) -> None:
        self._overdue = None
        if not self.transport.is_closing():
            self.transport.close()
