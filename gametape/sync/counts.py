"""The one account of what became of rows: everything that was read is in exactly one of the other counts."""

from dataclasses import asdict, dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what became of them, and how many values were left out along the way."""

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
        """Rows that made a difference in the store."""
        return self.inserted + self.updated + self.deleted

    @property
    def unaccounted(self) -> int:
        """Rows that were read and are in no other count; anything but 0 is a bug."""
        return self.read - self.written - self.unchanged - self.waiting - self.rejected

    def as_dict(self) -> dict[str, int]:
        """For the ledger and for JSON."""
        return asdict(self)
