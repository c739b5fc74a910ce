"""Parts of an entity that is read from several sources side by side, such as emails; each part has its own cursor.

The best source that the warehouse has goes by the entity's name, each other source by its own: `emails`,
`emails_tasks`.
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
        names = run.sources.parts(entity.name)
    except GametapeError:
        return [entity]  # its scan will raise the same error and report it
    with run.engine.connect() as connection:
        if has_lost_best(connection, entity.name, best := _best(run, entity)):
            names.append(best)
    return [entity.part(name) for name in names]


def parts_to_sync(run: SyncRun, entity: Entity) -> list[Entity]:
    """Return the entity once for each source that feeds it.

    A source that fed the entity before and is missing now is in the list, so that its scan reports the loss. If the
    best source is missing, the next best keeps its own name.
    """
    try:
        names = run.sources.parts(entity.name)
    except GametapeError:
        return [entity]  # its scan will raise the same error and report it
    best = _best(run, entity)
    with run.engine.begin() as connection:
        known = known_parts(connection, entity.name)
        if not run.full and has_lost_best(connection, entity.name, best):
            names.append(best)
        elif best in known:  # this source is read under the entity's name from now on
            connection.execute(sa.delete(sync_status).where(sync_status.c.entity_type == best))
    return [entity.part(name) for name in (*names, *sorted(known - {*names, best}))]


def _best(run: SyncRun, entity: Entity) -> str:
    """Return the name of the best source that can feed the entity; empty if there is none."""
    try:
        return run.sources.source(entity.name).name
    except GametapeError:
        return ""


def report_copies(run: SyncRun, results: dict[str, EntityResult]) -> None:
    """Note in the result and the ledger of each email source how many of its emails a better source has as well."""
    for name, result in results.items():
        if result.status != "success" or result.message or not result.source or not name.startswith("emails"):
            continue
        with run.engine.begin() as connection:
            if copies := count_copies(connection, result.source):
                subject = "1 email is" if copies == 1 else f"{copies:,} emails are"
                result.message = f"{subject} also in a better source and counted once."
                ledger.set_message(connection, name, result.message)
