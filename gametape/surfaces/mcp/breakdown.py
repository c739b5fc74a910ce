"""Tool that counts deals in groups: pipeline by stage, win rates by rep or segment, loss reasons."""

from typing import Literal

from pydantic import Field

from gametape.queries.breakdown import BreakdownQuery, DealGroup, GroupName, breakdown
from gametape.queries.deals import Outcome
from gametape.surfaces.mcp.answer import ToolAnswer, trust
from gametape.surfaces.mcp.naming import RepName, Text, resolve_rep
from gametape.surfaces.mcp.pages import page_of
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.surfaces.mcp.values import Closing, TeamName, closing_in, known_product, known_stage, known_team
from gametape.text.plurals import count

_FEW = 5  # closed deals under which a win rate says little


class CountDeals(Asked):
    """Group, filters and page."""

    group_by: GroupName = Field(
        description="owner: who owns the deal; rep_on_calls: who was on its customer calls, a deal counts for each."
    )
    outcome: Literal["open", "won", "lost", "any"] = "any"
    closing: Closing | None = None
    owner: RepName | None = None
    team: TeamName | None = None
    stage: Text | None = Field(None, description="Stage, or words from it.")
    product: Text | None = Field(None, description="Product, or words from it.")
    limit: int = Field(25, ge=1, le=100)
    cursor: Text | None = None
    max_tokens: Budget = 3000


class DealCounts(ToolAnswer):
    """Groups of deals, the largest first; amounts per outcome and currency."""

    groups: list[DealGroup]
    deals: int = Field(description="Deals that pass the filters, each counted once.")


@tool("Count deals")
def count_deals(reading: Snapshot, asked: CountDeals) -> DealCounts:
    """Count deals in groups, with amounts and win rate: pipeline by stage, win rate by rep or segment, loss reasons.

    Groups: stage, owner, rep_on_calls, segment, product, outcome, loss_reason, competitor, forecast_category,
    close_month. `closing` limits deals by close date, such as this_quarter.
    """
    closing = closing_in(reading, asked.closing)
    query = BreakdownQuery(
        group_by=asked.group_by,
        outcome=[] if asked.outcome == "any" else [Outcome(asked.outcome)],
        owner=[resolve_rep(reading, asked.owner).email] if asked.owner else [],
        team=known_team(reading, asked.team) if asked.team else None,
        stage=[known_stage(reading, asked.stage)] if asked.stage else [],
        product=[known_product(reading, asked.product)] if asked.product else [],
        closes_from=closing.first if closing else None,
        closes_by=closing.last if closing else None,
    )
    found = breakdown(reading.connection, query, reading.settings)
    page = page_of(found.groups, asked, limit=asked.limit, budget=asked.max_tokens)
    between = f" with a close date from {closing.first} to {closing.last}" if closing else ""
    few = any(group.won + group.lost < _FEW for group in page.items if group.win_rate is not None)
    return DealCounts(
        groups=page.items,
        deals=found.deals,
        coverage=f"{count(found.deals, 'deal')}{between} in {count(len(found.groups), 'group')}.",
        total=len(found.groups),
        next_cursor=page.next,
        **trust(
            reading,
            "A deal counts for each rep who was on its calls, so groups add up to more than all deals."
            if asked.group_by == "rep_on_calls"
            else None,
            f"Win rates of fewer than {_FEW} closed deals say little." if few else None,
            "Win rate is won of won and lost deals; differences between groups have many causes.",
        ),
    )
