"""Counts of source rows by result: every row that was read is in exactly one of the other counts."""

from dataclasses import asdict, dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of rows by result; `warnings` counts values that were left out, not rows."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    waiting: int = 0
    rejected: int = 0
    warnings: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def written(self) -> int:
        """Rows that changed the store."""
        return self.inserted + self.updated + self.deleted

    @property
    def unaccounted(self) -> int:
        """Rows that were read and are in no other count; anything but 0 is a bug."""
        return self.read - self.written - self.unchanged - self.waiting - self.rejected

    def as_dict(self) -> dict[str, int]:
        """Return the counts as a mapping, for the ledger and for JSON."""
        return asdict(self)
