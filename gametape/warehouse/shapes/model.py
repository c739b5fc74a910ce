"""Building blocks of a logical table: column, table shape, source."""

from dataclasses import dataclass
from enum import Enum, auto

STAMPS = ("last_modified_date", "system_modstamp")
"""Columns with a row's last change at the source, best first. `_fivetran_synced` is no such column.

Each re-import moves it.
"""

SYSTEM_STAMPS = ("system_modstamp",)
"""Column that also moves when Salesforce itself changes a row, for example when a picklist value is renamed."""

VERSION_START = ("_fivetran_start",)
"""Start of the validity of a row's version; only a table in history mode has this column."""

DELETED = ("is_deleted", "_fivetran_deleted")

BOOKKEEPING = frozenset({*STAMPS, "last_modified_by_id", "last_viewed_date", "last_referenced_date", "is_deleted"})
"""Columns that change without a change of meaning; with them, an unchanged deal would look changed."""


class Kind(Enum):
    """Type that a column is converted to, whatever type it has in the warehouse."""

    TEXT = auto()
    ID = auto()  # text; adds a column NAME_key, in which the 15- and 18-character Salesforce ids of a row are equal
    DATE = auto()  # text of a day; a text that is no date stays unchanged
    MOMENT = auto()  # text of an instant in UTC; a text that is no instant stays unchanged
    STAMP = auto()  # TIMESTAMP; NULL if the value is no timestamp
    FLAG = auto()  # BOOL
    JSON = auto()  # text; the quotes of a JSON string are removed


@dataclass(frozen=True, slots=True)
class Column:
    """A logical column. It is read from the first of `spellings` (by default its name) that the table has."""

    name: str
    kind: Kind = Kind.TEXT
    spellings: tuple[str, ...] = ()
    required: bool = False
    cost: str = ""
    """Loss without this column, for `gametape doctor`."""

    @property
    def candidates(self) -> tuple[str, ...]:
        """Physical names to look for, best first."""
        return self.spellings or (self.name,)


@dataclass(frozen=True, slots=True)
class TableShape:
    """A logical table and its columns.

    Each table also has these columns:
    stamp: TIMESTAMP, the row's own change stamp (`STAMPS`), or NULL
    system_stamp: TIMESTAMP, when Salesforce last wrote the row, which can be later than `stamp`, or NULL
    synced: TIMESTAMP, when Fivetran loaded the row, or NULL
    is_deleted: BOOL, never NULL
    fields: STRUCT of the physical columns, by their snake_case names, without bookkeeping
    """

    dataset: str
    table: str
    columns: tuple[Column, ...]
    cost: str = ""
    stamp_cost: str = ""
    versions: bool = False  # keeps all versions of a row, not only the active version; needs a table in history mode
    fields_repeat: bool = False  # `fields` repeats the logical columns
    fields_kept: tuple[str, ...] = ("*",)
    fields_hidden: tuple[str, ...] = ()  # prefixes of column names that are never in `fields`

    @property
    def described(self) -> str:
        """Name in the warehouse. Two shapes of the same table, with and without history mode, have different names."""
        return f"{self.dataset}.{self.table}{' in history mode' if self.versions else ''}"


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A .sql file that can feed an entity, if the warehouse has a table in `any_of`.

    `items` names the last list of its documents, if the .sql file returns one row per item of that list (see items.py).
    Sources with `complements` are all read, each with its own cursor; of other sources only the best one is read.
    """

    name: str
    entity: str
    any_of: tuple[str, ...]
    items: str = ""
    complements: bool = False
