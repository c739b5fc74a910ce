"""Results of the rep list and the rep page: means over deals, with interval and number of calls and deals."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from gametape.analysis.comparing.axis import Axis
from gametape.queries.deals import ResultRow
from gametape.queries.scores import Origin

RepStandingWord = Literal["strength", "gap", "higher", "lower", "in_line", "not_enough_data"]


class RepMean(ResultRow):
    """Mean over deals, each deal being the mean of its calls, with Student's 95 % interval."""

    calls: int = Field(ge=0)
    deals: int = Field(ge=0)
    mean: float | None = Field(description="Null while there are too few deals and calls.")
    low: float | None = Field(description="End of the 95% confidence interval.")
    high: float | None


class RepMonth(RepMean):
    """Mean over the calls of one month, UTC."""

    month: date = Field(description="First day of the month.")
    shown: str = Field(description="Mean with its unit, as text.")


class RepScore(RepMean):
    """Mean of the scores of one dimension."""

    dimension: str


class RepDeals(ResultRow):
    """Number of deals that the rep owns, or in which the rep was on a call with the customer."""

    open: int = Field(ge=0)
    won: int = Field(ge=0)
    lost: int = Field(ge=0)


class RepOverview(ResultRow):
    """Rep who speaks with customers."""

    id: UUID
    email: str
    name: str
    role: str | None = Field(description="AE, SE, CSM or manager.")
    title: str | None
    manager_email: str | None
    is_active: bool | None
    deals: RepDeals
    calls: int = Field(ge=0, description="Customer calls in the last 90 days.")
    last_call_at: datetime | None
    scores: list[RepScore] = Field(description="Average scores of the last 365 days.")
    stands_out: str | None = Field(description="Biggest difference from the team, in words; null if there is none.")


class RepList(ResultRow):
    """List of the reps who were on a call with a customer."""

    reps: list[RepOverview] = Field(description="By name.")
    scores_by: Origin = Field(description="Scorer; scores from other scorers are left out.")
    fewest_deals: int = Field(description="Minimum for showing a mean.")
    fewest_calls: int


class RepTeam(RepMean):
    """Mean of the other reps in the same role: with the same manager, or all of them where these are too few."""

    people: int = Field(ge=0)
    shown: str = Field(description="Mean with its unit, as text.")


class RepMeasure(RepMean):
    """Score or number of a rep over time, compared with the team's."""

    name: str
    label: str
    unit: str
    kind: Literal["score", "number"] = Field(
        description="True for scores (more is better); false for metrics (neither direction is better)."
    )
    definition: str
    shown: str = Field(description="Mean with its unit, as text.")
    team: RepTeam
    standing: RepStandingWord
    sentence: str = Field(description="Summary sentence.")
    mix: str = Field(description="Kinds of calls that are compared, each with the rep's number of calls.")
    axis: Axis | None = Field(description="Axis for the months and the team's mean; null without values.")
    months: list[RepMonth] = Field(description="One per month, oldest first.")


class RepCall(ResultRow):
    """Call of the rep that can be opened."""

    id: UUID
    title: str | None
    started_at: datetime
    scores: dict[str, float] = Field(description="By dimension.")


class RepDetail(RepOverview):
    """Rep over the last year, compared with the team."""

    since: datetime
    team: str = Field(description="Who the rep is compared with.")
    scores_by: Origin
    measures: list[RepMeasure] = Field(description="Scores first, then metrics.")
    strengths: list[str] = Field(description="Scores above the team's, unlikely to be chance.")
    gaps: list[str] = Field(description="Scores below the team's, unlikely to be chance.")
    recent_calls: list[RepCall] = Field(description="Latest ten customer calls.")
    limitations: list[str]
