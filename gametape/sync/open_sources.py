"""Open what the settings name to read from: a warehouse, Gong's API, or the CRM from one and calls from the other."""

from collections.abc import Generator
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from pydantic_core import from_json, to_json

from gametape.errors import BadSettings, MissingSource
from gametape.settings import Settings
from gametape.source import Source, SourceGap, SourceRow, SourceSystem, Window
from gametape.sync.gong_source import GongSource
from gametape.warehouse.connect import EXAMPLES, Warehouse, connect

_FROM_GONG = ("calls", "call_links", "transcripts", "coaching_sessions")
_JOINED = "people"


def open_sources(engine: sa.Engine, settings: Settings) -> SourceSystem:
    """Open the source system of a deployment.

    Gong's entities come from Gong's API if no warehouse is set, or with `GAMETAPE_CALLS_FROM=gong`.

    Raises:
        BadSettings: neither a warehouse nor Gong's keys are set, or a setting cannot be understood.
        WarehouseUnavailable: the warehouse exists, but is busy.
    """
    if not calls_come_from_gong(settings):
        return connect(settings)
    from gametape.sync.company_api import open_gong  # noqa: PLC0415  slow to import

    gong = open_gong(engine, settings)
    return MixedSources(connect(settings), gong) if settings.warehouse else gong


def calls_come_from_gong(settings: Settings) -> bool:
    """Tell whether Gong's entities come from Gong's API.

    Raises:
        BadSettings: neither a warehouse nor Gong's keys are set; or calls are to come from what is not set.
    """
    has_keys = bool(settings.gong_access_key or settings.gong_access_key_secret)  # `gong_access` names the missing one
    if not settings.warehouse and not has_keys:
        raise BadSettings(
            "GAMETAPE_WAREHOUSE is not set.",
            hint=f"{EXAMPLES}; or GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET to read from Gong's API.",
        )
    chosen = settings.calls_from or ("warehouse" if settings.warehouse else "gong")
    if chosen == "gong" and not has_keys:
        raise BadSettings("GAMETAPE_CALLS_FROM=gong needs GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET.")
    if chosen == "warehouse" and not settings.warehouse:
        raise BadSettings("GAMETAPE_CALLS_FROM=warehouse needs GAMETAPE_WAREHOUSE.", hint=EXAMPLES)
    return chosen == "gong"


def read_from_gong(settings: Settings, entity: str) -> bool:
    """Tell whether an entity comes from Gong's API and no longer from the warehouse."""
    return calls_come_from_gong(settings) and (not settings.warehouse or entity in (*_FROM_GONG, _JOINED))


def gong_of(sources: SourceSystem) -> GongSource | None:
    """Return the part of a source system that reads Gong's API; None if there is none."""
    if isinstance(sources, MixedSources):
        return sources.gong
    return sources if isinstance(sources, GongSource) else None


class MixedSources:
    """Salesforce from a warehouse and calls from Gong's API; people come from both, joined by address."""

    def __init__(self, warehouse: Warehouse, gong: GongSource) -> None:
        self.warehouse = warehouse
        self.gong = gong

    def parts(self, entity: str) -> list[str]:
        """List the names under which the sources of `entity` are read."""
        return self._system(entity).parts(entity)

    def source(self, entity: str) -> Source:
        """Return the source that feeds `entity`.

        Raises:
            MissingSource: nothing feeds the entity.
        """
        if entity != _JOINED:
            return self._system(entity).source(entity)
        ours = self._warehouse_people()
        gong = self.gong.source(_JOINED)
        return Source(f"{ours.name}+{gong.name}", _JOINED, f"{ours.place}, {gong.place}") if ours else gong

    def absent_tables(self, source: Source) -> dict[str, bool]:
        """Return the tables of the warehouse that this source could read but that are missing."""
        return {} if source.entity in (*_FROM_GONG, _JOINED) else self.warehouse.absent_tables(source)

    def gaps(self, source: Source) -> list[SourceGap]:
        """List what this source could use but is missing."""
        return [] if source.entity in (*_FROM_GONG, _JOINED) else self.warehouse.gaps(source)

    def rows(self, source: Source, window: Window, size: int) -> Generator[list[SourceRow]]:
        """Yield the rows of a window in pages, as the system does that has the entity."""
        if source.entity == _JOINED:
            return self._people(window, size)
        return self._system(source.entity).rows(source, window, size)

    def estimate(self, source: Source, window: Window) -> int | None:
        """Return the bytes that reading this window would scan in the warehouse."""
        return None if source.entity in (*_FROM_GONG, _JOINED) else self.warehouse.estimate(source, window)

    def close(self) -> None:
        """Close both."""
        self.warehouse.close()
        self.gong.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _system(self, entity: str) -> Warehouse | GongSource:
        return self.gong if entity in _FROM_GONG else self.warehouse

    def _warehouse_people(self) -> Source | None:
        try:
            return self.warehouse.source(_JOINED)
        except MissingSource:
            return None

    def _people(self, window: Window, size: int) -> Generator[list[SourceRow]]:
        """Yield people by address; of two documents, Gong's values count, and the warehouse's where Gong has none."""
        known: dict[str | None, dict[str, object]] = {}
        ours = self._warehouse_people()
        systems: list[tuple[SourceSystem, Source]] = [(self.gong, self.gong.source(_JOINED))]
        systems += [(self.warehouse, ours)] if ours else []
        for system, source in systems:
            for page in system.rows(source, Window(id=window.id), size):
                for row in page:
                    document = from_json(row.document)
                    known[row.id] = _joined(known[row.id], document) if row.id in known else document
        rows = [SourceRow(id_, None, to_json(known[id_]).decode()) for id_ in sorted(filter(None, known))]
        rows = [row for row in rows if not window.position or str(row.id) > window.position.id]
        for start in range(0, len(rows), size):
            yield rows[start : start + size]


def _joined(gong: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    joined = {name: other.get(name) if value is None else value for name, value in gong.items()}
    flags = {name: bool(gong.get(name)) or bool(other.get(name)) for name in ("is_internal", "is_active")}
    known = {name: flag for name, flag in flags.items() if gong.get(name) is not None or other.get(name) is not None}
    return {**other, **joined, **known, "is_deleted": bool(gong.get("is_deleted")) and bool(other.get("is_deleted"))}
