"""What a rep can learn from peers, as every surface shows it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gametape.analysis.comparing.dimensions import Focus, Unit
from gametape.analysis.comparing.winners import DimensionVerdict, NearerTo
from gametape.queries.deals import Outcome, ResultRow

Share = Annotated[float, Field(ge=0, le=1)]


class LearningRep(ResultRow):
    """Whom it is about."""

    id: UUID
    email: str
    name: str
    role: str


class DealArm(ResultRow):
    """Deals of one kind: how many, their mean in the dimension's unit, and the 95 % interval of the mean."""

    n: int = Field(ge=0, description="Deals.")
    mean: float | None
    low: float | None = Field(description="Null where there are too few deals for an interval.")
    high: float | None
    shown: str = Field(description="The mean with its unit, for people.")


class DealEffect(ResultRow):
    """Cliff's delta of won against lost deals of peers, within strata: above 0, winners have more of it."""

    delta: float = Field(ge=-1, le=1)
    low: float = Field(ge=-1, le=1, description="Of the 95 % interval.")
    high: float = Field(ge=-1, le=1)


class ExemplarMoment(ResultRow):
    """A moment on a call that can be opened: the quote was verified against the transcript."""

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
    at_ms: int = Field(ge=0, description="When the quoted sentence begins, from the start of the call.")
    quote: str
    speaker: str
    side: str
    value: str = Field(description="The dimension on this call, with its unit.")
    why: str = Field(description="Why this one: on how many calls the deal shows it.")


class LearningDimension(ResultRow):
    """One dimension, whether it tells won from lost deals, and where the rep stands."""

    name: str
    label: str
    unit: Unit
    focus: Focus
    definition: str
    verdict: DimensionVerdict = Field(description="With enough deals in all three arms.")
    peers: DimensionVerdict = Field(description="Of won against lost deals of peers alone.")
    reason: str = Field(description="In a few words; `not enough data (5 of 8 deals)`.")
    sentence: str = Field(description="What it says, for people; associated with, never causes.")
    rep: DealArm
    winners: DealArm = Field(description="Won deals of comparable peers, as they would be with the rep's mix of deals.")
    losers: DealArm
    effect: DealEffect | None
    p: Share | None = Field(description="Of the test among peers alone, without the rep's deals.")
    q: Share | None = Field(description="False discovery rate over everything that was tested in the company.")
    standing: NearerTo | None = Field(description="Whose deals the rep's are nearer to, where the dimension differs.")
    is_clear: bool = Field(description="The rep's whole interval lies on that side.")
    peers_agreeing: int = Field(ge=0, description="Peers whose own won and lost deals differ in the same direction ...")
    peers_compared: int = Field(ge=0, description="... of those who have both.")
    won_moments: list[ExemplarMoment]
    lost_moments: list[ExemplarMoment]
    own_moments: list[ExemplarMoment]


class MatchedOn(ResultRow):
    """One thing that deals are matched on."""

    key: Literal["role", "segment", "product", "size", "period"]
    state: Literal["matched", "relaxed", "unknown"] = Field(
        description="Relaxed: too few deals would have been left. Unknown: no deal has it."
    )


class WorkOn(ResultRow):
    """The one thing to work on this week."""

    dimension: str
    label: str
    focus: Focus
    basis: Literal["finding", "peers", "habit"] = Field(
        description="finding: it tells won from lost deals, and the rep is with the lost ones. peers: it tells them"
        " apart, and the rep has too few deals to be placed. habit: it only sets the rep apart from peers."
    )
    sentence: str
    action: str = Field(description="What to try in the next call.")
    own: ExemplarMoment | None = Field(description="One of the rep's own calls, as it usually goes.")
    example: ExemplarMoment | None = Field(description="One from a won deal in the same situation.")


class LearningCoverage(ResultRow):
    """What was read, and what could not be."""

    since: datetime = Field(description="Deals closed before are not compared.")
    rep_deals: int = Field(ge=0)
    won_deals: int = Field(ge=0, description="Of comparable peers.")
    lost_deals: int = Field(ge=0)
    closed_deals: int = Field(ge=0, description="In the company, since then.")
    unmeasured_deals: int = Field(ge=0, description="Of these, without a measured call before the outcome.")
    minimum: int = Field(ge=1, description="Deals that each arm needs.")
    level: float = Field(description="The false discovery rate up to which a difference is claimed.")
    scores_by: Literal["local", "claude", "gong"] | None = Field(description="Who gave the scores that are compared.")
    limitations: list[str]


class Learning(ResultRow):
    """What won and lost deals of peers say to a rep."""

    rep: LearningRep
    focus: Focus | None
    as_of: datetime
    headline: str
    headlines: dict[Focus, str] = Field(description="The headline of each focus area alone.")
    work_on: WorkOn | None
    dimensions: list[LearningDimension] = Field(description="All that are compared, those that matter first.")
    matching: list[MatchedOn]
    coverage: LearningCoverage
