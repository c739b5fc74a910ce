"""Where the rows are: `GAMETAPE_WAREHOUSE` to a warehouse that answers."""

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
from gametape.warehouse.compile import Source, fit, logical_tables, parse, windowed
from gametape.warehouse.engine import Catalog, Engine
from gametape.warehouse.items import ROWS, joined
from gametape.warehouse.physical import FoundTable, find, look
from gametape.warehouse.rows import SourceRow, Window
from gametape.warehouse.shapes import SOURCES, SourceSpec, TableShape, shapes

EXAMPLES = "GAMETAPE_WAREHOUSE=bigquery://my-project or GAMETAPE_WAREHOUSE=duckdb:///path/to/file.duckdb"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def connect(settings: Settings) -> "Warehouse":
    """The warehouse that `settings.warehouse` names.

    Raises:
        BadSettings: it is unset, or not understood, or there is nothing there.
        WarehouseUnavailable: it is there, and busy.
    """
    return Warehouse(_engine(settings), settings)


def _engine(settings: Settings) -> Engine:
    if not settings.warehouse:
        raise BadSettings("GAMETAPE_WAREHOUSE is not set: where are the tables?", hint=EXAMPLES)
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
    raise BadSettings(f"GAMETAPE_WAREHOUSE is not understood: {redact(settings.warehouse)}", hint=EXAMPLES)


def preferred_to(entity: str, source: str) -> list[str]:
    """Names of the sources that would feed the entity before `source` if their tables were there: they know more."""
    names = [choice.name for choice in SOURCES if choice.entity == entity]
    return names[: names.index(source)] if source in names else []


def place(warehouse: str) -> str:
    """A name of the warehouse that tells it from others and gives nothing away: no options, no path of ours."""
    url = urlsplit(warehouse)
    if url.scheme != "duckdb":
        return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"
    path = Path(warehouse.removeprefix("duckdb:///")).expanduser().resolve()
    return f"duckdb://{path.name}#{sha256(str(path).encode()).hexdigest()[:8]}"


class Warehouse:
    """Source rows of each entity, from whatever tables this warehouse has for it."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.name = redact(settings.warehouse) if settings.warehouse else ""
        self.segment_column = settings.segment_column
        self.metadata_columns = settings.metadata_columns
        self._where = place(settings.warehouse or "")
        self.shapes = shapes(settings)

    @cached_property
    def catalog(self) -> Catalog:
        """What the warehouse has of the datasets that the settings name; asked for once.

        Raises:
            WarehouseUnavailable: it did not answer.
        """
        return self.engine.probe(sorted({shape.dataset for shape in self.shapes.values()}))

    def parts(self, entity: str) -> list[str]:
        """The names under which all sources of `entity` are read: the best one under that of the entity.

        Only sources that complement each other are read side by side, such as those of emails.
        """
        choices = [choice for choice in SOURCES if choice.entity == entity]
        present = [choice.name for choice in choices if choice.complements and any(self._looked_at(choice))]
        return [entity, *present[1:]]

    def source(self, entity: str) -> Source:
        """What feeds `entity` here: the first choice of which a table exists; or that source, by its own name.

        A table that is there but lacks a required column is an error, not a reason to take the next choice: the
        deals would silently become thinner ones.

        Raises:
            MissingSource: no choice has its table; or the first that has one misses a required column, which is named.
            KeyError: there is no such entity.
        """
        choices = [choice for choice in SOURCES if entity in (choice.entity, choice.name)]
        if not choices:
            raise KeyError(entity)
        for choice in choices:
            if self._feeds(choice):
                source = fit(choice, self.shapes, self.catalog, self.engine.dialect)
                return replace(source, place=self._place(choice))
        names = [f"{shape.dataset}.{shape.table}" for choice in choices for shape in self._shapes_of(choice)]
        raise MissingSource(
            f"The warehouse has nothing to make {entity} from: no {', no '.join(dict.fromkeys(names))}.",
            hint="; ".join(f"{name}: {problem}" for name, problem in self.catalog.problems.items()),
        )

    def absent_tables(self, source: str) -> dict[str, bool]:
        """The tables that a source of this name could read and that are not here.

        True for those of whose dataset nothing is here.
        """
        shapes = [self.shapes[name] for name in logical_tables(parse(source))]
        absent = [shape for shape in shapes if find(shape, self.catalog, self.engine.dialect) is None]
        return {shape.described: not self.catalog.datasets.get(shape.dataset) for shape in absent}

    def rows(self, source: Source, window: Window, size: int) -> Generator[list[SourceRow]]:
        """The rows of a window by (stamp, id), rows without a stamp first, in pages of at most `size`: one query.

        Raises:
            WarehouseUnavailable: the warehouse did not answer, or went away in the middle.
            MissingSource: a table went away since the probe.
            TooManyBytes: the query would scan more than the settings allow.
        """
        pages = self.engine.scan(*windowed(source, window), ROWS if source.items else size)
        for page in joined(pages, source.items, size) if source.items else pages:
            yield [SourceRow(id_, _moment(micros), document) for id_, micros, document in page]

    def estimate(self, source: Source, window: Window) -> int | None:
        """Bytes that reading this window would scan; None where the warehouse does not charge by that."""
        return self.engine.estimate(*windowed(source, window))

    def close(self) -> None:
        """Let go of files and connections."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _shapes_of(self, choice: SourceSpec) -> list[TableShape]:
        return [self.shapes[name] for name in choice.any_of]

    def _looked_at(self, choice: SourceSpec) -> list[FoundTable | None]:
        return [look(shape, self.catalog, self.engine.dialect) for shape in self._shapes_of(choice)]

    def _place(self, choice: SourceSpec) -> str:
        datasets = {self.shapes[name].dataset for name in logical_tables(parse(choice.name))}
        return f"{self._where} ({', '.join(sorted(datasets))})"

    def _feeds(self, choice: SourceSpec) -> bool:
        """Whether a table is there; MissingSource if it is there but cannot be used."""
        there = [table for table in self._looked_at(choice) if table]
        if there and all(table.missing() for table in there):
            shape, columns = there[0].shape, ", ".join(column.candidates[0] for column in there[0].missing())
            raise MissingColumn(
                f"{shape.dataset}.{shape.table} has no column {columns}: {choice.entity} cannot be read."
            )
        return bool(there)


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else EPOCH + timedelta(microseconds=micros)
