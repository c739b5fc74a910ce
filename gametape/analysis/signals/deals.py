"""Deals with their signals, in the form that all surfaces show."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.analysis.signals.rules import signals_of
from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.activity import count_activity
from gametape.queries.calendar import day_of
from gametape.queries.crm_columns import CrmFact, crm_facts, fact_column
from gametape.queries.deals import COLUMNS, Opportunity, Outcome, ResultRow, close_date_moves, deal, is_open
from gametape.queries.filters import Filters, filter_condition, one_of
from gametape.queries.ids import any_of
from gametape.queries.opportunities import OpportunityPage, OpportunityQuery, list_opportunities
from gametape.queries.opportunity_detail import OpportunityDetail, OpportunityOf, get_opportunity
from gametape.queries.signals import Severity, Signal, SignalName, SignalNote
from gametape.settings import Settings

_Deal = TypeVar("_Deal", bound=Opportunity)

SHOWN = 3  # signals of a deal that a list shows
LOOKED_AT = 500  # open deals, the largest first, whose signals are computed to choose the deals that need attention


def list_deals(connection: sa.Connection, query: OpportunityQuery, settings: Settings) -> OpportunityPage:
    """Return a page of deals, each with its signals.

    Raises:
        BadRequest: the cursor cannot be read, or belongs to another sort order.
    """
    page = list_opportunities(connection, query, settings.zone, also=_also(connection, query, settings))
    signals = signals_of(connection, [deal.id for deal in page.items], thresholds(settings.signals_file), settings.zone)
    now = _now(connection)
    items = [
        dated(deal.model_copy(update={"signals": notes(signals.get(deal.id, ()))}), now, settings)
        for deal in page.items
    ]
    return page.model_copy(update={"items": items})


def _also(connection: sa.Connection, query: OpportunityQuery, settings: Settings) -> sa.ColumnElement[bool] | None:
    """Return the condition of the filters that need signals or the deployment's own columns; None without these."""
    conditions: list[sa.ColumnElement[bool]] = []
    if query.signal:
        found = open_deal_signals(connection, filter_condition(query, settings.zone), settings)
        wanted = set(query.signal)
        conditions.append(
            deal.id == any_of(id_ for id_, signals in found.items() if wanted & {each.name for each in signals})
        )
    if query.forecast_category:
        column = fact_column(connection, CrmFact.FORECAST_CATEGORY, settings)
        if column is None:  # no deal has one: all are without
            conditions.append(sa.literal("" in query.forecast_category))
        elif (is_one := one_of(column, query.forecast_category)) is not None:
            conditions.append(is_one)
    return sa.and_(*conditions) if conditions else None


def open_deal_signals(
    connection: sa.Connection, condition: sa.ColumnElement[bool], settings: Settings
) -> dict[UUID, tuple[Signal, ...]]:
    """Return the signals of all open deals under a condition, by id."""
    ids = connection.execute(sa.select(deal.id).where(condition, is_open)).scalars().all()
    return signals_of(connection, ids, thresholds(settings.signals_file), settings.zone)


def get_deal(
    connection: sa.Connection, opportunity_id: UUID, query: OpportunityOf, settings: Settings
) -> OpportunityDetail:
    """Return a deal with all its signals; a deal as of a past day has no signals.

    Raises:
        NotFound: the deal does not exist, was deleted at the source, or was opened after that day.
    """
    detail = get_opportunity(connection, opportunity_id, query.as_of, settings.zone)
    detail = detail.model_copy(update={"crm_url": crm_url(detail.gong_opportunity_id, settings)})
    if query.as_of is not None:
        return detail
    metadata = {"fields": detail.fields, "account": detail.account}
    detail = detail.model_copy(update={"crm": crm_facts(metadata, settings)})
    signals = signals_of(connection, [opportunity_id], thresholds(settings.signals_file), settings.zone)
    return with_signals(connection, detail, signals.get(opportunity_id, ()), settings)


def crm_url(salesforce_id: str, settings: Settings) -> str | None:
    """Return the address of a deal in Salesforce; None if the settings do not name the company's Salesforce."""
    return f"{settings.salesforce_url.rstrip('/')}/{salesforce_id}" if settings.salesforce_url else None


def with_signals(
    connection: sa.Connection, detail: OpportunityDetail, signals: tuple[Signal, ...], settings: Settings
) -> OpportunityDetail:
    """Return a deal with its signals, and with the days that are counted from today."""
    return dated(detail.model_copy(update={"signals": signals}), _now(connection), settings)


def dated(deal: _Deal, now: datetime, settings: Settings) -> _Deal:
    """Add the days to the close date and the days since the last activity to an open deal; return others unchanged."""
    if deal.outcome is not Outcome.OPEN:
        return deal
    day, last = day_of(now, settings.zone), deal.last_activity_at
    return deal.model_copy(
        update={
            "days_to_close": (deal.close_date - day).days if deal.close_date else None,
            "quiet_days": max((now - last).days, 0) if last else None,
            "quiet_from": thresholds(settings.signals_file).quiet_days(deal.stage),
        }
    )


def _now(connection: sa.Connection) -> datetime:
    """Return the time of the store's clock."""
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    return now


def notes(signals: tuple[Signal, ...]) -> tuple[SignalNote, ...]:
    """Shorten signals for a list: the first `SHOWN`, without numbers and evidence."""
    return tuple(SignalNote(name=each.name, severity=each.severity, sentence=each.sentence) for each in signals[:SHOWN])


class Attention(ResultRow):
    """Open deals that have signals."""

    items: list[Opportunity] = Field(description="Most severe signals first, then larger amounts.")
    looked_at: int = Field(ge=0, description="Open deals that were checked, largest amounts first.")
    open_deals: int = Field(ge=0, description="Open deals that match the filters.")
    in_need: int = Field(ge=0, description="Checked deals that have signals, also beyond `items`.")


def deals_that_need_attention(
    connection: sa.Connection,
    filters: Filters,
    settings: Settings,
    *,
    signal: SignalName | None = None,
    limit: int = 10,
) -> Attention:
    """Return the open deals with the most severe signals; of equal deals, the larger amount first.

    With `signal`, only deals with that signal.
    """
    condition = filter_condition(filters.model_copy(update={"outcome": [Outcome.OPEN]}), settings.zone)
    total: int = connection.execute(sa.select(sa.func.count(deal.id)).where(condition)).scalar_one()
    query = sa.select(*COLUMNS, close_date_moves(deal.id)).where(condition)
    rows = connection.execute(query.order_by(deal.amount.desc().nulls_last(), deal.id).limit(LOOKED_AT)).all()
    signals = signals_of(connection, [row.id for row in rows], thresholds(settings.signals_file), settings.zone)
    in_need = [row for row in rows if _has(signals.get(row.id, ()), signal)]
    worst = sorted(in_need, key=lambda row: severity_rank(signals[row.id]))[:limit]
    counts = count_activity(connection, [row.id for row in worst])
    now = _now(connection)
    deals = [
        Opportunity.model_validate({**row._mapping, **counts[row.id], "signals": notes(signals[row.id])})
        for row in worst
    ]
    items = [dated(row, now, settings) for row in deals]
    return Attention(items=items, looked_at=len(rows), open_deals=total, in_need=len(in_need))


def _has(signals: tuple[Signal, ...], wanted: SignalName | None) -> bool:
    return any(wanted in (None, signal.name) for signal in signals)


def severity_rank(signals: tuple[Signal, ...]) -> tuple[int, ...]:
    """Return the sort key by which deals with more severe signals come first."""
    return tuple(-sum(signal.severity is severity for signal in signals) for severity in Severity)
