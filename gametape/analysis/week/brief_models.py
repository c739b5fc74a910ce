"""Brief of a rep for a 1:1, as every surface shows it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from gametape.analysis.commitments.list_commitments import ShownCommitment
from gametape.analysis.evidence.claims import AnyEvidence
from gametape.analysis.learning.agreements import Agreement
from gametape.analysis.learning.models import LearningRep, WorkOn
from gametape.analysis.week.one_on_ones import BriefPeriod
from gametape.queries.deals import Opportunity, ResultRow
from gametape.queries.team_changes import ChangedDeal
from gametape.queries.totals import Sum


class DealWords(ResultRow):
    """Sentence of the customer that matters most on a deal now."""

    why: str = Field(description="Reason in a few words: `Waiting for an answer since Nov 12`, `Open objection`.")
    said_at: datetime | None
    call_title: str | None = Field(description="Title of the call; null for an email.")
    evidence: AnyEvidence


class NextStep(ResultRow):
    """Next step as it stands in the CRM."""

    text: str
    changed_before: date | None = Field(description="Last change of the deal in the CRM: the text is as old, or older.")
    days: int | None = Field(ge=0, description="Days since then.")


class UpcomingMeeting(ResultRow):
    """Next meeting with the customer on the calendar."""

    call_id: UUID
    title: str | None
    starts_at: datetime


class BriefDeal(ResultRow):
    """Open deal in a brief."""

    deal: Opportunity
    words: DealWords | None
    next_step: NextStep | None = Field(description="Null if the CRM has none.")
    meeting: UpcomingMeeting | None
    missing: list[str] = Field(
        description="People who are missing, in words; signals on people are repeated here in the same words."
    )
    undelivered: list[ShownCommitment] = Field(description="Our promises that no call or email shows done.")
    changed: ChangedDeal | None = Field(description="Changes since the last 1:1.")


class ClosingDeals(ResultRow):
    """Open deals with a close date in the current quarter."""

    first: date
    last: date
    deals: int = Field(ge=0)
    sums: list[Sum] = Field(description="Amounts per currency, never added up across currencies.")


class RepBrief(ResultRow):
    """Brief for a 1:1 with a rep."""

    rep: LearningRep
    title: str | None
    as_of: datetime
    today: date = Field(description="Today in the deployment's time zone.")
    period: BriefPeriod
    open: int = Field(ge=0, description="Open deals that the rep owns.")
    quiet: int = Field(ge=0, description="Open deals without a call or email for too long.")
    overdue: int = Field(ge=0, description="Open deals whose close date has passed.")
    closing: ClosingDeals
    deals: list[BriefDeal] = Field(description="Open deals, those with the most severe signals first.")
    not_shown: int = Field(ge=0, description="Open deals beyond those listed.")
    closed: list[ChangedDeal] = Field(description="Deals won or lost since the last 1:1.")
    work_on: WorkOn | None = Field(description="One behavior to work on, with two moments.")
    work_on_missing: str | None = Field(description="If there is no behavior to work on, why.")
    goals: list[Agreement] = Field(description="Open coaching goals with their progress.")
    limitations: list[str]
