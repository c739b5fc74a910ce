"""Reads a sample company back: its rows, and what is said to be true of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from gametape.sample import Sample

TODAY = date(2026, 11, 21)
SEED = 7
DEALS = 60


@dataclass(frozen=True)
class Company:
    """The sample, its truth, and a reading connection."""

    sample: Sample
    truth: dict[str, Any]
    db: duckdb.DuckDBPyConnection

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        return self.rows(sql, *values)[0][0]

    @property
    def deals(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.truth["deals"]
        return found

    def calls(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Every call that has a transcript, with its deal."""
        for deal in self.deals.values():
            for call in deal["calls"]:
                if not call["private"]:
                    yield deal, call
