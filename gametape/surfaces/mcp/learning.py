"""What a rep can learn from won and lost deals of peers."""

from typing import Literal

from pydantic import Field

from gametape.analysis.comparing.dimensions import focus_area as focus_called
from gametape.analysis.learning.answers import get_learning_insights as learning_insights
from gametape.analysis.learning.models import ExemplarMoment, Learning, LearningDimension
from gametape.queries.calls_and_emails import Side
from gametape.queries.deals import Outcome
from gametape.surfaces.mcp.answer import AnswerPart, CustomerText, OurText, ToolAnswer, moment, trust, words
from gametape.surfaces.mcp.naming import RepName, resolve_rep
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.text.plurals import count


class LearningAsked(Asked):
    """Of whom, and in what."""

    rep_email: RepName
    focus_area: Literal["discovery", "objections", "product_knowledge", "engagement", "rapport"] | None = Field(
        None, description="rapport means engagement; all areas by default."
    )


class Moment(AnswerPart):
    """A moment on a call to listen to: get_transcript with call and turn shows it."""

    call_id: str
    call: str | None
    deal: str
    outcome: Outcome
    rep: str
    turn: int
    at: str
    speaker: str
    value: str = Field(description="Value on this call, with its unit.")
    customer_text: CustomerText = None
    our_text: OurText = None


class DimensionLine(AnswerPart):
    """One dimension: whether it tells won from lost deals of peers, and where the rep stands."""

    name: str
    label: str
    verdict: str = Field(description="differs, no_difference or not_enough_data.")
    sentence: str
    rep: str
    won_deals_of_peers: str
    lost_deals_of_peers: str
    deals: list[int] = Field(description="Number of deals: the rep's, peers' won, peers' lost.")
    cliffs_delta: list[float] | None = Field(
        None, description="Effect size (Cliff's delta) of won against lost deals, with its 95% confidence interval."
    )
    q: float | None = Field(None, description="False discovery rate over all tests.")
    moments: list[Moment] = Field([])


class TaskLine(AnswerPart):
    """The one thing to work on."""

    label: str
    basis: str = Field(description="finding, peers or habit: how strong the basis is.")
    sentence: str
    action: str
    own: Moment | None = None
    example: Moment | None = None


class LearningReport(ToolAnswer):
    """Lessons for a rep. Differences are associated with winning; they are not shown to cause it."""

    rep: str
    rep_email: str
    headline: str
    work_on: TaskLine | None = None
    dimensions: list[DimensionLine] = Field(description="All dimensions compared, most relevant first.")
    matched_on: dict[str, str]


@tool("Learn from winners")
def get_learning_insights(reading: Snapshot, asked: LearningAsked) -> LearningReport:
    """Compare a rep's deals with won and lost deals by comparable peers, to learn from winners.

    Each dimension has an effect with its interval and deal counts, or "not enough data". Also returns the one thing to
    work on and call moments to listen to together.
    """
    rep = resolve_rep(reading, asked.rep_email)
    focus = focus_called(asked.focus_area) if asked.focus_area else None
    found = learning_insights(reading.connection, rep.email, focus, reading.settings)
    return LearningReport(
        rep=found.rep.name,
        rep_email=found.rep.email,
        headline=found.headline,
        work_on=_task(found),
        dimensions=[_dimension(one, place < _WITH_MOMENTS) for place, one in enumerate(found.dimensions)],
        matched_on={one.key: one.state for one in found.matching},
        total=len(found.dimensions),
        coverage=_coverage(found),
        **trust(reading, *found.coverage.limitations),
    )


_WITH_MOMENTS = 2  # dimensions that come with moments: those that matter most


def _task(found: Learning) -> TaskLine | None:
    task = found.work_on
    if task is None:
        return None
    return TaskLine(
        label=task.label,
        basis=task.basis,
        sentence=task.sentence,
        action=task.action,
        own=_moment(task.own) if task.own else None,
        example=_moment(task.example) if task.example else None,
    )


def _dimension(one: LearningDimension, with_moments: bool) -> DimensionLine:  # noqa: FBT001
    effect = one.effect
    moments = [*one.won_moments[:1], *one.lost_moments[:1], *one.own_moments[:1]] if with_moments else []
    return DimensionLine(
        name=one.name,
        label=one.label,
        verdict=one.verdict,
        sentence=one.sentence,
        rep=one.rep.shown,
        won_deals_of_peers=one.winners.shown,
        lost_deals_of_peers=one.losers.shown,
        deals=[one.rep.n, one.winners.n, one.losers.n],
        cliffs_delta=[round(value, 2) for value in (effect.delta, effect.low, effect.high)] if effect else None,
        q=None if one.q is None else round(one.q, 3),
        moments=[_moment(found) for found in moments],
    )


def _moment(one: ExemplarMoment) -> Moment:
    return Moment(
        call_id=str(one.call_id),
        call=one.call_title,
        deal=one.opportunity_name,
        outcome=one.outcome,
        rep=one.rep_name,
        turn=one.turn,
        at=moment(one.at_ms),
        speaker=one.speaker,
        value=one.value,
        **words(Side(one.side), one.quote),
    )


def _coverage(found: Learning) -> str:
    read = found.coverage
    return (
        f"{count(read.rep_deals, 'closed deal')} of {found.rep.name} against {read.won_deals:,} won and "
        f"{read.lost_deals:,} lost deals by comparable peers, closed since {read.since:%Y-%m-%d}; "
        f"needs {read.minimum} deals per group."
    )
