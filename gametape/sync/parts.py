"""Entities that are read from several sources at once, such as emails: each source is a part with a place of its own.

The best source that the warehouse has goes by the entity's name, each other one by its own: `emails`, `emails_tasks`.
"""

import sqlalchemy as sa

from gametape.errors import GametapeError
from gametape.store.tables import sync_status
from gametape.sync import ledger
from gametape.sync.context import EntityResult, SyncRun
from gametape.sync.email_marks import count_copies
from gametape.sync.entity import Entity
from gametape.sync.sources import has_lost_best, known_parts


def present_parts(run: SyncRun, entity: Entity) -> list[Entity]:
    """Return the entity once for each of its sources that the warehouse has."""
    try:
        names = run.warehouse.parts(entity.name)
    except GametapeError:
        return [entity]  # its scan meets the same error, and says so
    with run.engine.connect() as connection:
        if has_lost_best(connection, entity.name, best := _best(run, entity)):
            names.append(best)
    return [entity.part(name) for name in names]


def parts_to_sync(run: SyncRun, entity: Entity) -> list[Entity]:
    """Return the entity once for each source that feeds it.

    A source that fed it before and is away now is among them, so that its absence is told. Where that is the best one,
    the next one goes on by its own name.
    """
    try:
        names = run.warehouse.parts(entity.name)
    except GametapeError:
        return [entity]  # its scan meets the same error, and says so
    best = _best(run, entity)
    with run.engine.begin() as connection:
        known = known_parts(connection, entity.name)
        if not run.full and has_lost_best(connection, entity.name, best):
            names.append(best)
        elif best in known:  # it is read under the entity's name now
            connection.execute(sa.delete(sync_status).where(sync_status.c.entity_type == best))
    return [entity.part(name) for name in (*names, *sorted(known - {*names, best}))]


def _best(run: SyncRun, entity: Entity) -> str:
    """The name of the source that feeds the entity; empty where none can."""
    try:
        return run.warehouse.source(entity.name).name
    except GametapeError:
        return ""


def report_copies(run: SyncRun, results: dict[str, EntityResult]) -> None:
    """Say of each source of emails how many of them a better source has, too."""
    for name, result in results.items():
        if result.status != "success" or result.message or not result.source or not name.startswith("emails"):
            continue
        with run.engine.begin() as connection:
            if copies := count_copies(connection, result.source):
                said = "1 email is" if copies == 1 else f"{copies:,} emails are"
                result.message = f"{said} also in a better source and counted once."
                ledger.set_message(connection, name, result.message)
