"""Insights on a deal as they are shown: what an analyser read (insights/models.py), and what is computed beside it."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from gametape.analysis.evidence.claims import Ledger
from gametape.analysis.evidence.hostile import Flag
from gametape.analysis.insights.insight_reviews import InsightReview
from gametape.analysis.insights.models import (
    AnalyserName,
    DealObjection,
    Element,
    InsightModel,
    Remark,
    Suggestion,
    Theme,
)
from gametape.queries.signals import Fact, Signal


class NextAction(Suggestion):
    """A next step in words."""

    contested: bool = Field(default=False, description="Somebody said that this is wrong.")
    is_primary: bool
    sentence: str


class StageStay(InsightModel):
    """How long the deal was in a stage, and how long that usually takes."""

    stage: str | None
    since: datetime | None
    until: datetime | None = Field(description="Null in the stage it is in.")
    days: float | None
    usual_days: float | None = Field(description="Null for stages in which deals end.")
    usual_of_deals: int = Field(0, ge=0, description="The usual is the median of so many closed deals; 0: a setting.")


class Progression(InsightModel):
    """How the deal moved."""

    stages: tuple[StageStay, ...] = Field(description="Oldest first.")
    days_open: int | None = Field(description="Until it closed, else until now.")
    close_date_moves: int = Field(ge=0, description="To a later day.")


class ContactNote(InsightModel):
    """Somebody of the customer."""

    name: str | None
    email: str | None
    title: str | None
    last_active_at: datetime | None = Field(description="The last call they were on, or mail they wrote.")


class ReplyTime(InsightModel):
    """How long a side takes to answer a mail."""

    median_hours: float | None = Field(description="Null where nobody answered.")
    replies: int = Field(ge=0, description="The median is of so many.")


class Relationship(InsightModel):
    """Who is in it, and how they answer."""

    people: int = Field(ge=0, description="Of the customer, on calls or writing.")
    active: int = Field(ge=0, description="Of these, in the last `active_days`.")
    active_days: int = Field(30, ge=1, description="Within how many days somebody counts as active, by the thresholds.")
    deciders: tuple[ContactNote, ...] = Field(description="Whose title says that they can decide.")
    went_quiet: tuple[ContactNote, ...] = Field(description="Took part more than once, but not lately.")
    ours: ReplyTime
    theirs: ReplyTime


class ElementView(Element):
    """An element with its words."""

    name: str
    question: str = Field(description="What would have to be known.")


class MethodologyView(InsightModel):
    """How much is known of what a methodology asks for."""

    id: str
    name: str
    elements: tuple[ElementView, ...]


class CoverageGap(StrEnum):
    """Why something was not read."""

    INTERNAL = "internal"
    PRIVATE = "private"
    NO_TRANSCRIPT = "no_transcript"
    NEW = "new"
    DROPPED = "dropped"
    LANGUAGE = "language"
    LANGUAGE_PART = "language_part"
    NO_BODY = "no_body"
    AUTHOR_UNCERTAIN = "author_uncertain"


class Missing(InsightModel):
    """What was not read, and why."""

    reason: CoverageGap
    count: int = Field(ge=1)
    sentence: str
    facts: tuple[Fact, ...] = Field(description="The latest of them.")


class Coverage(InsightModel):
    """What was read, what is missing, and how fresh it is."""

    calls: int = Field(ge=0, description="Held with the customer.")
    calls_read: int = Field(ge=0)
    emails: int = Field(ge=0)
    emails_read: int = Field(ge=0, description="Those with text; of a mail its first 500 characters are kept.")
    changes: int = Field(ge=0)
    missing: tuple[Missing, ...]
    languages_not_covered: tuple[str, ...] = Field(description="Their calls have times, and no words were looked for.")
    latest_at: datetime | None = Field(description="The latest call, mail or change that was read.")
    synced_at: datetime | None = Field(
        description="When calls and mails last came from the source, the older of the two."
    )
    sentence: str = Field(description="`Read 9 of 9 calls and 31 mails.`")


class Cause(StrEnum):
    """Why a stored reading no longer holds."""

    NEVER_MADE = "never_made"
    CALLS = "calls"
    EMAILS = "emails"
    DEAL = "deal"
    SIGNALS = "signals"
    METHODOLOGY = "methodology"
    ANALYSER = "analyser"


class ReadingPlan(InsightModel):
    """What making it anew would read: answered before anything is paid."""

    analyser: AnalyserName
    is_fresh: bool = Field(description="Nothing changed since: asking again is free.")
    causes: tuple[Cause, ...]
    calls: tuple[UUID, ...] = Field(description="Calls that are new or changed: each is read again.")
    calls_unchanged: int = Field(ge=0)
    words: int = Field(ge=0, description="In the calls that are read again.")
    dollars: Decimal | None = Field(None, description="What that costs at most; null where it costs nothing.")


class DealInsights(InsightModel):
    """All that is judged of a deal."""

    opportunity_id: UUID
    analyser: AnalyserName
    model: str | None
    prompt_version: str | None
    made_at: datetime = Field(description="When the texts were read.")
    is_stored: bool
    is_stale: bool = Field(description="Something changed since: `refresh` says what.")
    signals: tuple[Signal, ...] = Field(description="Worst first; none on a closed deal.")
    actions: tuple[NextAction, ...] = Field(description="The primary one first.")
    objections: tuple[DealObjection, ...] = Field(description="Open ones first.")
    themes: tuple[Theme, ...] = Field(description="Most turns first.")
    methodology: MethodologyView
    progression: Progression
    relationship: Relationship
    remarks: tuple[Remark, ...]
    coverage: Coverage
    flagged: tuple[Flag, ...] = Field(description="Where text looks as if it were meant to mislead a machine.")
    ledger: Ledger
    reviews: tuple[InsightReview, ...] = Field(description="What people said of items; the latest word on each.")
    refresh: ReadingPlan

    @property
    def items(self) -> set[str]:
        """The ids of all that can be contested."""
        parts = (self.actions, self.objections, self.themes, self.methodology.elements, self.remarks)
        return {one.id for part in parts for one in part}
