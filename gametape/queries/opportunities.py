"""List of deals: filtered, sorted and paged."""

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import AwareDatetime, Field, TypeAdapter, model_validator

from gametape.queries import cursors, keyset
from gametape.queries.activity import count_activity
from gametape.queries.deals import COLUMNS, Opportunity, ResultRow, changed_at, close_date_moves, deal
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.question_text import AskedValue, renamed
from gametape.queries.signals import SignalName
from gametape.queries.totals import Summary, summarize
from gametape.store.tables import opportunities
from gametape.store.tables.deals import sort_key

SortName = Literal[
    "updated",
    "-updated",
    "name",
    "-name",
    "account",
    "-account",
    "owner",
    "-owner",
    "stage",
    "-stage",
    "close_date",
    "-close_date",
    "health",
    "-health",
    "amount",
    "-amount",
    "last_activity",
    "-last_activity",
]

_moment: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)
_number: TypeAdapter[Decimal] = TypeAdapter(Annotated[Decimal, Field(max_digits=60)])
_day: TypeAdapter[date] = TypeAdapter(date)
_text: TypeAdapter[str] = TypeAdapter(str)

_SORTS: dict[str, tuple[sa.ColumnElement[Any], TypeAdapter[Any]]] = {
    "updated": (changed_at, _moment),
    "name": (sort_key(deal.name), _text),
    "account": (sort_key(deal.account_name), _text),
    "owner": (sort_key(deal.owner_email), _text),
    "stage": (sort_key(deal.stage), _text),
    "close_date": (deal.close_date, _day),
    "health": (deal.health_score, _number),
    "amount": (deal.amount, _number),  # by the number, in any currency
    "last_activity": (deal.last_activity_at, _moment),
}


def sort_of(name: SortName) -> keyset.Sort:
    """Return the sort with this name."""
    field = name.removeprefix("-")
    return keyset.Sort(name, *_SORTS[field], is_nullable=field not in {"updated", "name"})


class DealSelection(Filters):
    """Filters and order of the deal list."""

    signal: list[SignalName] = Field(
        [], max_length=len(SignalName), description="Open deals with one of these signals, now."
    )
    forecast_category: list[AskedValue] = Field(
        [], max_length=50, description="Forecast category of the CRM; empty for deals without one."
    )
    sort: SortName = Field("-updated", description="Prefix `-` sorts descending. Deals without a value come last.")


class OpportunityQuery(DealSelection):
    """Filters, order and page of the deal list."""

    cursor: str | None = Field(
        None, min_length=1, max_length=512, description="`next` or `previous` from an answer to the same request."
    )
    limit: int = Field(50, ge=1, le=200, description="Deals per page.")
    stale_days: int | None = Field(None, deprecated=True, description="The former name of `quiet_days`.")

    @model_validator(mode="before")
    @classmethod
    def _former_names(cls, given: Any) -> Any:
        return renamed(given, {"stale_days": "quiet_days"})


class OpportunityPage(ResultRow):
    """Page of deals. `next` and `previous` are cursors, null at the end of the list."""

    items: list[Opportunity]
    next: str | None
    previous: str | None
    summary: Summary | None = Field(description="Totals of all pages; first page only.")


def list_opportunities(
    connection: sa.Connection,
    query: OpportunityQuery,
    zone: tzinfo = UTC,
    *,
    also: sa.ColumnElement[bool] | None = None,
) -> OpportunityPage:
    """Read a page of the deals that pass the filters; days begin in `zone`.

    Args:
        connection: may be read-only.
        query: filters, order and page; `signal` and `forecast_category` are not SQL of this query alone.
        zone: time zone of the days.
        also: condition for `signal` and `forecast_category` (analysis/signals/deals.py).

    Raises:
        BadRequest: the cursor cannot be read, or belongs to another query.
    """
    sort = sort_of(query.sort)
    scope = cursors.scope_of("opportunities", query)
    cursor = keyset.decode(query.cursor, sort, scope) if query.cursor else None
    rows = connection.execute(page_statement(query, sort, cursor, zone, also=also)).all()
    page = keyset.cut_page(rows, query.limit, sort, cursor, scope)
    counts = count_activity(connection, [row.id for row in page.rows])
    return OpportunityPage(
        items=[Opportunity.model_validate({**row._mapping, **counts[row.id]}) for row in page.rows],
        next=page.next,
        previous=page.previous,
        summary=None if cursor else summarize(connection, _condition(query, zone, also)),
    )


def page_statement(
    query: OpportunityQuery,
    sort: keyset.Sort,
    cursor: keyset.Cursor | None,
    zone: tzinfo = UTC,
    *,
    also: sa.ColumnElement[bool] | None = None,
) -> sa.Select[*tuple[Any, ...]]:
    """Select the rows of a page and one more, which shows whether another page follows."""
    backwards = cursor is not None and cursor.backwards
    condition, limit = _condition(query, zone, also), query.limit + 1
    if sort.is_nullable:
        page = keyset.page_rows(sort, deal.id, condition, cursor, limit)
    else:
        page = (
            sa.select(deal.id, sort.column.label("sorted_by"))
            .where(condition, keyset.after_cursor(sort, deal.id, cursor) if cursor else sa.true())
            .order_by(*keyset.order(sort, sort.column, deal.id, backwards=backwards))
            .limit(limit)
            .subquery("page")
        )
    # The columns to show are read in an outer select, for this page's rows only: a sort would read them for every deal.
    return (
        sa.select(*COLUMNS, page.c.sorted_by, close_date_moves(deal.id))
        .join_from(page, opportunities, deal.id == page.c.id)
        .order_by(*keyset.order(sort, page.c.sorted_by, page.c.id, backwards=backwards))
    )


def _condition(query: OpportunityQuery, zone: tzinfo, also: sa.ColumnElement[bool] | None) -> sa.ColumnElement[bool]:
    condition = filter_condition(query, zone)
    return condition if also is None else sa.and_(condition, also)
