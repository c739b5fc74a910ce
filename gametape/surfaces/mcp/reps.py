"""How one of our people is doing, and who they are."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from gametape.analysis.reps.models import RepDeals, RepMeasure, RepOverview
from gametape.analysis.reps.team import get_rep, list_reps
from gametape.analysis.signals.deals import deals_that_need_attention
from gametape.queries.filters import Filters
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.deals import brief
from gametape.surfaces.mcp.insights import DealInNeed
from gametape.surfaces.mcp.naming import RepName, resolve_rep
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.text.plurals import count


class RepAsked(Asked):
    """Whom."""

    rep: RepName | None = Field(None, description="Name or email address; leave out to list all reps.")


class Measure(AnswerPart):
    """A score or number of a rep, beside the team's; means over deals."""

    name: str
    mean: str = Field(description="Value with its unit.")
    interval: list[float] | None = Field(None, description="95% confidence interval.")
    team_mean: float | None = None
    deals: int
    standing: str = Field(description="strength, gap, higher, lower, in_line or not_enough_data.")
    sentence: str


class RepCallLine(AnswerPart):
    """A call of theirs with a customer."""

    id: UUID
    title: str | None
    started_at: datetime
    scores: dict[str, float]


class RepLine(AnswerPart):
    """One of our people, in short."""

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
    """One of our people beside the team, or all of them in short."""

    people: list[RepLine]
    team: str | None = Field(None, description="Who the rep is compared with.")
    strengths: list[str] = Field([])
    gaps: list[str] = Field([])
    measures: list[Measure] = Field([])
    need_attention: list[DealInNeed] = Field([], description="The rep's open deals that need attention.")
    recent_calls: list[RepCallLine] = Field([])


@tool("Rep overview")
def rep_overview(reading: Snapshot, asked: RepAsked) -> Overview:
    """Show a rep against the team: scores, metrics, strengths, gaps, deals that need attention, latest calls.

    Averages come with confidence intervals and deal counts. Without a rep, lists all reps in brief.
    """
    if asked.rep is None:
        return _everybody(reading)
    person = resolve_rep(reading, asked.rep)
    found = get_rep(reading.connection, person.id)
    filters = Filters(owner=[person.email])
    need = deals_that_need_attention(reading.connection, filters, reading.settings, limit=_MOST)
    return Overview(
        people=[_person(found)],
        team=found.team,
        strengths=found.strengths,
        gaps=found.gaps,
        measures=[_measure(one) for one in found.measures],
        need_attention=[DealInNeed(deal=brief(one), signals=list(one.signals or ())) for one in need.items],
        recent_calls=[RepCallLine.model_validate(one) for one in found.recent_calls[:_MOST]],
        coverage=f"Calls since {found.since:%Y-%m-%d}; scores by the {found.scores_by} scorer.",
        total=1,
        **trust(
            reading,
            *found.limitations,
            "Averages over too few deals are not shown; in_line means no clear difference, not proof of being equal.",
        ),
    )


_MOST = 5  # deals and calls that are told


def _everybody(reading: Snapshot) -> Overview:
    found = list_reps(reading.connection)
    return Overview(
        people=[_person(one) for one in found.reps],
        coverage=f"{count(len(found.reps), 'rep')} with customer calls; scores over one year by the "
        f"{found.scores_by} scorer, shown from {found.fewest_deals} deals and {found.fewest_calls} calls.",
        total=len(found.reps),
        **trust(reading, "Reps work different deals: do not rank reps by these averages."),
    )


def _person(one: RepOverview) -> RepLine:
    return RepLine(
        name=one.name,
        email=one.email,
        role=one.role,
        deals=one.deals,
        calls=one.calls,
        last_call_at=one.last_call_at,
        scores={score.dimension: round(score.mean, 1) for score in one.scores if score.mean is not None},
        stands_out=one.stands_out,
    )


def _measure(one: RepMeasure) -> Measure:
    interval = None if one.low is None or one.high is None else [round(one.low, 2), round(one.high, 2)]
    return Measure(
        name=one.name,
        mean=one.shown,
        interval=interval,
        team_mean=None if one.team.mean is None else round(one.team.mean, 2),
        deals=one.deals,
        standing=one.standing,
        sentence=one.sentence,
    )
