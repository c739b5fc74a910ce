"""Engine: the adapter interface that each kind of database implements."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlglot import exp

Parameters = Mapping[str, str | datetime]
"""Query parameters by name. Their SQL type follows from the Python type, so a value is never NULL."""

Row = tuple[str | None, int | None, str]
"""(id, stamp in microseconds since 1970, document as JSON text)"""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Result of a probe: dataset -> table -> column -> type, in the warehouse's own spelling."""

    datasets: Mapping[str, Mapping[str, Mapping[str, str]]]
    problems: Mapping[str, str] = field(default_factory=dict)
    """Dataset -> the warehouse's reason why the dataset cannot be read."""


class Engine(Protocol):
    """A database with source tables, opened read-only. Queries come as syntax trees and are rendered in its dialect."""

    dialect: str
    """sqlglot's name of the database's SQL dialect."""

    def datasets(self) -> list[str]:
        """List all datasets (schemas), to suggest the right name when a setting names a missing dataset.

        Raises:
            WarehouseUnavailable: the database did not answer.
            BadSettings: the database refuses the connection as it is configured.
        """

    def probe(self, datasets: Collection[str]) -> Catalog:
        """Read the tables and columns of these datasets.

        A dataset that is missing or hidden has no tables and an entry in `problems`.

        Raises:
            WarehouseUnavailable: the database did not answer.
            BadSettings: the database refuses the connection as it is configured.
        """

    def scan(self, query: exp.Select, parameters: Parameters, size: int) -> Iterator[list[Row]]:
        """Run `query`, whose rows have no order, and yield them ordered by (stamp, id), NULLs first.

        Pages have at least one row and at most `size` rows. Memory stays bounded for any number of rows.

        Raises:
            WarehouseUnavailable: the database did not answer, or the connection broke during the scan.
            MissingSource: a table or column was removed since the probe.
            TooManyBytes: the query would scan more bytes than the settings allow.
        """

    def estimate(self, query: exp.Select, parameters: Parameters) -> int | None:
        """Return the bytes that a scan would read; None if the database does not charge by bytes."""

    def close(self) -> None:
        """Close files and connections."""
