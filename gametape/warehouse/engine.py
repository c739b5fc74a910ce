"""The one small adapter that each database needs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Parameters = Mapping[str, str | datetime]
"""Query parameters by name. Always typed by their Python type, so never NULL."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the probe found: dataset -> table -> column -> type, in the warehouse's own spelling."""

    datasets: Mapping[str, Mapping[str, Mapping[str, str]]]
    problems: Mapping[str, str] = field(default_factory=dict)
    """Dataset -> what the warehouse said when it was not shown."""


class Engine(Protocol):
    """A database that holds source tables. All SQL it is given is in its own dialect and only reads."""

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

    def pages(self, sql: str, parameters: Parameters, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Run one query and hand over its rows in order, at most `size` at a time, never all in memory.

        Raises:
            WarehouseUnavailable: it did not answer, or went away in the middle.
            TooManyBytes: the query would scan more than the settings allow.
        """

    def estimate(self, sql: str, parameters: Parameters) -> int | None:
        """Bytes that the query would scan; None where the database does not charge by that."""

    def close(self) -> None:
        """Let go of files and connections."""
