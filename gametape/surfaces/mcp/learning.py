"""Tool that shows a rep's lessons from won and lost deals by comparable peers."""

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
    """Rep, and focus area of the comparison."""

    rep_email: RepName
    focus_area: Literal["discovery", "objections", "product_knowledge", "engagement", "rapport"] | None = Field(
        None, description="rapport means engagement; all areas by default."
    )


class Moment(AnswerPart):
    """Moment of a call to listen to: get_transcript with call and turn shows it."""

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
    """Dimension of the comparison: the difference between peers' won and lost deals, and the rep's own value."""

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
    """Task for the rep: the one thing to work on."""

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
    learning = learning_insights(reading.connection, rep.email, focus, reading.settings)
    return LearningReport(
        rep=learning.rep.name,
        rep_email=learning.rep.email,
        headline=learning.headline,
        work_on=_task(learning),
        dimensions=[_dimension(row, place < _WITH_MOMENTS) for place, row in enumerate(learning.dimensions)],
        matched_on={attribute.key: attribute.state for attribute in learning.matching},
        total=len(learning.dimensions),
        coverage=_coverage(learning),
        **trust(reading, *learning.coverage.limitations),
    )


_WITH_MOMENTS = 2  # first dimensions of the answer that come with moments


def _task(learning: Learning) -> TaskLine | None:
    task = learning.work_on
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


def _dimension(row: LearningDimension, with_moments: bool) -> DimensionLine:  # noqa: FBT001
    effect = row.effect
    moments = [*row.won_moments[:1], *row.lost_moments[:1], *row.own_moments[:1]] if with_moments else []
    return DimensionLine(
        name=row.name,
        label=row.label,
        verdict=row.verdict,
        sentence=row.sentence,
        rep=row.rep.shown,
        won_deals_of_peers=row.winners.shown,
        lost_deals_of_peers=row.losers.shown,
        deals=[row.rep.n, row.winners.n, row.losers.n],
        cliffs_delta=[round(value, 2) for value in (effect.delta, effect.low, effect.high)] if effect else None,
        q=None if row.q is None else round(row.q, 3),
        moments=[_moment(exemplar) for exemplar in moments],
    )


def _moment(exemplar: ExemplarMoment) -> Moment:
    return Moment(
        call_id=str(exemplar.call_id),
        call=exemplar.call_title,
        deal=exemplar.opportunity_name,
        outcome=exemplar.outcome,
        rep=exemplar.rep_name,
        turn=exemplar.turn,
        at=moment(exemplar.at_ms),
        speaker=exemplar.speaker,
        value=exemplar.value,
        **words(Side(exemplar.side), exemplar.quote),
    )


def _coverage(learning: Learning) -> str:
    read = learning.coverage
    return (
        f"{count(read.rep_deals, 'closed deal')} of {learning.rep.name} against {read.won_deals:,} won and "
        f"{read.lost_deals:,} lost deals by comparable peers, closed since {read.since:%Y-%m-%d}; "
        f"needs {read.minimum} deals per group."
    )
