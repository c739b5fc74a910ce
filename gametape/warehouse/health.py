"""Where deals get their health score from in this warehouse, and how soon a change of it is seen: for doctor."""

from gametape.warehouse.compile import logical_tables, parse
from gametape.warehouse.connect import Warehouse
from gametape.warehouse.physical import FoundTable, look
from gametape.warehouse.shapes import STAMPS, Column

_TABLES = ("salesforce.opportunity", "gong.health", "gong.opportunity")
_LOADED = "_fivetran_synced"


def health_note(warehouse: Warehouse, source: str) -> str:
    """A sentence on the health score of deals that come from `source`."""
    read = [name for name in _TABLES if name in logical_tables(parse(source))]
    tables = [(name, found) for name in read if (found := _look(warehouse, name)) and _score(found)]
    for name, found in tables:
        if not found.missing():
            return f"health score from {_place(found)}. {_seen(name, found)}"
    for _, found in tables:
        ids = " or ".join(column for missing in found.missing() for column in missing.candidates)
        return f"no health score: {_place(found)} has no column {ids} beside it, so no deal has a score."
    return "no health score: set GAMETAPE_HEALTH_COLUMN to the column that holds one, if there is one."


def _look(warehouse: Warehouse, name: str) -> FoundTable | None:
    return look(warehouse.shapes[name], warehouse.catalog, warehouse.engine.dialect)


def _column(found: FoundTable) -> Column:
    return next(column for column in found.shape.columns if column.name == "health_score")


def _score(found: FoundTable) -> list[str]:
    return found.physical(_column(found))


def _place(found: FoundTable) -> str:
    return f"{found.shape.dataset}.{found.table.name}.{_score(found)[0]}"


def _seen(name: str, found: FoundTable) -> str:
    """When a changed score is read."""
    if name == "salesforce.opportunity":
        return "A formula field changes no stamp of its deal: such a change is seen when all deals are read again."
    if found.spelled(_LOADED):
        return f"A change is seen at the next sync, by {_LOADED}."
    if any(map(found.spelled, STAMPS)):
        return f"There is no {_LOADED}: a change is seen at the next sync only where it moves {STAMPS[0]}."
    return f"There is no {_LOADED}: every sync reads all deals that have a score."
