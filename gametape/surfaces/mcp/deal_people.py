"""Tool that lists the people on a deal."""

from uuid import UUID

from pydantic import Field

from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.people import Contact, Contacts, contacts
from gametape.surfaces.mcp.answer import ToolAnswer, trust
from gametape.surfaces.mcp.naming import DealName, Text, resolve_deal
from gametape.surfaces.mcp.pages import page_of
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.text.plurals import count


class OfDeal(Asked):
    """Deal to list the people of, and the page."""

    deal: DealName
    limit: int = Field(40, ge=1, le=100)
    cursor: Text | None = None
    max_tokens: Budget = 3000


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
    page = page_of(on_deal.people, asked, limit=asked.limit, budget=asked.max_tokens)
    return DealPeople(
        deal=deal.name,
        deal_id=deal.id,
        people=page.items,
        active_contacts=on_deal.active_contacts,
        active_days=on_deal.active_days,
        single_threaded=on_deal.single_threaded,
        coverage=_attended(on_deal),
        total=len(on_deal.people),
        next_cursor=page.next,
        **trust(reading, "Titles come from the CRM and Gong; a title does not prove a role in the decision."),
    )


def _attended(on_deal: Contacts) -> str:
    unnamed = f"; {count(on_deal.unnamed, 'unnamed participant')}" if on_deal.unnamed else ""
    return f"Everyone on the deal's calls and emails: {count(len(on_deal.people), 'person', 'people')}{unnamed}."
