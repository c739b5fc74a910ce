"""Second process of the analysis after a sync: it takes batches of calls and deals, where a second core is there.

`python -m gametape.analysis.second_process` reads batches from its standard input and answers each with counts. It ends
with its input, so it outlives the first process by one batch at most. What it does not do, the first process does.
"""

import os
import pickle
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
import structlog
from pydantic import SecretStr

from gametape.analysis.commitments.keep_commitments import commitments_reading
from gametape.analysis.competitors.keep_competitors import competitors_reading
from gametape.analysis.evidence.deal_readings import TextsReading, keep_readings
from gametape.analysis.measures.measure import measure
from gametape.analysis.scoring.rescoring import score_changed
from gametape.errors import GametapeError
from gametape.log import set_up_log
from gametape.settings import Settings
from gametape.store.database import open_store

log = structlog.get_logger(__name__)

Kind = Literal["calls", "deals"]
Batch = tuple[Kind, Sequence[UUID]]
Counts = Counter[str]

LEAST = {"calls": 150, "deals": 60}
"""Fewest calls or deals for which a second process is worth its start (1.5 s)."""

_PARTS = 8  # batches into which the work is divided
_MOST = 500  # calls or deals of a batch
_CORES = 2


def share(engine: sa.Engine, settings: Settings, kind: Kind, ids: Sequence[UUID]) -> Counts:
    """Analyze calls or deals here and in a second process at once; return the counts of both.

    Nothing is done without a second core, or for fewer than `LEAST`. A batch that the second process gives up is left
    as it was, so whoever calls this goes through what is still due afterwards.

    Raises:
        BadSettings: a file of the deployment cannot be read.
        StoreUnavailable: Postgres cannot be reached.
    """
    if _cores() < _CORES or len(ids) < LEAST[kind]:
        return Counter()
    size = min(len(ids) // _PARTS + 1, _MOST)
    left: deque[Batch] = deque((kind, ids[first : first + size]) for first in range(0, len(ids), size))
    done: list[Counts] = []
    with _second_process(engine, settings) as process:
        feeder = Thread(target=_feed, args=(process, left, done), daemon=True)
        feeder.start()
        try:
            while left:
                with suppress(IndexError):  # the other process took the last batch
                    done.append(_work(engine, settings, *left.popleft()))
        finally:
            left.clear()
            feeder.join()
    return sum(done, Counter())


def deal_readings(engine: sa.Engine, settings: Settings) -> list[TextsReading]:
    """Return what is read from the texts of each deal: commitments and competitors.

    Raises:
        BadSettings: the list of competitors cannot be read.
    """
    with engine.connect() as connection:
        return [commitments_reading(settings), competitors_reading(connection, settings)]


def _work(engine: sa.Engine, settings: Settings, kind: Kind, ids: Sequence[UUID]) -> Counts:
    if kind == "deals":
        return Counter(keep_readings(engine, deal_readings(engine, settings), only=ids))
    measured = measure(engine, settings, only=ids).measured
    return Counter(measured=measured, scored=score_changed(engine, settings, only=ids).calls)


def _cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _second_process(engine: sa.Engine, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", __name__]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        with suppress(OSError):
            url = engine.url.render_as_string(hide_password=False)
            _send(process.stdin, (url, dict(settings)))
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _feed(process: subprocess.Popen[bytes], left: deque[Batch], done: list[Counts]) -> None:
    """Give batches to the second process until none is left, or it has ended."""
    with suppress(OSError, EOFError, IndexError):
        while True:
            _send(process.stdin, left.popleft())
            done.append(pickle.load(process.stdout))  # type: ignore[arg-type]  # noqa: S301  # from our own process
    with suppress(OSError):
        process.stdin.close()  # type: ignore[union-attr]


def _send(stream: Any, value: object) -> None:
    pickle.dump(value, stream)
    stream.flush()


def main() -> None:
    """Do the batches that come on standard input."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed must not get among the answers
    set_up_log("ERROR")  # the first process goes through what could not be read, and says so
    with suppress(EOFError):
        url, fields = pickle.load(requests)  # noqa: S301  # from our own process
        settings = Settings.model_construct(**fields | {"database_url": SecretStr(url)})
        engine = open_store(settings)
        try:
            while True:
                kind, ids = pickle.load(requests)  # noqa: S301
                _send(answers, _work(engine, settings, kind, ids))
        except GametapeError as error:
            log.error("second process ended", code=error.code, reason=str(error))
        finally:
            engine.dispose()


if __name__ == "__main__":
    main()
