"""Tool that lists the open deals that need attention."""

from pydantic import Field

from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.hearing.reliability import reliability
from gametape.analysis.signals.deals import LOOKED_AT, deals_that_need_attention
from gametape.queries.deals import Opportunity
from gametape.queries.filters import Filters
from gametape.queries.signals import SignalName, SignalNote
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.deals import DealLine, brief
from gametape.surfaces.mcp.naming import RepName, Text, resolve_rep
from gametape.surfaces.mcp.pages import page_of
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.surfaces.mcp.values import Closing, TeamName, closing_in, known_team
from gametape.text.plurals import count


class DealsNeedingAttention(Asked):
    """Filters of the open deals, and the page."""

    owner: RepName | None = None
    team: TeamName | None = None
    signal: SignalName | None = Field(None, description="Only deals with this risk.")
    closing: Closing | None = None
    limit: int = Field(8, ge=1, le=30)
    cursor: Text | None = None
    max_tokens: Budget = 3000


class DealInNeed(AnswerPart):
    """Deal with its signals, the most severe first."""

    deal: DealLine
    signals: list[SignalNote]


class InNeed(ToolAnswer):
    """Open deals with signals, the deals with the most severe signals first."""

    deals: list[DealInNeed]


@tool("Deals that need attention")
def deals_needing_attention(reading: Snapshot, asked: DealsNeedingAttention) -> InNeed:
    """List the open deals that need attention, of all owners, one owner or a team, with the risks on each.

    Risks: no activity, ghosted, overdue, stalled, single-threaded, no decision maker, pricing never raised, open
    objection, close date pushed. `signal` lists the deals with one of these: no_decision_maker, for instance.
    """
    closing = closing_in(reading, asked.closing)
    filters = Filters(
        owner=[resolve_rep(reading, asked.owner).email] if asked.owner else [],
        team=known_team(reading, asked.team) if asked.team else None,
        closes_from=closing.first if closing else None,
        closes_by=closing.last if closing else None,
    )
    need = deals_that_need_attention(
        reading.connection, filters, reading.settings, signal=asked.signal, limit=LOOKED_AT
    )
    page = page_of([in_need(deal) for deal in need.items], asked, limit=asked.limit, budget=asked.max_tokens)
    return InNeed(
        deals=page.items,
        total=need.in_need,
        coverage=f"Checked {need.looked_at:,} of {count(need.open_deals, 'open deal')}; "
        f"{need.in_need:,} have {'this risk' if asked.signal else 'risks'}.",
        next_cursor=page.next,
        **trust(
            reading,
            f"Only the {LOOKED_AT} largest deals were checked." if need.looked_at < need.open_deals else None,
            "Signals are rules over recorded activity; other events are not seen.",
            reliability(OBJECTION) if any(has_open_objection(deal) for deal in page.items) else None,
        ),
    )


def has_open_objection(deal: DealInNeed) -> bool:
    """Tell whether a deal has the signal of an open objection."""
    return any(signal.name is SignalName.OPEN_OBJECTION for signal in deal.signals)


def in_need(deal: Opportunity) -> DealInNeed:
    """Return a deal with its signals as lists show them."""
    return DealInNeed(deal=brief(deal), signals=list(deal.signals or ()))
