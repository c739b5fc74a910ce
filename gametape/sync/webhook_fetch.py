"""Reading of announced calls: what Gong's webhook named is read from the API and stored, without a whole sync.

The same documents go through the same steps as in a sync (`prepare`, `commit`), so the next sync finds them unchanged.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from gametape.errors import LeaseHeld
from gametape.gong.deals import Deals
from gametape.gong.directory import Directory, People
from gametape.gong.documents import call_document, crm_objects, links_document, manual_deals, transcript_document
from gametape.settings import Settings
from gametape.source import SourceRow, SourceSystem
from gametape.store.tables import call_opportunities, calls, gong_calls, opportunities, people, sync_status
from gametape.sync import lease, webhook_queue
from gametape.sync.budget import Budget
from gametape.sync.commit import commit
from gametape.sync.context import SyncRun
from gametape.sync.counts import Counts
from gametape.sync.entities import ENTITIES
from gametape.sync.gong_api import Json, moment_of
from gametape.sync.gong_landing import NAME, keep_calls
from gametape.sync.gong_source import GongSource
from gametape.sync.links import link_late_arrivals
from gametape.sync.open_sources import calls_come_from_gong, gong_of, open_sources, read_from_gong
from gametape.sync.prepare import prepare

_USERS_HOLD = timedelta(hours=1)
_SHORT_ID = 15  # characters of a deal's id that tell deals apart
_ENTITIES = {entity.name: entity for entity in ENTITIES}


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers of Gong's API about the claimed calls."""

    calls: list[Json]
    transcripts: dict[str, str]
    manual: dict[str, list[str]]
    directory: Directory


class AnnouncedCalls:
    """Reads announced calls that are due. The list of users is kept for an hour, because it takes many requests.

    Args:
        engine: of the store.
        settings: of the deployment.
        opening: opens the source system.
        clock: seconds, for the age of the list of users.
    """

    def __init__(
        self,
        engine: sa.Engine,
        settings: Settings,
        *,
        opening: Callable[[sa.Engine, Settings], SourceSystem] = open_sources,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._opening = opening
        self._clock = clock
        self._users: tuple[float, list[Json]] | None = None

    def fetch(self) -> list[uuid.UUID]:
        """Read the calls that are due, and return the ids of those that are stored now.

        Nothing is read before the first load has ended, or while a sync runs: a sync reads the latest calls itself.
        A call that is not complete, and every call after an error, is due again after a pause.

        Raises:
            BadSettings: the key, its network or the address of Gong's API is wrong.
            BudgetSpent: the day's requests are spent.
            Retry: Gong's API or Postgres did not answer.
            Skip: Gong's API does not offer what is needed.
        """
        if not calls_come_from_gong(self._settings):
            return []
        with self._engine.connect() as connection:
            if not webhook_queue.has_due(connection) or lease.is_held(connection):
                return []
        with self._opening(self._engine, self._settings) as sources:
            gong = gong_of(sources)
            ids = self._claim(gong.place) if gong else []
            if gong is None or not ids:
                return []
            answers = self._ask(gong, ids)
            if not answers.calls:
                self._close()
                return []
            try:
                return self._store(sources, answers)
            except LeaseHeld:  # a sync began in the meantime, and reads these calls itself
                return []

    def _claim(self, place: str) -> list[str]:
        landed = sa.exists().where(
            sync_status.c.entity_type == NAME,
            sync_status.c.source == place,
            sync_status.c.last_success_at.is_not(None),
        )
        with self._engine.begin() as connection:
            webhook_queue.close_stored(connection)
            return webhook_queue.claim(connection) if connection.scalar(sa.select(landed)) else []

    def _close(self) -> None:
        with self._engine.begin() as connection:
            webhook_queue.close_stored(connection)

    def _ask(self, gong: GongSource, ids: list[str]) -> _Answers:
        found = list(gong.api.calls_of(ids))
        if not found:
            return _Answers([], {}, {}, Directory([]))
        known = [str(call["metaData"]["id"]) for call in found if _start(call)]
        start = min(filter(None, map(_start, found)), default=None)
        manual = gong.api.manual_links(start) if start else iter(())
        return _Answers(
            found,
            dict(filter(None, map(transcript_document, gong.api.transcripts(known)))),
            manual_deals(manual),
            Directory(self._our_people(gong)),
        )

    def _our_people(self, gong: GongSource) -> list[Json]:
        now = self._clock()
        if self._users is None or self._users[0] + _USERS_HOLD.total_seconds() < now:
            self._users = (now, list(gong.api.users()))
        return self._users[1]

    def _store(self, sources: SourceSystem, answers: _Answers) -> list[uuid.UUID]:
        run = SyncRun(self._engine, sources, self._settings, Budget(None), _silent, full=False, replay=False)
        with lease.held(self._engine, run.id, lease.QUICK):
            with self._engine.begin() as connection:
                keep_calls(connection, answers.calls)
            with self._engine.connect() as connection:
                landed = _landed(connection, [str(call["metaData"]["id"]) for call in answers.calls if _start(call)])
                pages = list(self._pages(connection, landed, answers))
            for name, rows in pages:
                with self._engine.begin() as connection:
                    page = prepare(connection, _ENTITIES[name], rows, self._settings)
                    commit(connection, _ENTITIES[name], page, run)
                    lease.renew(connection, run.id, lease.QUICK)
            with self._engine.begin() as connection:
                link_late_arrivals(connection, people_changed=False)
                webhook_queue.close_stored(connection)
                stored = sa.select(calls.c.id).where(calls.c.gong_call_id.in_([row.call_id for row in landed]))
                return list(connection.scalars(stored))

    def _pages(
        self, connection: sa.Connection, landed: list[sa.Row[tuple[object, ...]]], answers: _Answers
    ) -> Iterator[tuple[str, list[SourceRow]]]:
        """Yield the rows of each entity, parents first."""
        documents: list[Json] = [row.document for row in landed]
        pages = {"people": list(_new_people(connection, documents, answers.directory))}
        if read_from_gong(self._settings, "opportunities"):
            deals = _deals_of(connection, documents, answers.directory)
            pages["opportunities"] = [SourceRow(id_, None, text) for id_, text in deals.documents()]
            pages["opportunity_changes"] = [SourceRow(id_, None, text) for id_, text in deals.histories()]
        pages["calls"] = [
            SourceRow(row.call_id, row.changed_at, text)
            for row in landed
            if (text := call_document(row.document, answers.directory))
        ]
        pages["call_links"] = [
            SourceRow(row.call_id, None, links_document(row.document, answers.manual.get(row.call_id, ())))
            for row in landed
        ]
        pages["transcripts"] = [
            SourceRow(row.call_id, row.started_at, answers.transcripts[row.call_id])
            for row in landed
            if row.call_id in answers.transcripts
        ]
        yield from ((entity.name, pages[entity.name]) for entity in ENTITIES if pages.get(entity.name))


def _silent(_entity: str, _counts: Counts) -> None:
    pass


def _start(call: Json) -> datetime | None:
    """Return the start of a call that has an id."""
    about = call.get("metaData")
    return moment_of(about.get("started")) if isinstance(about, dict) and about.get("id") else None


def _landed(connection: sa.Connection, ids: list[str]) -> list[sa.Row[tuple[object, ...]]]:
    return list(connection.execute(sa.select(gong_calls).where(gong_calls.c.call_id.in_(ids))))


def _new_people(connection: sa.Connection, documents: list[Json], directory: Directory) -> Iterator[SourceRow]:
    """Yield the people on these calls that the store does not have; a sync compares the others over all calls."""
    everyone = People(directory)
    for document in documents:
        everyone.add_call(document)
    rows = [SourceRow(id_, None, text) for id_, text in everyone.documents()]
    known = set(connection.scalars(sa.select(people.c.email).where(people.c.email.in_([row.id for row in rows]))))
    yield from (row for row in rows if row.id not in known)


def _deals_of(connection: sa.Connection, documents: list[Json], directory: Directory) -> Deals:
    """Return the deals of these calls as all their calls tell of them."""
    named = {
        str(item["objectId"])[:_SHORT_ID] for document in documents for item in crm_objects(document, "opportunity")
    }
    others = (
        sa.select(gong_calls.c.document)
        .join(calls, calls.c.gong_call_id == gong_calls.c.call_id)
        .join(call_opportunities, call_opportunities.c.call_id == calls.c.id)
        .join(opportunities, opportunities.c.id == call_opportunities.c.opportunity_id)
        .where(
            gong_calls.c.deleted_at.is_(None),
            sa.func.left(opportunities.c.gong_opportunity_id, _SHORT_ID).in_(named),
        )
    )
    deals = Deals(directory, only=named)
    for document in (*connection.scalars(others), *documents):
        deals.add_call(document)
    return deals
