"""Shapes of the tables that deals and their history are read from."""

from gametape.settings import Settings
from gametape.warehouse.shapes.model import VERSION_START, Column, Kind, TableShape


def deal_shapes(settings: Settings) -> dict[str, TableShape]:
    """Return the shapes by logical name, such as `salesforce.opportunity`."""
    return {**_salesforce(settings), **_gong(settings)}


def _salesforce(settings: Settings) -> dict[str, TableShape]:
    dataset = settings.salesforce_dataset
    return {
        "salesforce.opportunity": TableShape(
            dataset,
            "opportunity",
            (
                Column("id", Kind.ID, required=True),
                Column("name", required=True),
                Column("account_id", Kind.ID, cost="deals have no account"),
                Column("owner_id", Kind.ID, cost="deals have no owner: nobody can filter their own deals"),
                Column("stage_name", cost="deals have no stage"),
                Column("close_date", Kind.DATE, cost="no overdue or pushed close dates"),
                Column("amount", cost="deals have no amount"),
                Column("currency_iso_code"),
                Column("health_score", spellings=_health_on_opportunity(settings), cost=_health_cost(settings, 0)),
                Column("is_closed", Kind.TEXT, cost="open and closed deals cannot be told apart"),
                Column("is_won", Kind.TEXT, cost="won and lost deals cannot be compared"),
                Column("product", spellings=_product(settings), cost=_product_cost(settings)),
                Column("type"),
                Column("created_date", Kind.MOMENT, cost="deals have no age"),
            ),
            cost="deals come from Gong with less data: no account details, no custom fields, no history",
            stamp_cost="every sync reads and compares all deals",
            fields_kept=settings.kept_columns,
        ),
        "salesforce.account": TableShape(
            dataset,
            "account",
            (Column("id", Kind.ID, required=True), Column("name", cost="deals have no account name")),
            cost="deals have no account name",
            stamp_cost="a renamed account shows up on its deals only after a full sync",
            fields_repeat=True,
            fields_kept=settings.kept_columns,
        ),
        "salesforce.user": TableShape(
            dataset,
            "user",
            (
                Column("id", Kind.ID, required=True),
                Column("email", cost="deals have no owner: nobody can filter their own deals"),
                Column("name"),
                Column("first_name"),
                Column("last_name"),
            ),
            cost="deals have no owner: nobody can filter their own deals",
            stamp_cost="a renamed owner shows up on deals only after a full sync",
        ),
        "salesforce.opportunity_history": TableShape(
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
            cost="changes of stage, amount and close date come from a lesser table, or only from the first sync on",
        ),
        "salesforce.opportunity_field_history": TableShape(
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
            cost="changes of owner are known only from the first sync on",
        ),
        # A snapshot table of deals with this name, and the deals table itself in history mode.
        "salesforce.opportunity_snapshots": _versions(dataset, "opportunity_history"),
        "salesforce.opportunity_versions": _versions(dataset, "opportunity"),
    }


def _versions(dataset: str, table: str) -> TableShape:
    """Return the shape of a table with all versions of each deal; a version is valid until the next version starts."""
    return TableShape(
        dataset,
        table,
        (
            Column("opportunity_id", Kind.ID, spellings=("id",), required=True),
            Column("started", Kind.STAMP, spellings=VERSION_START, required=True),
            Column("ended", Kind.STAMP, spellings=("_fivetran_end",)),
            Column("stage_name"),
            Column("amount"),
            Column("close_date", Kind.DATE),
            Column("owner_id", Kind.ID),
        ),
        versions=True,
    )


def _gong(settings: Settings) -> dict[str, TableShape]:
    dataset = settings.gong_dataset
    return {
        "gong.opportunity": TableShape(
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
            fields_kept=settings.kept_columns,
        ),
        "gong.health": _health(settings),
        "gong.call_context_integration": TableShape(
            dataset,
            "call_context_integration",
            (
                Column("call_id", required=True),
                Column("object_type", required=True),
                Column("object_id", Kind.ID, required=True),
                Column("name", required=True),
                Column("value", Kind.JSON, required=True),
                Column("timing"),
            ),
        ),
    }


def _product(settings: Settings) -> tuple[str, ...]:
    usual_columns = ("product", "product_c", "product_line_c", "product_family_c")
    return (settings.product_column,) if settings.product_column else usual_columns


def _product_cost(settings: Settings) -> str:
    chosen = settings.product_column
    named = f": GAMETAPE_PRODUCT_COLUMN={chosen} was not found" if chosen else ""
    return f"deals cannot be compared by product{named}"


def _health_on_opportunity(settings: Settings) -> tuple[str, ...]:
    """Return the health column of the opportunity table; an empty name, which matches no column, if it is elsewhere."""
    column = settings.health_column or ""
    return (column,) if "." not in column else ("",)


def _health(settings: Settings) -> TableShape:
    """Return the shape of the table with the health score.

    The setting is `TABLE.COLUMN` in the Gong dataset, or `DATASET.TABLE.COLUMN`.
    """
    chosen = settings.health_column or "opportunity.health_score"
    *dataset, table, column = ["", *chosen.split(".")]
    return TableShape(
        ".".join(dataset).strip(".") or settings.gong_dataset,
        table,
        (
            Column("opportunity_id", Kind.ID, ("opportunity_id", "crm_id", "object_id", "id"), required=True),
            Column("health_score", spellings=(column,), required=True),
        ),
        cost=_health_cost(settings, 1),
    )


def _health_cost(settings: Settings, dots: int) -> str:
    """Return the cost of a missing health score; empty if no setting names a column, since most deals have no score."""
    chosen = settings.health_column
    return (
        f"deals have no health score: GAMETAPE_HEALTH_COLUMN={chosen} was not found"
        if chosen and min(chosen.count("."), 1) == dots
        else ""
    )
