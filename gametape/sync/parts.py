"""Entities that are read from several sources at once, such as emails: each source is a part with a place of its own.

The best source that the warehouse has goes by the entity's name, each other one by its own: `emails`, `emails_tasks`.
"""

from gametape.errors import GametapeError
from gametape.sync import ledger
from gametape.sync.context import EntityResult, Run
from gametape.sync.email_marks import count_copies
from gametape.sync.entities import Entity
from gametape.warehouse.shapes import SOURCES


def present_parts(run: Run, entity: Entity) -> list[Entity]:
    """The entity once for each of its sources that the warehouse has."""
    try:
        return [entity.part(name) for name in run.warehouse.parts(entity.name)]
    except GametapeError:
        return [entity]  # its scan meets the same error, and says so


def parts_to_sync(run: Run, entity: Entity) -> list[Entity]:
    """The entity once for each source that feeds it.

    A source that fed it before and is away now is among them, so that its absence is told.
    """
    own = {choice.name for choice in SOURCES if choice.entity == entity.name and choice.complements}
    if not own:
        return [entity]
    try:
        names, best = run.warehouse.parts(entity.name), run.warehouse.source(entity.name).name
    except GametapeError:
        return [entity]  # its scan meets the same error, and says so
    with run.engine.begin() as connection:
        away = sorted((own & ledger.entities(connection)) - set(names))
        for name in away:
            if name == best:  # it is read under the entity's name now
                ledger.forget(connection, name)
            else:
                names.append(name)
    return [entity.part(name) for name in names]


def tell_copies(run: Run, results: dict[str, EntityResult]) -> None:
    """Say of each source of emails how many of them a better source has, too."""
    for name, result in results.items():
        if result.status != "success" or result.message or not result.source or not name.startswith("emails"):
            continue
        with run.engine.begin() as connection:
            if copies := count_copies(connection, result.source):
                said = "1 email is" if copies == 1 else f"{copies:,} emails are"
                result.message = f"{said} in a better source, too, and counted once."
                ledger.remark(connection, name, result.message)
