"""What a logical table is made of."""

from dataclasses import dataclass
from enum import Enum, auto

STAMPS = ("last_modified_date", "system_modstamp")
"""When a row was last changed at the source, best first. `_fivetran_synced` is not: it moves with every re-import."""

SYSTEM_STAMPS = ("system_modstamp",)
"""Moves with what Salesforce itself changes, too, such as a value that is renamed everywhere."""

VERSION_START = ("_fivetran_start",)
"""Since when a version of a row holds: only a table in history mode has it."""

DELETED = ("is_deleted", "_fivetran_deleted")

BOOKKEEPING = frozenset({*STAMPS, "last_modified_by_id", "last_viewed_date", "last_referenced_date", "is_deleted"})
"""Columns that move without the row meaning anything else; an unchanged deal must not look changed."""


class Kind(Enum):
    """What a column becomes, whatever type the warehouse gave it."""

    TEXT = auto()
    ID = auto()  # text; brings NAME_key along: 15- and 18-character Salesforce ids of one row are equal by it
    DATE = auto()  # text of a day; what is no date stays the text it was
    MOMENT = auto()  # text of an instant in UTC; what is none stays the text it was
    STAMP = auto()  # TIMESTAMP; what is none is NULL
    FLAG = auto()  # BOOL
    JSON = auto()  # text; a JSON string loses its quotes


@dataclass(frozen=True, slots=True)
class Column:
    """A logical column; the first of `spellings` (else its name) that the table has."""

    name: str
    kind: Kind = Kind.TEXT
    spellings: tuple[str, ...] = ()
    required: bool = False
    cost: str = ""
    """What is lost when the table does not have it, for `gametape doctor`."""

    @property
    def candidates(self) -> tuple[str, ...]:
        """Physical names to look for, best first."""
        return self.spellings or (self.name,)


@dataclass(frozen=True, slots=True)
class TableShape:
    """A logical table.

    Besides `columns`, each has
    stamp: TIMESTAMP, the row's own change stamp (`STAMPS`), or NULL
    system_stamp: TIMESTAMP, when Salesforce last wrote the row, which `stamp` need not tell (`SYSTEM_STAMPS`), or NULL
    synced: TIMESTAMP, when Fivetran loaded the row, or NULL
    is_deleted: BOOL, never NULL
    fields: STRUCT of the physical columns, by their snake_case names, without bookkeeping
    """

    dataset: str
    table: str
    columns: tuple[Column, ...]
    cost: str = ""
    stamp_cost: str = ""
    versions: bool = False  # all versions of a row, not only the active one; a table without history mode has none
    fields_repeat: bool = False  # `fields` repeats the logical columns
    fields_kept: tuple[str, ...] = ("*",)
    fields_hidden: tuple[str, ...] = ()  # columns whose names begin so are never in `fields`

    @property
    def described(self) -> str:
        """Its name in the warehouse; two shapes of one table, with and without history mode, have two."""
        return f"{self.dataset}.{self.table}{' in history mode' if self.versions else ''}"


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A .sql file that can feed an entity where the warehouse has one of the tables in `any_of`.

    `items` names the last list of its documents, where the .sql gives a row per item of it (see items.py). Sources that
    `complements` are all read, each from its own place on; of others only the best one that there is.
    """

    name: str
    entity: str
    any_of: tuple[str, ...]
    items: str = ""
    complements: bool = False
