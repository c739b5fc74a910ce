"""Deals counted in groups, such as stage, owner, segment or loss reason, with win rates and amounts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.errors import BadRequest
from gametape.queries.attendances import attendances
from gametape.queries.calls_and_emails import Side, call, linked
from gametape.queries.crm_columns import CrmFact, fact_column, stored_columns
from gametape.queries.deals import OUTCOME, Money, Outcome, ResultRow, deal, owner_name
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.objection_names import OF_KIND, OPEN_OBJECTION
from gametape.settings import Settings
from gametape.store.activity_rules import holds, is_counted_once, is_held
from gametape.store.tables import call_metrics, call_opportunities, calls, opportunities, people

GroupName = Literal[
    "stage", "owner", "rep_on_calls", "segment", "product", "outcome", "loss_reason", "competitor", "forecast_category",
    "close_month", "objection",
]  # fmt: skip
"""Value that deals are grouped by. `owner` owns the deal; `rep_on_calls` was on at least one of its customer calls.

With `rep_on_calls` and `objection` a deal is in each of its groups.
"""

_SHOWN_COLUMNS = 30  # columns that a refusal lists

_none = sa.null().cast(sa.Text)
_COLUMNS: dict[str, tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]] = {
    "stage": (deal.stage, _none),
    "owner": (deal.owner_email, sa.func.max(owner_name)),
    "product": (deal.product, _none),
    "outcome": (OUTCOME, _none),
    "close_month": (sa.func.to_char(deal.close_date, "YYYY-MM"), _none),
}
_FACTS = {name: CrmFact(name) for name in ("segment", "loss_reason", "competitor", "forecast_category")}


class BreakdownQuery(Filters):
    """Deals to count, and what to group them by."""

    group_by: GroupName


class GroupAmount(ResultRow):
    """Amounts of the deals of a group with one outcome and one currency; currencies are never added up."""

    outcome: Outcome
    currency: str | None
    amount: Money
    deals: int = Field(ge=1, description="Deals with an amount.")


class DealGroup(ResultRow):
    """Deals with the same value."""

    value: str | None = Field(description="Null for deals without a value.")
    label: str | None = Field(description="Name of the person, if the value is an email address.")
    deals: int = Field(ge=1)
    open: int = Field(ge=0)
    won: int = Field(ge=0)
    lost: int = Field(ge=0)
    win_rate: float | None = Field(ge=0, le=1, description="Won of won and lost deals; null if none is closed.")
    amounts: list[GroupAmount]


class Breakdown(ResultRow):
    """Groups of deals, the largest first."""

    group_by: GroupName
    groups: list[DealGroup]
    deals: int = Field(ge=0, description="Deals that pass the filters, each counted once.")


def breakdown(connection: sa.Connection, query: BreakdownQuery, settings: Settings) -> Breakdown:
    """Count the deals that pass the filters in groups, with win rates and amounts per currency.

    Raises:
        BadRequest: no deal has a column for the group; the message lists the columns.
    """
    condition = filter_condition(query, settings.zone)
    source, value, label = grouping(connection, query.group_by, settings)
    rows = connection.execute(
        sa.select(
            value.label("value"),
            label.label("label"),
            OUTCOME.label("outcome"),
            deal.currency,
            sa.func.count(deal.id).label("all"),
            sa.func.count(deal.amount).label("deals"),
            sa.func.sum(deal.amount).label("amount"),
        )
        .select_from(source)
        .where(condition)
        .group_by(sa.text("value"), sa.text("outcome"), deal.currency)
    ).all()
    total: int = connection.execute(sa.select(sa.func.count(deal.id)).where(condition)).scalar_one()
    return Breakdown(group_by=query.group_by, groups=_groups(rows), deals=total)


def deals_in_group(
    connection: sa.Connection, query: BreakdownQuery, value: str, settings: Settings, *, limit: int
) -> list[UUID]:
    """List the deals of a group, those with the latest activity first."""
    source, column, _ = grouping(connection, query.group_by, settings)
    return list(
        connection.execute(
            sa.select(deal.id)
            .select_from(source)
            .where(filter_condition(query, settings.zone), column == value)
            .order_by(deal.last_activity_at.desc().nulls_last(), deal.id)
            .limit(limit)
        ).scalars()
    )


def grouping(
    connection: sa.Connection, name: GroupName, settings: Settings
) -> tuple[sa.FromClause, sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Return where deals are read from, the value to group by, and the aggregate that labels a group.

    Raises:
        BadRequest: no deal has a column for the group; the message lists the columns.
    """
    if name == "rep_on_calls":
        met = _reps_on_calls()
        return sa.join(opportunities, met, met.c.opportunity_id == deal.id), met.c.email, sa.func.max(met.c.name)
    if name == "objection":
        raised = _objections()
        return sa.outerjoin(opportunities, raised, raised.c.opportunity_id == deal.id), raised.c.kind, _none
    if name in _COLUMNS:
        return opportunities, *_COLUMNS[name]
    value = fact_column(connection, _FACTS[name], settings)
    if value is None:
        words = name.replace("_", " ")
        raise BadRequest(
            f"No deal has a {words}. Columns of the deals: {_listed(stored_columns(connection))}.",
            hint=f"If one of these columns holds the {words}, name it in GAMETAPE_{name.upper()}_COLUMN."
            if name in ("segment", "loss_reason", "competitor")
            else "The CRM's table of opportunities has no column for it.",
        )
    return opportunities, value, _none


def _reps_on_calls() -> sa.Subquery:
    """Select who of our people was on a call of which deal, once each. Columns: opportunity_id, email, name."""
    there = attendances()
    return (
        sa.select(linked.opportunity_id, people.c.email, people.c.name)
        .distinct()
        .join_from(there, call_opportunities, linked.call_id == there.c.call_id)
        .join(people, people.c.id == there.c.person_id)
        .where(holds(is_counted_once, call_opportunities))
        .subquery()
    )


def _objections() -> sa.Subquery:
    """Select the kinds of objection on the calls of each deal, once each. Columns: opportunity_id, kind."""
    measured = call_metrics.c
    each = sa.func.jsonb_object_keys(measured.trackers).table_valued("tracker").render_derived(name="each")
    tracker = sa.type_coerce(each.c.tracker, sa.Text)
    return (
        sa.select(linked.opportunity_id, sa.func.substr(tracker, len(OF_KIND) + 1).label("kind"))
        .distinct()
        .select_from(
            sa.join(call_opportunities, calls, call.id == linked.call_id)
            .join(call_metrics, measured.call_id == call.id)
            .join(each, sa.true())
        )
        .where(
            holds(is_held, calls),
            holds(is_counted_once, call_opportunities),
            measured.side == Side.THEIRS.value,
            tracker.startswith(OF_KIND, autoescape=True),
            tracker != OPEN_OBJECTION,
        )
        .subquery()
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:_SHOWN_COLUMNS]) or "none"


def _groups(rows: Iterable[Any]) -> list[DealGroup]:
    by_value: dict[str | None, list[Any]] = {}
    for row in rows:
        by_value.setdefault(row.value, []).append(row)
    groups = [_group(value, parts) for value, parts in by_value.items()]
    return sorted(groups, key=lambda group: (-group.deals, group.value is None, group.value or ""))


def _group(value: str | None, rows: list[Any]) -> DealGroup:
    counts = {outcome: sum(row.all for row in rows if row.outcome == outcome) for outcome in Outcome}
    closed = counts[Outcome.WON] + counts[Outcome.LOST]
    amounts = [
        GroupAmount(outcome=row.outcome, currency=row.currency, amount=row.amount or Decimal(0), deals=row.deals)
        for row in rows
        if row.deals
    ]
    return DealGroup(
        value=value,
        label=next((row.label for row in rows if row.label), None),
        deals=sum(counts.values()),
        open=counts[Outcome.OPEN],
        won=counts[Outcome.WON],
        lost=counts[Outcome.LOST],
        win_rate=round(counts[Outcome.WON] / closed, 3) if closed else None,
        amounts=sorted(amounts, key=lambda each: (list(Outcome).index(each.outcome), each.currency or "")),
    )
