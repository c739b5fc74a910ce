"""Which logical tables and columns the .sql files may speak of, and how real warehouses spell them.

A new entity needs one .sql file, its line in `SOURCES` and the shapes of the tables it reads, nothing else.
"""

from dataclasses import dataclass
from enum import Enum, auto

from gametape.settings import Settings

STAMPS = ("last_modified_date", "system_modstamp")
"""When a row was last changed at the source, best first. `_fivetran_synced` is not: it moves with every re-import."""

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
class Shape:
    """A logical table.

    Besides `columns`, each has
    stamp: TIMESTAMP, the row's own change stamp (`STAMPS`), or NULL
    synced: TIMESTAMP, when Fivetran loaded the row, or NULL
    is_deleted: BOOL, never NULL
    fields: STRUCT of the physical columns, by their snake_case names, without bookkeeping
    """

    dataset: str
    table: str
    columns: tuple[Column, ...]
    cost: str = ""
    stamp_cost: str = ""
    versions: bool = False  # all versions of a row in history mode, not only the active one
    fields_repeat: bool = False  # `fields` repeats the logical columns
    fields_kept: tuple[str, ...] = ("*",)


@dataclass(frozen=True, slots=True)
class Entity:
    """A .sql file that can feed an entity where the warehouse has one of the tables in `any_of`."""

    name: str
    entity: str
    any_of: tuple[str, ...]


SOURCES = (  # by preference within an entity
    Entity("opportunities_salesforce", "opportunities", ("salesforce.opportunity",)),
    Entity("opportunities_gong", "opportunities", ("gong.opportunity",)),
    Entity("opportunities_calls", "opportunities", ("gong.call_context_integration",)),
    Entity(
        "opportunity_changes",
        "opportunity_changes",
        (
            "salesforce.opportunity_history",
            "salesforce.opportunity_field_history",
            "salesforce.opportunity_versions",
        ),
    ),
)


def shapes(settings: Settings) -> dict[str, Shape]:
    """All logical tables as these settings name them: `salesforce.opportunity` -> Shape."""
    return {**_salesforce(settings), **_gong(settings)}


def _salesforce(settings: Settings) -> dict[str, Shape]:
    dataset = settings.salesforce_dataset
    return {
        "salesforce.opportunity": Shape(
            dataset,
            "opportunity",
            (
                Column("id", Kind.ID, required=True),
                Column("name", required=True),
                Column("account_id", Kind.ID, cost="deals stand without their account"),
                Column("owner_id", Kind.ID, cost="deals have no owner: nobody finds their own"),
                Column("stage_name", cost="deals have no stage"),
                Column("close_date", Kind.DATE, cost="no overdue or pushed close dates"),
                Column("amount", cost="deals have no amount"),
                Column("currency_iso_code"),
                Column("health_score", spellings=_health_on_opportunity(settings), cost=_health_cost(settings, 0)),
                Column("is_closed", Kind.FLAG, cost="open and closed deals cannot be told apart"),
                Column("is_won", Kind.FLAG, cost="winners cannot be compared with losers"),
                Column("product", spellings=_product(settings), cost="deals cannot be compared by product"),
                Column("type"),
                Column("created_date", Kind.MOMENT, cost="deals have no age"),
            ),
            cost="deals come from Gong, thinner: no accounts' details, no custom fields, no history",
            stamp_cost="every sync reads all deals and compares them",
            fields_kept=settings.metadata_columns,
        ),
        "salesforce.account": Shape(
            dataset,
            "account",
            (Column("id", Kind.ID, required=True), Column("name", cost="deals have no account name")),
            cost="deals have no account name",
            stamp_cost="a renamed account reaches its deals only when all are read again",
            fields_repeat=True,
        ),
        "salesforce.user": Shape(
            dataset,
            "user",
            (
                Column("id", Kind.ID, required=True),
                Column("email", cost="deals have no owner: nobody finds their own"),
                Column("name"),
                Column("first_name"),
                Column("last_name"),
            ),
            cost="deals have no owner: nobody finds their own",
            stamp_cost="a renamed owner reaches their deals only when all are read again",
        ),
        "salesforce.opportunity_history": Shape(
            dataset,
            "opportunity_history",
            (
                Column("id", required=True),
                Column("opportunity_id", Kind.ID, required=True),
                Column("stage_name"),
                Column("amount"),
                Column("close_date", Kind.DATE),
                Column("created_date", Kind.STAMP, required=True),
            ),
            cost="moves of stage, amount and close date come from a lesser table, or are known from the first sync on",
        ),
        "salesforce.opportunity_field_history": Shape(
            dataset,
            "opportunity_field_history",
            (
                Column("id", required=True),
                Column("opportunity_id", Kind.ID, required=True),
                Column("field", required=True),
                Column("old_value", Kind.JSON, required=True),
                Column("new_value", Kind.JSON, required=True),
                Column("created_date", Kind.STAMP, required=True),
            ),
            cost="changes of owner are known from the first sync on",
        ),
        "salesforce.opportunity_versions": Shape(
            dataset,
            "opportunity_history",
            (
                Column("opportunity_id", Kind.ID, spellings=("id",), required=True),
                Column("started", Kind.STAMP, spellings=("_fivetran_start",), required=True),
                Column("stage_name"),
                Column("amount"),
                Column("close_date", Kind.DATE),
                Column("owner_id", Kind.ID),
            ),
            versions=True,
        ),
    }


def _gong(settings: Settings) -> dict[str, Shape]:
    dataset = settings.gong_dataset
    return {
        "gong.opportunity": Shape(
            dataset,
            "opportunity",
            (
                Column("id", Kind.ID, required=True),
                Column("name", required=True),
                Column("account_name"),
                Column("owner_email"),
                Column("stage", spellings=("stage", "stage_name")),
                Column("close_date", Kind.DATE),
                Column("amount"),
                Column("health_score"),
            ),
        ),
        "gong.health": _health(settings),
        "gong.call_context_integration": Shape(
            dataset,
            "call_context_integration",
            (
                Column("call_id", required=True),
                Column("object_type", required=True),
                Column("object_id", Kind.ID, required=True),
                Column("name", required=True),
                Column("value", Kind.JSON, required=True),
            ),
        ),
        "gong.call": Shape(
            dataset,
            "call",
            (Column("id", required=True), Column("started", Kind.STAMP, required=True)),
        ),
    }


def _product(settings: Settings) -> tuple[str, ...]:
    known = ("product", "product_c", "product_line_c", "product_family_c")
    return (settings.product_column,) if settings.product_column else known


def _health_on_opportunity(settings: Settings) -> tuple[str, ...]:
    """`COLUMN` is one of the opportunity's own; the empty name is never found."""
    column = settings.health_column or ""
    return (column,) if "." not in column else ("",)


def _health(settings: Settings) -> Shape:
    """`TABLE.COLUMN` is in the Gong dataset, `DATASET.TABLE.COLUMN` anywhere."""
    chosen = settings.health_column or "opportunity.health_score"
    *dataset, table, column = ["", *chosen.split(".")]
    return Shape(
        ".".join(dataset).strip(".") or settings.gong_dataset,
        table,
        (
            Column("opportunity_id", Kind.ID, ("opportunity_id", "crm_id", "object_id", "id"), required=True),
            Column("health_score", spellings=(column,), required=True),
        ),
        cost=_health_cost(settings, 1),
    )


def _health_cost(settings: Settings, dots: int) -> str:
    """No health score is normal; none where a setting names one is not."""
    chosen = settings.health_column
    return (
        f"deals have no health score: GAMETAPE_HEALTH_COLUMN={chosen} is not there"
        if chosen and min(chosen.count("."), 1) == dots
        else ""
    )
