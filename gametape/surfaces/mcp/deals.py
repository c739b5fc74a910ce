"""Tools that find deals, and list the people on a deal."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from gametape.analysis.signals.deals import list_deals
from gametape.queries.calendar import PeriodName, start_of
from gametape.queries.changes_since import close_date_slips
from gametape.queries.deals import Opportunity, Outcome
from gametape.queries.opportunities import OpportunityPage, OpportunityQuery
from gametape.queries.totals import Summary
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.naming import RepName, Text, resolve_rep
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.surfaces.mcp.values import (
    Closing,
    TeamName,
    closing_in,
    known_product,
    known_stage,
    known_team,
    require_scored_deals,
)
from gametape.text.plurals import count


class Slip(AnswerPart):
    """Move of a close date to a later day."""

    at: datetime
    old: date
    new: date


class DealLine(AnswerPart):
    """Deal as lists show it. Amounts are decimal strings, never added across currencies."""

    id: UUID
    name: str
    account_name: str | None
    owner_name: str | None
    owner_email: str | None
    stage: str | None
    outcome: Outcome
    close_date: date | None
    close_date_moves: int
    amount: Decimal | None
    currency: str | None
    health: float | None = Field(description="0 to 10; absent if the deal has no score.")
    last_activity_at: datetime | None = Field(description="Last customer call or email.")
    quiet_days: int | None = Field(None, description="Days since the last customer call or email, on open deals.")
    quiet_from: int | None = Field(None, description="Days without activity from which the deal counts as quiet.")
    call_count: int
    email_count: int
    slips: list[Slip] | None = Field(None, description="Moves of the close date to a later day, newest first.")
    signals: list[str] | None = Field(None, description="Signals on an open deal, most severe first.")


class Money(AnswerPart):
    """Total amount of the deals in one currency."""

    currency: str | None
    amount: Decimal
    deals: int


class FindDeals(Asked):
    """Filters, order and page of the list."""

    words: Text | None = Field(None, description="Each must be in the name of the deal or its account.")
    owner: RepName | None = None
    team: TeamName | None = None
    outcome: Literal["open", "won", "lost", "any"] = "any"
    stage: Text | None = Field(None, description="Stage, or words from it.")
    product: Text | None = Field(None, description="Product, or words from it.")
    closing: Closing | None = None
    slipped: PeriodName | None = Field(None, description="Close date moved to a later day since this period began.")
    quiet_days: int | None = Field(
        None, ge=0, le=36_500, description="No customer call or email for at least this many days."
    )
    health_max: float | None = Field(
        None, ge=0, le=10, description="Maximum health, 0 to 10; leaves out deals without a score."
    )
    sort: Literal["-updated", "close_date", "health", "-amount", "last_activity", "-last_activity"] = "-updated"
    limit: int = Field(15, ge=1, le=50)
    cursor: Text | None = None


class DealsFound(ToolAnswer):
    """Page of matching deals, with the total amounts of all matches."""

    deals: list[DealLine]
    worth: list[Money] = Field([], description="Total amounts of all matches by currency; first page only.")


@tool("Find deals")
def find_deals(reading: Snapshot, asked: FindDeals) -> DealsFound:
    """Find deals by name, owner, team, stage, product, outcome, close date, slips, health or days without activity.

    Start here without a deal id. With `slipped`, each deal has its slips and its signals, which may be the reason.
    """
    query = _query(reading, asked)
    page = list_deals(reading.connection, query, reading.settings)
    slips = _slips(reading, query, [deal.id for deal in page.items]) if query.slipped_since else {}
    return DealsFound(
        deals=[
            brief(deal).model_copy(update={"slips": slips.get(deal.id), "signals": _why(deal)} if slips else {})
            for deal in page.items
        ],
        worth=_worth(page.summary),
        coverage=_found(page),
        total=page.summary.total.value if page.summary else None,
        next_cursor=page.next,
        **trust(reading, _inexact(page.summary)),
    )


def _query(reading: Snapshot, asked: FindDeals) -> OpportunityQuery:
    if asked.health_max is not None:
        require_scored_deals(reading)
    closing, slipped = closing_in(reading, asked.closing), closing_in(reading, asked.slipped)
    return OpportunityQuery(
        search=asked.words,
        owner=[resolve_rep(reading, asked.owner).email] if asked.owner else [],
        team=known_team(reading, asked.team) if asked.team else None,
        outcome=[] if asked.outcome == "any" else [Outcome(asked.outcome)],
        stage=[known_stage(reading, asked.stage)] if asked.stage else [],
        product=[known_product(reading, asked.product)] if asked.product else [],
        closes_from=closing.first if closing else None,
        closes_by=closing.last if closing else None,
        slipped_since=slipped.first if slipped else None,
        quiet_days=asked.quiet_days,
        health_max=None if asked.health_max is None else Decimal(str(round(asked.health_max, 1))),
        sort=asked.sort,
        limit=asked.limit,
        cursor=asked.cursor,
    )


def _slips(reading: Snapshot, query: OpportunityQuery, ids: Sequence[UUID]) -> dict[UUID, list[Slip]]:
    """Read the slips of each deal since the day that was asked for, the newest first."""
    since = start_of(query.slipped_since or date.min, reading.settings.zone)
    slips: dict[UUID, list[Slip]] = {}
    for deal_id, at, old, new in close_date_slips(reading.connection, ids, since):
        slips.setdefault(deal_id, []).append(Slip(at=at, old=old, new=new))
    return slips


def _why(deal: Opportunity) -> list[str]:
    return [signal.sentence for signal in deal.signals or ()]


def brief(deal: Opportunity) -> DealLine:
    """Return a deal as lists show it."""
    shown = DealLine.model_fields.keys() & Opportunity.model_fields.keys() - {"signals"}
    return DealLine.model_validate({name: getattr(deal, name) for name in shown})


def _worth(summary: Summary | None) -> list[Money]:
    sums = (summary.sums or []) if summary else []
    return [Money.model_validate(total) for total in sums]


def _found(page: OpportunityPage) -> str:
    if page.summary is None:
        return f"{count(len(page.items), 'deal')} on this page."
    about = "" if page.summary.total.exact else "about "
    return f"{len(page.items)} of {about}{count(page.summary.total.value, 'deal')} that match."


def _inexact(summary: Summary | None) -> str | None:
    return "The total is an estimate." if summary and not summary.total.exact else None
