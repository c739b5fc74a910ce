"""The one small adapter that each database needs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlglot import exp

Parameters = Mapping[str, str | datetime]
"""Query parameters by name. Always typed by their Python type, so never NULL."""

Row = tuple[str | None, int | None, str]
"""id, stamp in microseconds since 1970, document"""


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the probe found: dataset -> table -> column -> type, in the warehouse's own spelling."""

    datasets: Mapping[str, Mapping[str, Mapping[str, str]]]
    problems: Mapping[str, str] = field(default_factory=dict)
    """Dataset -> what the warehouse said when it was not shown."""


class Engine(Protocol):
    """A database that holds source tables, which it only reads. Queries come as trees and are told in its dialect."""

    dialect: str
    """sqlglot's name of the SQL it speaks."""

    def datasets(self) -> list[str]:
        """Names of all datasets (schemas) it holds, to offer the right one when a setting names another.

        Raises:
            WarehouseUnavailable: it did not answer.
            BadSettings: it cannot be connected to as it is set up.
        """

    def probe(self, datasets: Collection[str]) -> Catalog:
        """Tables and columns of these datasets; one that is missing or not shown is empty and has a problem.

        Raises:
            WarehouseUnavailable: it did not answer.
            BadSettings: it cannot be connected to as it is set up.
        """

    def scan(self, query: exp.Select, parameters: Parameters, size: int) -> Iterator[list[Row]]:
        """Run `query`, which gives rows in no order, and hand them over by (stamp, id), NULLs first.

        Pages have one row at least and `size` at most. However many rows there are, memory holds a part of them.

        Raises:
            WarehouseUnavailable: it did not answer, or went away in the middle.
            MissingSource: a table or column went away since the probe.
            TooManyBytes: the query would scan more than the settings allow.
        """

    def estimate(self, query: exp.Select, parameters: Parameters) -> int | None:
        """Bytes that a scan would read; None where the database does not charge by that."""

    def close(self) -> None:
        """Let go of files and connections."""
