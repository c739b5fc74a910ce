"""Open the warehouse that `GAMETAPE_WAREHOUSE` names and read source rows from it."""

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from gametape.errors import BadSettings, MissingColumn, MissingSource
from gametape.redact import redact
from gametape.settings import Settings
from gametape.source import Source, SourceGap, SourceRow, Window
from gametape.warehouse.compile import SqlSource, fit_source, logical_tables, parse_sql, window_query
from gametape.warehouse.engine import Catalog, Engine
from gametape.warehouse.gaps import source_gaps
from gametape.warehouse.items import ROWS, join_items
from gametape.warehouse.physical import PhysicalTable, find_table, find_usable_table
from gametape.warehouse.shapes import SOURCES, SourceSpec, TableShape, shapes

EXAMPLES = "GAMETAPE_WAREHOUSE=bigquery://my-project or GAMETAPE_WAREHOUSE=duckdb:///path/to/file.duckdb"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def connect(settings: Settings) -> "Warehouse":
    """Open the warehouse that `settings.warehouse` names.

    Raises:
        BadSettings: the setting is empty or not understood, or there is no such warehouse.
        WarehouseUnavailable: the warehouse exists, but is busy.
    """
    return Warehouse(_engine(settings), settings)


def _engine(settings: Settings) -> Engine:
    if not settings.warehouse:
        raise BadSettings("GAMETAPE_WAREHOUSE is not set.", hint=EXAMPLES)
    url = urlsplit(settings.warehouse)
    if url.scheme == "duckdb" and url.path.strip("/"):
        from gametape.warehouse.duckdb import DuckDB  # noqa: PLC0415  part of the extra `local`

        return DuckDB(Path(settings.warehouse.removeprefix("duckdb:///")).expanduser())
    if url.scheme == "bigquery" and url.netloc:
        from gametape.warehouse.bigquery import BigQuery  # noqa: PLC0415  slow to import

        location = parse_qs(url.query).get("location", [None])[0]
        return BigQuery(
            url.netloc,
            location=location,
            maximum_bytes_billed=settings.maximum_bytes_billed,
            key=settings.bigquery_key,
        )
    raise BadSettings(f"GAMETAPE_WAREHOUSE is not valid: {redact(settings.warehouse)}", hint=EXAMPLES)


def better_sources(entity: str, source: str) -> list[str]:
    """List the sources that would feed the entity in place of `source` if their tables existed, best first."""
    names = [choice.name for choice in SOURCES if choice.entity == entity]
    return names[: names.index(source)] if source in names else []


def warehouse_name(warehouse: str) -> str:
    """Name a warehouse so that it differs from other warehouses, without options, credentials or full paths.

    Example: `duckdb:///extract.duckdb` becomes `duckdb://extract.duckdb#1a2b3c4d` (a hash of the path).
    """
    url = urlsplit(warehouse)
    if url.scheme != "duckdb":
        return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"
    path = Path(warehouse.removeprefix("duckdb:///")).expanduser().resolve()
    return f"duckdb://{path.name}#{sha256(str(path).encode()).hexdigest()[:8]}"


class Warehouse:
    """Reads the source rows of each entity from the tables that this warehouse has."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.name = redact(settings.warehouse) if settings.warehouse else ""
        self.crm_columns = settings.crm_columns
        self.metadata_columns = settings.metadata_columns
        self._where = warehouse_name(settings.warehouse or "")
        self.shapes = shapes(settings)

    @cached_property
    def catalog(self) -> Catalog:
        """Tables and columns of the datasets that the settings name; read once.

        Raises:
            WarehouseUnavailable: the warehouse did not answer.
        """
        return self.engine.probe(sorted({shape.dataset for shape in self.shapes.values()}))

    def parts(self, entity: str) -> list[str]:
        """List the names under which the sources of `entity` are read; the best source goes by the entity's name.

        Only sources that complement each other, such as those of emails, are read side by side.
        """
        choices = [choice for choice in SOURCES if choice.entity == entity]
        present = [choice.name for choice in choices if choice.complements and any(self._looked_at(choice))]
        return [entity, *present[1:]]

    def source(self, entity: str) -> SqlSource:
        """Return the source that feeds `entity`: the first choice that has a table. A source's own name works, too.

        A table that exists but lacks a required column is an error. Taking the next choice would silently lose fields
        of the deals.

        Raises:
            MissingSource: no choice has its table, or the first choice that has its table lacks a required column.
            KeyError: there is no such entity.
        """
        choices = [choice for choice in SOURCES if entity in (choice.entity, choice.name)]
        if not choices:
            raise KeyError(entity)
        for choice in choices:
            if self._feeds(choice):
                source = fit_source(choice, self.shapes, self.catalog, self.engine.dialect)
                return replace(source, place=self._place(choice))
        names = [f"{shape.dataset}.{shape.table}" for choice in choices for shape in self._shapes_of(choice)]
        raise MissingSource(
            f"The warehouse has no source for {entity}: no {', no '.join(dict.fromkeys(names))}.",
            hint="; ".join(f"{name}: {problem}" for name, problem in self.catalog.problems.items()),
        )

    def absent_tables(self, source: Source) -> dict[str, bool]:
        """Return the tables that this source could read but this warehouse lacks.

        The value is True if the table's whole dataset is missing.
        """
        shapes = [self.shapes[name] for name in logical_tables(parse_sql(source.name))]
        absent = [shape for shape in shapes if find_usable_table(shape, self.catalog, self.engine.dialect) is None]
        return {shape.described: not self.catalog.datasets.get(shape.dataset) for shape in absent}

    def gaps(self, source: Source) -> list[SourceGap]:
        """List the tables and columns that this source could use but this warehouse lacks."""
        return source_gaps(source.name, self.shapes, self.catalog, self.engine.dialect, self.crm_columns)

    def rows(self, source: Source, window: Window, size: int) -> Generator[list[SourceRow]]:
        """Yield the rows of a window in pages of at most `size` rows, from one query.

        Rows are ordered by (stamp, id); rows without a stamp come first.

        Raises:
            WarehouseUnavailable: the warehouse did not answer, or the connection broke during the scan.
            MissingSource: a table was removed since the probe.
            TooManyBytes: the query would scan more bytes than the settings allow.
        """
        fitted = self._fitted(source)
        pages = self.engine.scan(*window_query(fitted, window), ROWS if fitted.items else size)
        for page in join_items(pages, fitted.items, size) if fitted.items else pages:
            yield [SourceRow(id_, _moment(micros), document) for id_, micros, document in page]

    def estimate(self, source: Source, window: Window) -> int | None:
        """Return the bytes that reading this window would scan; None if the warehouse does not charge by bytes."""
        return self.engine.estimate(*window_query(self._fitted(source), window))

    def close(self) -> None:
        """Close files and connections."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _fitted(self, source: Source) -> SqlSource:
        return source if isinstance(source, SqlSource) else self.source(source.name)

    def _shapes_of(self, choice: SourceSpec) -> list[TableShape]:
        return [self.shapes[name] for name in choice.any_of]

    def _looked_at(self, choice: SourceSpec) -> list[PhysicalTable | None]:
        return [find_table(shape, self.catalog, self.engine.dialect) for shape in self._shapes_of(choice)]

    def _place(self, choice: SourceSpec) -> str:
        datasets = {self.shapes[name].dataset for name in logical_tables(parse_sql(choice.name))}
        return f"{self._where} ({', '.join(sorted(datasets))})"

    def _feeds(self, choice: SourceSpec) -> bool:
        """Tell whether a table of this choice exists and can be used.

        Raises:
            MissingColumn: each table that exists lacks a required column.
        """
        existing = [table for table in self._looked_at(choice) if table]
        if existing and all(table.missing() for table in existing):
            shape, columns = existing[0].shape, ", ".join(column.candidates[0] for column in existing[0].missing())
            raise MissingColumn(
                f"{shape.dataset}.{shape.table} has no column {columns}: {choice.entity} cannot be read."
            )
        return bool(existing)


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else EPOCH + timedelta(microseconds=micros)
