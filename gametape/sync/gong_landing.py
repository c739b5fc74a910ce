"""Landing of Gong's calls: a pass over the API by windows of the start date fills `gong_calls`, before the entities.

A window is the unit that is resumed; a page is committed when it arrives. Each run reads the last `reread` again,
because calls change without a stamp. A full pass, every `full_every`, marks the calls that the API no longer has.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from pydantic_core import to_json
from sqlalchemy.dialects import postgresql as pg

from gametape.errors import BudgetSpent, RequestsSpent
from gametape.records.storable import clean_json
from gametape.store.tables import gong_calls, sync_status
from gametape.sync import erasures, lease
from gametape.sync.budget import Budget
from gametape.sync.context import EntityResult, SyncRun
from gametape.sync.counts import Counts
from gametape.sync.gong_api import FIRST, CallsApi, moment_of

NAME = "gong_calls"
"""Name of the pass in the results of a run and in `sync_status`."""

MOST_PAGES = 20
"""A window with more pages is cut into shorter windows, so that little is read twice after an interruption."""

_SHORTEST, _LONGEST = timedelta(days=1), timedelta(days=365)
_FEW = 5  # a window with at most so many pages may be followed by one twice as long
_KEPT = ("metaData", "context", "parties", "content", "interaction")
_NOT_KEPT = {
    "content": ("trackers", "topics", "structure", "pointsOfInterest", "outline", "highlights", "keyPoints"),
    "interaction": ("video", "interactionStats"),
}


@dataclass(frozen=True, slots=True)
class Pass:
    """Pass over the API: `reached` is the end of the last whole window, `length` that of the next window.

    `began` is the time at which the pass started.
    """

    began: datetime
    reached: datetime
    is_full: bool
    length: timedelta = timedelta(days=30)


def land_calls(run: SyncRun, api: CallsApi, place: str) -> EntityResult:
    """Read the calls of the API into `gong_calls`, from where the last run stopped.

    Raises:
        BudgetSpent: the run's time or the day's requests are spent; the windows read so far are kept.
        LeaseLost: another run has taken over.
        Retry: the API did not answer.
    """
    with run.engine.begin() as connection:
        now = connection.execute(sa.select(sa.func.now())).scalar_one()
        state = _begin(connection, place, now, run)
    reading = _Reading(run, api, run.budget.for_scan(), allowed=_half(api.left()))
    end = now + timedelta(days=1)
    while state.reached < end:
        until = min(state.reached + state.length, end)
        try:
            pages = reading.window(state.reached, until, most=MOST_PAGES if state.length > _SHORTEST else None)
        except BudgetSpent:  # a window that is read in one run only may be too long for the budget of every run
            _save(run, replace(state, length=_shorter(state.length)), reading)
            raise
        if pages == MOST_PAGES and state.length > _SHORTEST:
            state = replace(state, length=_shorter(state.length))
            continue
        length = min(state.length * 2, _LONGEST) if pages <= _FEW else state.length
        state = replace(state, reached=until, length=length)
        _save(run, state, reading)
    counts = reading.counts
    with run.engine.begin() as connection:
        counts += _finish(connection, state, now)
        _write(connection, counts=counts.as_dict())
    return EntityResult(status="success", source=NAME, counts=counts.as_dict())


class _Reading:
    """Reading of windows, page by page, within the time of the run and the allowed number of requests."""

    def __init__(self, run: SyncRun, api: CallsApi, budget: Budget, allowed: int | None) -> None:
        self.counts = Counts()
        self._run = run
        self._api = api
        self._budget = budget
        self._least = None if allowed is None else (api.left() or 0) - allowed

    def window(self, start: datetime, end: datetime, most: int | None) -> int:
        """Store the calls of a window; return the number of its pages, `most` at most."""
        run, pages = self._run, 0
        with closing(self._api.calls(start, end)) as window:
            for page in window:
                pages += 1
                with run.engine.begin() as connection:
                    self.counts += keep_calls(connection, page)
                    lease.renew(connection, run.id, run.settings.lease)
                run.progress(NAME, self.counts)
                run.note(self.left())
                self._budget.page_done()
                if pages == most:
                    break
                self._leave_for_others()
        return pages

    def left(self) -> str:
        """Return what is left of the day's requests, as a sentence; empty if nobody counts."""
        left = self._api.left()
        return "" if left is None else f"{left:,} of {self._run.settings.gong_daily_requests:,} requests left today."

    def _leave_for_others(self) -> None:
        """Stop when the calls have had their half of the requests, so that transcripts of what is there can be read.

        Raises:
            RequestsSpent: the half is spent.
        """
        if self._least is not None and (self._api.left() or 0) <= self._least:
            raise RequestsSpent(
                "Half of today's requests to Gong's API went to calls; the rest is for their transcripts.",
                hint="The next run continues from here.",
            )


def _half(left: int | None) -> int | None:
    return None if left is None else max(left // 2, 1)


def _shorter(length: timedelta) -> timedelta:
    return max(length / 4, _SHORTEST)


def _save(run: SyncRun, state: Pass, reading: _Reading) -> None:
    with run.engine.begin() as connection:
        _write(connection, cursor=_as_json(state), counts=reading.counts.as_dict(), message=reading.left() or None)
        lease.renew(connection, run.id, run.settings.lease)


def _begin(connection: sa.Connection, place: str, now: datetime, run: SyncRun) -> Pass:
    """Return the pass to go on with, or a new one; a pass over another company's Gong starts from the first call."""
    known = connection.execute(sa.select(sync_status).where(sync_status.c.entity_type == NAME)).first()
    is_same = known is not None and known.source == place
    if known is not None and is_same and known.cursor:
        state = _from_json(known.cursor)
        if state.is_full or not run.full:
            return state
    is_full = (
        known is None
        or not is_same
        or run.full
        or known.last_full_at is None
        or known.last_full_at + run.settings.full_every < now
    )
    start = FIRST if is_full or known is None else min(known.last_sync_timestamp, now - run.settings.reread)
    state = Pass(now, start, is_full)
    connection.execute(pg.insert(sync_status).values(entity_type=NAME, status="running").on_conflict_do_nothing())
    _write(connection, source=place, status="running", message=None, cursor=_as_json(state))
    return state


def keep_calls(connection: sa.Connection, page: Sequence[Mapping[str, Any]]) -> Counts:
    """Store the calls of a page; return how many were new, changed or as before."""
    erased = erasures.load(connection)
    rows: dict[str, dict[str, Any]] = {}
    rejected = 0
    for call in page:
        document = clean_json(_trimmed(call))
        document = erased.value(document) if erased else document
        row = _row(document)
        rejected += row is None
        if row:
            rows[row["call_id"]] = row
    repeated = len(page) - rejected - len(rows)
    counts = Counts(read=len(page), unchanged=repeated, rejected=rejected)
    if not rows:
        return counts
    there = gong_calls.c
    before = {
        row.call_id: row.content_hash
        for row in connection.execute(
            sa.select(there.call_id, there.content_hash).where(
                there.call_id == sa.func.any(sa.cast(list(rows), pg.ARRAY(sa.Text))), there.deleted_at.is_(None)
            )
        )
    }
    insert = pg.insert(gong_calls)
    is_same = sa.and_(there.content_hash == insert.excluded.content_hash, there.deleted_at.is_(None))
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["call_id"],
            set_={
                "started_at": insert.excluded.started_at,
                "document": insert.excluded.document,
                "content_hash": insert.excluded.content_hash,
                "changed_at": sa.case((is_same, there.changed_at), else_=sa.func.now()),
                "seen_at": sa.func.now(),
                "deleted_at": None,
            },
        ),
        list(rows.values()),
    )
    same = sum(before.get(key) == row["content_hash"] for key, row in rows.items())
    new = len(rows.keys() - before.keys())
    return counts + Counts(inserted=new, unchanged=same, updated=len(rows) - new - same)


def _trimmed(call: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a call that an entity is read from; recordings are never stored."""
    kept: dict[str, Any] = {name: call[name] for name in _KEPT if call.get(name) is not None}
    for name, unwanted in _NOT_KEPT.items():
        if isinstance(kept.get(name), dict):
            kept[name] = {key: value for key, value in kept[name].items() if key not in unwanted}
    return kept


def _row(document: Any) -> dict[str, Any] | None:
    """Return the row of a call; None for a call without an id or a start, which no window could find again."""
    about = document.get("metaData") if isinstance(document, dict) else None
    about = about if isinstance(about, dict) else {}
    started = moment_of(about.get("started"))
    if started is None or not about.get("id"):
        return None
    digest = blake2b(to_json(document), digest_size=16).digest()
    return {"call_id": str(about["id"]), "started_at": started, "document": document, "content_hash": digest}


def _finish(connection: sa.Connection, state: Pass, now: datetime) -> Counts:
    """Write that the pass reached its end; after a full pass, mark the calls that the API did not have any more."""
    gone = 0
    if state.is_full:
        there = gong_calls.c
        gone = connection.execute(
            sa.update(gong_calls)
            .where(there.seen_at < state.began, there.deleted_at.is_(None))
            .values(deleted_at=sa.func.now(), changed_at=sa.func.now(), document=_only_id(there.call_id))
        ).rowcount
    values: dict[str, Any] = {"last_full_at": sa.func.now()} if state.is_full else {}
    _write(
        connection,
        status="success",
        cursor=sa.null(),
        message=None,
        last_sync_timestamp=now,
        last_success_at=sa.func.now(),
        consecutive_failures=0,
        **values,
    )
    return Counts(read=gone, deleted=gone)


def _only_id(call_id: sa.ColumnElement[str]) -> sa.ColumnElement[Any]:
    return sa.func.jsonb_build_object("metaData", sa.func.jsonb_build_object("id", call_id))


def _write(connection: sa.Connection, **values: Any) -> None:
    connection.execute(
        sa.update(sync_status).where(sync_status.c.entity_type == NAME).values(**values, updated_at=sa.func.now())
    )


def _as_json(state: Pass) -> dict[str, Any]:
    return {
        "began": state.began.isoformat(),
        "reached": state.reached.isoformat(),
        "is_full": state.is_full,
        "days": state.length / timedelta(days=1),
    }


def _from_json(cursor: Mapping[str, Any]) -> Pass:
    began, reached = (datetime.fromisoformat(cursor[name]) for name in ("began", "reached"))
    return Pass(began, reached, bool(cursor["is_full"]), timedelta(days=cursor["days"]))
