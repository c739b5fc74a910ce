"""Choice of the source that feeds an entity, given the source that fed it until now; for sync, reconcile and doctor.

A source that vanished (a dataset was renamed, a permission was lost) looks like a source that never existed. The ledger
of the last scan shows which it is: a vanished source is a failure, a source that never existed is not.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import sqlalchemy as sa

from gametape.errors import MissingColumn, MissingSource
from gametape.source import Source, SourceSystem
from gametape.store.tables import sync_status
from gametape.sync import ledger
from gametape.sync.entity import Entity
from gametape.warehouse.connect import better_sources
from gametape.warehouse.doctor import EntityFinding
from gametape.warehouse.shapes import SOURCES

_TAKE_IT = "See `gametape doctor`. If it is gone for good, accept the change with gametape sync --full."


@dataclass(frozen=True, slots=True)
class Absent:
    """Absence of any source for an entity that never had a source; `message` says what is missing."""

    message: str


def source_to_read(connection: sa.Connection, sources: SourceSystem, entity: Entity, *, full: bool) -> Source | Absent:
    """Return the source to read an entity from, or `Absent` if there is none and never was.

    With `full`, the source that fed the entity before does not matter.

    Raises:
        MissingColumn: the source lacks a column that it cannot be read without.
        MissingSource: the entity needs a source and has none; or its source is gone; or only a source with less data is
            left; or its source lost a table.
    """
    before = None if full else ledger.source_of(connection, entity.name)
    try:
        source = sources.source(entity.name)
    except MissingColumn:
        raise
    except MissingSource as error:
        if entity.optional and before is None:
            return Absent(str(error))
        raise (source_is_gone(entity.name, before, error.hint) if before else error) from None
    refuse_downgrade(entity.name, source.name, before)
    if not full:
        usual = ledger.gaps_of(connection, entity.name, source.origin)
        refuse_lost_tables(entity.name, sources.absent_tables(source), usual)
    return source


def was_read(connection: sa.Connection, entity: str) -> bool:
    """Tell whether a scan of the entity ever reached its end."""
    known = sa.select(sync_status.c.last_success_at).where(sync_status.c.entity_type == entity)
    return connection.scalar(known) is not None


def source_is_gone(entity: str, before: str, hint: str = "") -> MissingSource:
    """Return the error for an entity whose source `before` is gone."""
    return MissingSource(
        f"{entity} came from {before} until now and has no source any more: its tables were renamed or dropped, "
        "or access to them was lost.",
        hint=f"{hint} {_TAKE_IT}".strip(),
    )


def lost_sources(connection: sa.Connection, findings: Sequence[EntityFinding]) -> dict[str, str]:
    """Return the error of the next sync, by entity, for each source that the warehouse has lost."""
    errors: dict[str, str] = {}
    names = {finding.entity for finding in findings}
    for finding in findings:
        for part in sorted(known_parts(connection, finding.entity) - {*names, finding.source}):
            errors[part] = _with_hint(source_is_gone(part, part))
        before = ledger.source_of(connection, finding.entity)
        usual = ledger.gaps_of(connection, finding.entity, finding.origin)
        try:
            _refuse(finding, before, usual)
        except MissingSource as error:
            errors[finding.entity] = _with_hint(error)
    return errors


def known_parts(connection: sa.Connection, entity: str) -> set[str]:
    """Return the names of the sources, apart from the best, that fed the entity until now."""
    parts = [choice.name for choice in SOURCES if choice.entity == entity and choice.complements]
    status = sync_status.c
    fed = sa.select(status.entity_type).where(status.entity_type.in_(parts), status.source.is_not(None))
    return set(connection.scalars(fed))


def has_lost_best(connection: sa.Connection, entity: str, best: str) -> bool:
    """Tell whether an entity with several sources was read from a better source than `best` until now."""
    is_part = any(choice.name == best and choice.complements for choice in SOURCES)
    return is_part and ledger.source_of(connection, entity) in better_sources(entity, best)


def _with_hint(error: MissingSource) -> str:
    return f"{error} {error.hint}".strip()


def _refuse(finding: EntityFinding, before: str | None, usual: Set[str] | None) -> None:
    if before and finding.source is None and not finding.fails:
        raise source_is_gone(finding.entity, before)
    if finding.source is not None:
        refuse_downgrade(finding.entity, finding.source, before)
        refuse_lost_tables(finding.entity, finding.absent_tables, usual)


def refuse_downgrade(entity: str, source: str, before: str | None) -> None:
    """Refuse a source that has less data than the source before it, whose table is gone: stored values would be lost.

    Raises:
        MissingSource: `before` is a better source than `source`.
    """
    if before in better_sources(entity, source):
        raise MissingSource(
            f"{entity} came from {before} until now, but that table was not found; {source} has less data.",
            hint=_TAKE_IT,
        )


def refuse_lost_tables(entity: str, absent: Mapping[str, bool], usual: Set[str] | None) -> None:
    """Refuse a source that lost a table: its rows would replace stored rows that have more values.

    Args:
        entity: entity that the source feeds.
        absent: tables that the source could read and that are missing now; True if their dataset is missing, too.
        usual: tables and columns that the source lacked at first; None if that is not known.

    Raises:
        MissingSource: a table is gone that was there before.
    """
    lost = [] if usual is None else [table for table in absent if table not in usual]
    if lost:
        raise MissingSource(
            f"{entity} was also read from {_named(lost, absent)}, which is gone, lost a column or cannot be read now.",
            hint=_TAKE_IT,
        )


def _named(lost: Sequence[str], absent: Mapping[str, bool]) -> str:
    """List the lost tables; of a lost dataset only the dataset's name."""
    datasets = dict.fromkeys(table.rpartition(".")[0] for table in lost if absent[table])
    names = [*(f"the dataset {dataset}" for dataset in datasets), *(table for table in lost if not absent[table])]
    return ", ".join(names)
