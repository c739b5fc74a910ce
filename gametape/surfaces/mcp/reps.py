"""Tool that compares a rep with the team, or lists all reps."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from gametape.analysis.learning.agreements import Agreement, AgreementShows, list_agreements
from gametape.analysis.reps.models import RepDeals, RepMeasure, RepOverview
from gametape.analysis.reps.team import get_rep, list_reps
from gametape.analysis.signals.deals import deals_that_need_attention
from gametape.queries.filters import Filters
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.attention import DealInNeed, in_need
from gametape.surfaces.mcp.naming import RepName, Text, resolve_rep
from gametape.surfaces.mcp.pages import page_of
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.text.plurals import count


class RepAsked(Asked):
    """Rep to show, or none for the list of reps and its page."""

    rep: RepName | None = Field(None, description="Name or email address; leave out to list all reps.")
    limit: int = Field(25, ge=1, le=100, description="Reps per page of the list.")
    cursor: Text | None = None
    max_tokens: Budget = 3000


class Measure(AnswerPart):
    """Score or metric of a rep, beside the team's; means over deals."""

    name: str
    mean: str = Field(description="Value with its unit.")
    interval: list[float] | None = Field(None, description="95% confidence interval.")
    team_mean: float | None = None
    deals: int
    standing: str = Field(description="strength, gap, higher, lower, in_line or not_enough_data.")
    sentence: str


class RepCallLine(AnswerPart):
    """Customer call of a rep, with its scores by dimension (0 to 100)."""

    id: UUID
    title: str | None
    started_at: datetime
    scores: dict[str, float]


class GoalLine(AnswerPart):
    """Coaching goal of a rep: target, means before and since with their intervals, and what later calls show."""

    dimension: str
    label: str
    target: str = Field(description="Value with its unit.")
    agreed_at: datetime
    ended_at: datetime | None
    before: float | None
    since: float | None
    difference: list[float] | None = Field(None, description="Since less before, with its interval: value, low, high.")
    change: AgreementShows
    calls_since: int
    sentence: str


class RepLine(AnswerPart):
    """Rep as the list shows them."""

    name: str
    email: str
    role: str | None
    deals: RepDeals
    calls: int = Field(description="Customer calls in the last 90 days.")
    last_call_at: datetime | None
    scores: dict[str, float] = Field(
        description="Average score by dimension, 0 to 100; dimensions with too few deals are left out."
    )
    stands_out: str | None


class Overview(ToolAnswer):
    """Rep compared with the team, or the list of all reps."""

    people: list[RepLine]
    team: str | None = Field(None, description="Who the rep is compared with.")
    strengths: list[str] = Field([])
    gaps: list[str] = Field([])
    measures: list[Measure] = Field([])
    need_attention: list[DealInNeed] = Field([], description="The rep's open deals that need attention.")
    recent_calls: list[RepCallLine] = Field([])
    goals: list[GoalLine] = Field([], description="Coaching goals and their progress; open goals first.")


@tool("Rep overview")
def rep_overview(reading: Snapshot, asked: RepAsked) -> Overview:
    """Show a rep against the team: scores, metrics, strengths, gaps, coaching goals, deals that need attention, calls.

    Averages come with confidence intervals and deal counts. Without a rep, lists all reps in brief.
    """
    if asked.rep is None:
        return _all_reps(reading, asked)
    person = resolve_rep(reading, asked.rep)
    rep = get_rep(reading.connection, person.id)
    filters = Filters(owner=[person.email])
    need = deals_that_need_attention(reading.connection, filters, reading.settings, limit=_MOST)
    return Overview(
        people=[_person(rep)],
        team=rep.team,
        strengths=rep.strengths,
        gaps=rep.gaps,
        measures=[_measure(measure) for measure in rep.measures],
        need_attention=[in_need(deal) for deal in need.items],
        recent_calls=[RepCallLine.model_validate(call) for call in rep.recent_calls[:_MOST]],
        goals=[_goal(goal) for goal in list_agreements(reading.connection, person.email, reading.settings)[:_MOST]],
        coverage=f"Calls since {rep.since:%Y-%m-%d}; scores by the {rep.scores_by} scorer.",
        total=1,
        **trust(
            reading,
            *rep.limitations,
            "Averages over too few deals are not shown; in_line means no clear difference, not proof of being equal.",
        ),
    )


_MOST = 5  # deals and calls listed


def _all_reps(reading: Snapshot, asked: RepAsked) -> Overview:
    team = list_reps(reading.connection)
    page = page_of([_person(rep) for rep in team.reps], asked, limit=asked.limit, budget=asked.max_tokens)
    return Overview(
        people=page.items,
        next_cursor=page.next,
        coverage=f"{count(len(team.reps), 'rep')} with customer calls; scores over one year by the "
        f"{team.scores_by} scorer, shown from {team.fewest_deals} deals and {team.fewest_calls} calls.",
        total=len(team.reps),
        **trust(reading, "Reps work different deals: do not rank reps by these averages."),
    )


def _person(rep: RepOverview) -> RepLine:
    return RepLine(
        name=rep.name,
        email=rep.email,
        role=rep.role,
        deals=rep.deals,
        calls=rep.calls,
        last_call_at=rep.last_call_at,
        scores={score.dimension: round(score.mean, 1) for score in rep.scores if score.mean is not None},
        stands_out=rep.stands_out,
    )


def _goal(goal: Agreement) -> GoalLine:
    found = goal.difference
    return GoalLine(
        dimension=goal.dimension,
        label=goal.label,
        target=goal.target_shown,
        agreed_at=goal.agreed_at,
        ended_at=goal.ended_at,
        before=goal.before.mean,
        since=goal.after.mean,
        difference=[round(value, 3) for value in (found.value, found.low, found.high)] if found else None,
        change=goal.change,
        calls_since=goal.after.calls,
        sentence=goal.sentence,
    )


def _measure(measure: RepMeasure) -> Measure:
    low, high = measure.low, measure.high
    return Measure(
        name=measure.name,
        mean=measure.shown,
        interval=None if low is None or high is None else [round(low, 2), round(high, 2)],
        team_mean=None if measure.team.mean is None else round(measure.team.mean, 2),
        deals=measure.deals,
        standing=measure.standing,
        sentence=measure.sentence,
    )
