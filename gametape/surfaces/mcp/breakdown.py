"""Tool that counts deals in groups: pipeline by stage, win rates by rep or segment, loss reasons."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from gametape.analysis.competitors.list_competitors import LIMITATION
from gametape.analysis.deal_insights import insights_on
from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.hearing.reliability import reliability
from gametape.analysis.insights.load_story import outline
from gametape.analysis.insights.models import ObjectionState
from gametape.queries.breakdown import Breakdown, BreakdownQuery, DealGroup, GroupName, deals_in_group
from gametape.queries.deals import Outcome
from gametape.queries.objection_names import UNSPECIFIED
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.answer_budget import fitting
from gametape.surfaces.mcp.competitors import CompetitorLine, competitor_lines, counted
from gametape.surfaces.mcp.naming import RepName, Text, resolve_rep
from gametape.surfaces.mcp.pages import page_of
from gametape.surfaces.mcp.quoting import CheckedQuote, quotes
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.surfaces.mcp.values import Closing, TeamName, choose, closing_in, known_product, known_stage, known_team
from gametape.text.plurals import count

_FEW = 5  # closed deals under which a win rate says little
_EXAMPLES = 6  # deals whose exchanges about an objection are read
_OVERLAP = {
    "rep_on_calls": "A deal counts for each rep who was on its calls, so groups add up to more than all deals.",
    "objection": "A deal counts for each kind of objection on its calls, so groups add up to more than all deals.",
}


class CountDeals(Asked):
    """Group, filters and page."""

    group_by: GroupName = Field(
        description="owner: who owns the deal; rep_on_calls: who was on its customer calls; objection: kind raised by "
        "the customer. A deal counts for each of its reps on calls and objections."
    )
    value: Text | None = Field(
        None,
        description="Only this group. With group_by objection (price, for instance): also what customers said, "
        "and our answers.",
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


class Exchange(AnswerPart):
    """Objection on a deal: how the customer raised it, our answer, and the customer's reaction."""

    deal: str
    deal_id: UUID
    outcome: Outcome
    state: ObjectionState
    quotes: list[CheckedQuote]


class DealCounts(ToolAnswer):
    """Groups of deals, the largest first; amounts per outcome and currency."""

    groups: list[DealGroup]
    exchanges: list[Exchange] = Field([], description="Objections of the group, on the latest deals.")
    competitors: list[CompetitorLine] | None = Field(
        None,
        description="With group_by competitor: named in the CRM, on calls or in emails, most deals first.",
    )
    deals: int = Field(description="Deals that pass the filters, each counted once.")


@tool("Count deals")
def count_deals(reading: Snapshot, asked: CountDeals) -> DealCounts:
    """Count deals in groups, with amounts and win rate: pipeline by stage, win rate by rep or segment, loss reasons.

    Groups: stage, owner, rep_on_calls, segment, product, outcome, loss_reason, competitor, forecast_category,
    close_month, objection. `closing` limits deals by close date, such as this_quarter. competitor adds win rates with
    and without each, what customers say, and our answers on won deals.
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
    competitors = _competitors(reading, query, asked)
    found = counted(reading, query, has_lines=bool(competitors))
    is_whole = asked.value is None or (bool(competitors) and not found.groups)
    groups = [group for group in found.groups if is_whole or group.value == _value(asked.value or "", found)]
    page = page_of(groups, asked, limit=asked.limit, budget=asked.max_tokens)
    exchanges = _exchanges(reading, query, page.items[0], asked.max_tokens) if _has_exchanges(asked, page.items) else []
    between = f" with a close date from {closing.first} to {closing.last}" if closing else ""
    few = any(group.won + group.lost < _FEW for group in page.items if group.win_rate is not None)
    return DealCounts(
        groups=page.items,
        exchanges=exchanges,
        competitors=competitors,
        deals=found.deals,
        coverage=f"{count(found.deals, 'deal')}{between} in {count(len(found.groups), 'group')}.",
        total=len(groups),
        next_cursor=page.next,
        **trust(
            reading,
            _OVERLAP.get(asked.group_by),
            LIMITATION if competitors is not None else None,
            reliability(OBJECTION) if asked.group_by == "objection" else None,
            f"Win rates of fewer than {_FEW} closed deals say little." if few else None,
            "Win rate is won of won and lost deals; differences between groups have many causes.",
        ),
    )


def _competitors(reading: Snapshot, query: BreakdownQuery, asked: CountDeals) -> list[CompetitorLine] | None:
    if asked.group_by != "competitor" or asked.cursor:
        return None
    return competitor_lines(reading, query, asked.value)


def _value(text: str, found: Breakdown) -> str:
    return choose(text, [group.value for group in found.groups if group.value], found.group_by.replace("_", " "))


def _has_exchanges(asked: CountDeals, groups: list[DealGroup]) -> bool:
    return asked.group_by == "objection" and asked.value is not None and bool(groups)


def _exchanges(reading: Snapshot, query: BreakdownQuery, group: DealGroup, budget: int) -> list[Exchange]:
    """Return how an objection was raised and answered on the latest deals of its group."""
    kind = group.value or ""
    found: list[Exchange] = []
    for deal_id in deals_in_group(reading.connection, query, kind, reading.settings, limit=_EXAMPLES):
        story = outline(reading.connection, deal_id, reading.settings)
        found += [
            Exchange(
                deal=story.deal.name,
                deal_id=deal_id,
                outcome=story.deal.outcome,
                state=objection.state,
                quotes=quotes(objection.evidence, 3),
            )
            for objection in insights_on(reading.connection, story, reading.settings).objections
            if (objection.kind or UNSPECIFIED) == kind and not objection.contested
        ]
    return found[: fitting(found, budget)]
