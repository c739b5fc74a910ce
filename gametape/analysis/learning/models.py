"""Learning insights of a rep, in the form in which every surface shows them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gametape.analysis.comparing.axis import Axis
from gametape.analysis.comparing.dimensions import Focus, Unit
from gametape.analysis.comparing.winners import DimensionVerdict, NearerTo
from gametape.queries.deals import Outcome, ResultRow

Share = Annotated[float, Field(ge=0, le=1)]


class LearningRep(ResultRow):
    """Rep whom the insights are about."""

    id: UUID
    email: str
    name: str
    role: str


class DealArm(ResultRow):
    """Group of deals: their number, their mean in the dimension's unit, and the 95 % interval of the mean."""

    n: int = Field(ge=0, description="Deals.")
    mean: float | None
    low: float | None = Field(description="Null if there are too few deals for an interval.")
    high: float | None
    shown: str = Field(description="Mean with its unit, as text.")
    shown_with_interval: str = Field(description="Mean and interval with their unit, as text.")


class DealEffect(ResultRow):
    """Cliff's delta of won against lost deals, adjusted for rep and likeness: above 0, won deals have higher values."""

    delta: float = Field(
        ge=-1, le=1, description="Expected for further deals: shrunk toward 0, the more the fewer deals there are."
    )
    low: float = Field(ge=-1, le=1, description="End of the 95% confidence interval.")
    high: float = Field(ge=-1, le=1)
    observed: float = Field(ge=-1, le=1, description="Of the deals at hand.")


class ExemplarMoment(ResultRow):
    """Moment on a call that can be opened; the quote is verified against the transcript."""

    call_id: UUID
    call_title: str | None
    started_at: datetime
    opportunity_id: UUID
    opportunity_name: str
    account_name: str | None = Field(description="Many deals share a name.")
    outcome: Outcome
    rep_email: str
    rep_name: str
    turn: int = Field(ge=0)
    at_ms: int = Field(ge=0, description="Start of the quoted sentence, from the start of the call.")
    quote: str
    speaker: str
    side: str
    value: str = Field(description="Value on this call, with its unit.")
    why: str = Field(description="Why this moment was picked.")


class LearningDimension(ResultRow):
    """Dimension: whether won and lost deals differ in it, and which of them the rep's deals are nearer to."""

    name: str
    label: str
    unit: Unit
    is_percentage: bool = Field(description="Values are 0 to 1 and are shown as a percentage.")
    axis: Axis | None = Field(description="Axis for the means and intervals; null without values.")
    focus: Focus
    definition: str
    verdict: DimensionVerdict = Field(description="Verdict with enough deals in all three groups.")
    peers: DimensionVerdict = Field(description="Verdict for peers' won against lost deals.")
    reason: str = Field(description="In a few words; `not enough data (5 of 8 deals)`.")
    sentence: str = Field(description="Summary sentence; associated with, never causes.")
    rep: DealArm
    winners: DealArm = Field(description="Won deals by comparable peers, weighted to the rep's mix of deals.")
    losers: DealArm
    effect: DealEffect | None
    p: Share | None = Field(description="From the test among peers, without the rep's deals.")
    q: Share | None = Field(description="False discovery rate over all tests in the company.")
    standing: NearerTo | None = Field(
        description="Which deals the rep is clearly closer to than the average peer, if the dimension differs."
    )
    peers_agreeing: int = Field(ge=0, description="Peers whose own won and lost deals differ in the same direction ...")
    peers_compared: int = Field(ge=0, description="... of those who have both.")
    won_moments: list[ExemplarMoment]
    lost_moments: list[ExemplarMoment]
    own_moments: list[ExemplarMoment]


class MatchedOn(ResultRow):
    """Key that deals are matched on, and its state."""

    key: Literal["role", "segment", "product", "size", "period"]
    state: Literal["matched", "adjusted", "relaxed", "unknown"] = Field(
        description="Adjusted: too few deals would have been left, so its part is taken off the values."
        " Relaxed: too few deals for that, too. Unknown: no deal has it."
    )


class WorkOn(ResultRow):
    """Dimension to work on this week, with the reason and the advice."""

    dimension: str
    label: str
    focus: Focus
    basis: Literal["finding", "peers", "habit"] = Field(
        description="finding: it tells won from lost deals, and the rep is with the lost ones. peers: it tells them"
        " apart, and the rep has too few deals to be placed. habit: it only sets the rep apart from peers."
    )
    sentence: str
    action: str = Field(description="What to try on the next call.")
    own: ExemplarMoment | None = Field(description="Moment from the rep's own calls, typical for the rep.")
    example: ExemplarMoment | None = Field(description="Moment from a won deal in the same situation.")


class LearningCoverage(ResultRow):
    """Coverage of the insights: compared, closed and unmeasured deals, and limitations."""

    since: datetime = Field(description="Deals closed before this day are not compared.")
    rep_deals: int = Field(ge=0)
    won_deals: int = Field(ge=0, description="Deals by comparable peers.")
    lost_deals: int = Field(ge=0)
    closed_deals: int = Field(ge=0, description="Closed deals in the company since then.")
    unmeasured_deals: int = Field(ge=0, description="Closed deals without a measured call before the outcome.")
    minimum: int = Field(ge=1, description="Deals needed per group.")
    level: float = Field(description="False discovery rate up to which a difference is claimed.")
    scores_by: Literal["local", "claude", "gong"] | None = Field(description="Scorer of the compared scores.")
    limitations: list[str]


class Learning(ResultRow):
    """Learning insights of a rep from the peers' won and lost deals."""

    rep: LearningRep
    focus: Focus | None
    as_of: datetime
    headline: str
    headlines: dict[Focus, str] = Field(description="Headline of each focus area.")
    work_on: WorkOn | None
    dimensions: list[LearningDimension] = Field(description="All dimensions compared, most relevant first.")
    matching: list[MatchedOn]
    coverage: LearningCoverage
