"""Tools that find deals, and list the people on a deal."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from gametape.analysis.signals.deals import dated
from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.deals import Opportunity, Outcome
from gametape.queries.opportunities import OpportunityPage, OpportunityQuery, list_opportunities
from gametape.queries.people import Contact, Contacts, contacts
from gametape.queries.totals import Summary
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.naming import DealName, RepName, Text, resolve_deal, resolve_rep
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.text.plurals import count


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


class Money(AnswerPart):
    """Total amount of the deals in one currency."""

    currency: str | None
    amount: Decimal
    deals: int


class FindDeals(Asked):
    """Filters, order and page of the list."""

    search: Text | None = Field(None, description="Words; each must be in the name of the deal or its account.")
    owner: RepName | None = None
    outcome: Literal["open", "won", "lost", "any"] = "any"
    stage: Text | None = Field(None, description="Stage, as written on the deals.")
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
    """Find deals by name, owner, stage, outcome, health or days without activity. Start here without a deal id."""
    page = list_opportunities(reading.connection, _query(reading, asked))
    now = reading.now()
    return DealsFound(
        deals=[brief(dated(deal, now, reading.settings)) for deal in page.items],
        worth=_worth(page.summary),
        coverage=_found(page),
        total=page.summary.total.value if page.summary else None,
        next_cursor=page.next,
        **trust(reading, _inexact(page.summary)),
    )


def _query(reading: Snapshot, asked: FindDeals) -> OpportunityQuery:
    return OpportunityQuery(
        search=asked.search,
        owner=[resolve_rep(reading, asked.owner).email] if asked.owner else [],
        outcome=[] if asked.outcome == "any" else [Outcome(asked.outcome)],
        stage=[asked.stage] if asked.stage else [],
        quiet_days=asked.quiet_days,
        health_max=None if asked.health_max is None else Decimal(str(round(asked.health_max, 1))),
        sort=asked.sort,
        limit=asked.limit,
        cursor=asked.cursor,
    )


def brief(deal: Opportunity) -> DealLine:
    """Return a deal as lists show it."""
    return DealLine.model_validate(deal)


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


class OfDeal(Asked):
    """Deal to list the people of."""

    deal: DealName


class DealPeople(ToolAnswer):
    """People of a deal, the most recently active first."""

    deal: str
    deal_id: UUID
    people: list[Contact]
    active_contacts: int = Field(description="Customer contacts who joined a call or wrote in the last `active_days`.")
    active_days: int
    single_threaded: bool = Field(description="Only one customer contact is active.")


@tool("People on a deal")
def deal_people(reading: Snapshot, asked: OfDeal) -> DealPeople:
    """List the people on a deal: side, title, calls, emails, talk time, last activity; flags single-threaded deals."""
    deal = resolve_deal(reading, asked.deal)
    active_days = thresholds(reading.settings.signals_file).contacts.active_days
    on_deal = contacts(reading.connection, deal.id, active_days=active_days)
    return DealPeople(
        deal=deal.name,
        deal_id=deal.id,
        people=on_deal.people[:_MOST],
        active_contacts=on_deal.active_contacts,
        active_days=on_deal.active_days,
        single_threaded=on_deal.single_threaded,
        coverage=_attended(on_deal),
        total=len(on_deal.people),
        truncated=f"Shows the {_MOST} most recently active people." if len(on_deal.people) > _MOST else None,
        **trust(reading, "Titles come from the CRM and Gong; a title does not prove a role in the decision."),
    )


_MOST = 40  # people listed


def _attended(on_deal: Contacts) -> str:
    unnamed = f"; {count(on_deal.unnamed, 'unnamed participant')}" if on_deal.unnamed else ""
    return f"Everyone on the deal's calls and emails: {count(len(on_deal.people), 'person', 'people')}{unnamed}."
