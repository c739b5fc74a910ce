"""Decides whether a source may feed an entity, given what fed it until now, for sync, reconcile and doctor alike.

A source that vanished (a dataset was renamed, a permission was lost) looks like one that never was. What the store
knows of the last scan tells the two apart: only the latter is no failure.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import sqlalchemy as sa

from gametape.errors import MissingColumn, MissingSource
from gametape.store.tables import sync_status
from gametape.sync import ledger
from gametape.sync.entity import Entity
from gametape.warehouse.compile import Source
from gametape.warehouse.connect import Warehouse, better_sources
from gametape.warehouse.doctor import EntityFinding
from gametape.warehouse.shapes import SOURCES

_TAKE_IT = "See `gametape doctor`. If it is gone for good, accept the change with gametape sync --full."


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing feeds an entity, and nothing ever did."""

    message: str


def source_to_read(connection: sa.Connection, warehouse: Warehouse, entity: Entity, *, full: bool) -> Source | Absent:
    """Return the source to read an entity from, or say that there is none and never was.

    `full` takes the warehouse as it is: what fed the entity before does not count.

    Raises:
        MissingSource: the entity cannot do without a source, had one that is gone or that knew more, or its source
            lost a table.
    """
    before = None if full else ledger.source_of(connection, entity.name)
    try:
        source = warehouse.source(entity.name)
    except MissingColumn:
        raise
    except MissingSource as error:
        if entity.optional and before is None:
            return Absent(str(error))
        raise (source_is_gone(entity.name, before, error.hint) if before else error) from None
    refuse_downgrade(entity.name, source.name, before)
    if not full:
        usual = ledger.gaps_of(connection, entity.name, source.origin)
        refuse_lost_tables(entity.name, warehouse.absent_tables(source.name), usual)
    return source


def source_is_gone(entity: str, before: str, hint: str = "") -> MissingSource:
    """Make the error for an entity whose source is gone."""
    return MissingSource(
        f"{entity} came from {before} until now and has no source any more: its tables were renamed or dropped, "
        "or access to them was lost.",
        hint=f"{hint} {_TAKE_IT}".strip(),
    )


def lost_sources(connection: sa.Connection, findings: Sequence[EntityFinding]) -> dict[str, str]:
    """Return by entity what the next sync will say of a source that the store knows and the warehouse has lost."""
    found: dict[str, str] = {}
    names = {finding.entity for finding in findings}
    for finding in findings:
        for part in sorted(known_parts(connection, finding.entity) - {*names, finding.source}):
            found[part] = _said(source_is_gone(part, part))
        before = ledger.source_of(connection, finding.entity)
        usual = ledger.gaps_of(connection, finding.entity, finding.origin)
        try:
            _refuse(finding, before, usual)
        except MissingSource as error:
            found[finding.entity] = _said(error)
    return found


def known_parts(connection: sa.Connection, entity: str) -> set[str]:
    """Return the sources that fed the entity beside its best one until now."""
    own = [choice.name for choice in SOURCES if choice.entity == entity and choice.complements]
    status = sync_status.c
    fed = sa.select(status.entity_type).where(status.entity_type.in_(own), status.source.is_not(None))
    return set(connection.scalars(fed))


def has_lost_best(connection: sa.Connection, entity: str, best: str) -> bool:
    """Tell whether an entity that several sources feed side by side came from a better one than `best` until now."""
    is_part = any(choice.name == best and choice.complements for choice in SOURCES)
    return is_part and ledger.source_of(connection, entity) in better_sources(entity, best)


def _said(error: MissingSource) -> str:
    return f"{error} {error.hint}".strip()


def _refuse(finding: EntityFinding, before: str | None, usual: Set[str] | None) -> None:
    if before and finding.source is None and not finding.fails:
        raise source_is_gone(finding.entity, before)
    if finding.source is not None:
        refuse_downgrade(finding.entity, finding.source, before)
        refuse_lost_tables(finding.entity, finding.absent_tables, usual)


def refuse_downgrade(entity: str, source: str, before: str | None) -> None:
    """Refuse a source that knows less than the one before it, whose table is away: full deals would become thin ones.

    Raises:
        MissingSource: it is such a source.
    """
    if before in better_sources(entity, source):
        raise MissingSource(
            f"{entity} came from {before} until now, but that table was not found; {source} has less data.",
            hint=_TAKE_IT,
        )


def refuse_lost_tables(entity: str, absent: Mapping[str, bool], usual: Set[str] | None) -> None:
    """Refuse a source that lost a table: its rows would replace fuller ones that are stored.

    Args:
        entity: whose source it is.
        absent: tables that the source could read and that are not there now; True: nor is their dataset.
        usual: what the source lacked when it was known first; None where that is not known.

    Raises:
        MissingSource: a table that was there is gone.
    """
    lost = [] if usual is None else [table for table in absent if table not in usual]
    if lost:
        raise MissingSource(
            f"{entity} was also read from {_named(lost, absent)}, which is gone, lost a column or cannot be read now.",
            hint=_TAKE_IT,
        )


def _named(lost: Sequence[str], absent: Mapping[str, bool]) -> str:
    """Name whole datasets where they are gone, else tables."""
    datasets = dict.fromkeys(table.rpartition(".")[0] for table in lost if absent[table])
    names = [*(f"the dataset {dataset}" for dataset in datasets), *(table for table in lost if not absent[table])]
    return ", ".join(names)
