"""Background thread of `gametape serve` that reads the calls which Gong's webhook announced."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
import structlog

from gametape.errors import GametapeError
from gametape.pipeline import ReadAnnouncedCalls
from gametape.settings import Settings

_EVERY = 30.0  # seconds between two looks at the queue

_PATIENCE = 10.0  # seconds for a look under way to end

log = structlog.get_logger(__name__)


@contextmanager
def reading_announced_calls(settings: Settings, engine: sa.Engine, every: float = _EVERY) -> Iterator[None]:
    """Read announced calls in a thread, as long as the `with` block lasts; do nothing without a webhook."""
    if not settings.gong_webhook_public_key:
        yield
        return
    stop = threading.Event()
    read = ReadAnnouncedCalls(engine, settings)
    thread = threading.Thread(target=_read_until, args=(stop, read, every), name="announced-calls", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=_PATIENCE)


def _read_until(stop: threading.Event, read: ReadAnnouncedCalls, every: float) -> None:
    """Call `read` until `stop` is set. An error is logged: the calls are due again after a pause."""
    import gametape.gong.webhook  # noqa: F401, PLC0415  slow to import: done before the first message

    while not stop.wait(every):
        try:
            read()
        except GametapeError as error:
            log.warning("announced calls wait", code=error.code, reason=str(error), hint=error.hint)
        except Exception:
            log.exception("announced calls wait because of a fault of gametape's own")
