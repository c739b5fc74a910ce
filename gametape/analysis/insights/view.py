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

    contested: bool = Field(default=False, description="Disputed by a person.")
    is_primary: bool
    sentence: str


class StageStay(InsightModel):
    """How long the deal was in a stage, and how long that usually takes."""

    stage: str | None
    since: datetime | None
    until: datetime | None = Field(description="Null for the current stage.")
    days: float | None
    usual_days: float | None = Field(description="Null for closed stages.")
    usual_of_deals: int = Field(
        0, ge=0, description="Number of closed deals behind the typical days (median); 0 means a default."
    )


class Progression(InsightModel):
    """How the deal moved."""

    stages: tuple[StageStay, ...] = Field(description="Oldest first.")
    days_open: int | None = Field(description="Until the close, else until now.")
    close_date_moves: int = Field(ge=0, description="Times the close date was pushed.")


class ContactNote(InsightModel):
    """Somebody of the customer."""

    name: str | None
    email: str | None
    title: str | None
    last_active_at: datetime | None = Field(description="Last call joined or email written.")


class ReplyTime(InsightModel):
    """How long a side takes to answer a mail."""

    median_hours: float | None = Field(description="Null if there was no reply.")
    replies: int = Field(ge=0, description="Number of replies behind the median.")


class Relationship(InsightModel):
    """Who is in it, and how they answer."""

    people: int = Field(ge=0, description="Customer contacts who joined a call or wrote.")
    active: int = Field(ge=0, description="Customer contacts active in the last `active_days`.")
    active_days: int = Field(30, ge=1, description="Number of days within which a contact counts as active.")
    deciders: tuple[ContactNote, ...] = Field(description="Contacts with a decision maker's title.")
    went_quiet: tuple[ContactNote, ...] = Field(description="Contacts who took part more than once, but not recently.")
    ours: ReplyTime
    theirs: ReplyTime


class ElementView(Element):
    """An element with its words."""

    name: str
    question: str = Field(description="Question behind the element.")


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
    facts: tuple[Fact, ...] = Field(description="The latest items.")


class Coverage(InsightModel):
    """What was read, what is missing, and how fresh it is."""

    calls: int = Field(ge=0, description="Calls held with the customer.")
    calls_read: int = Field(ge=0)
    emails: int = Field(ge=0)
    emails_read: int = Field(ge=0, description="Emails with text; the first 500 characters of an email are kept.")
    changes: int = Field(ge=0)
    missing: tuple[Missing, ...]
    languages_not_covered: tuple[str, ...] = Field(description="Languages not covered: talk times only, no words.")
    latest_at: datetime | None = Field(description="Time of the latest call, email or change analyzed.")
    synced_at: datetime | None = Field(description="Last sync of calls and emails, the older of the two.")
    sentence: str = Field(description="`Analyzed 9 of 9 calls and 31 emails.`")


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
    calls: tuple[UUID, ...] = Field(description="Calls that are new or changed and need analysis.")
    calls_unchanged: int = Field(ge=0)
    words: int = Field(ge=0, description="Words in these calls.")
    dollars: Decimal | None = Field(None, description="Maximum cost in US dollars; null if free.")


class DealInsights(InsightModel):
    """All that is judged of a deal."""

    opportunity_id: UUID
    analyser: AnalyserName
    model: str | None
    prompt_version: str | None
    made_at: datetime = Field(description="Time of the analysis.")
    is_stored: bool
    is_stale: bool = Field(description="Out of date: `refresh` says what changed.")
    signals: tuple[Signal, ...] = Field(description="Most severe first; none on a closed deal.")
    actions: tuple[NextAction, ...] = Field(description="Most important first.")
    objections: tuple[DealObjection, ...] = Field(description="Open ones first.")
    themes: tuple[Theme, ...] = Field(description="Most turns first.")
    methodology: MethodologyView
    progression: Progression
    relationship: Relationship
    remarks: tuple[Remark, ...]
    coverage: Coverage
    flagged: tuple[Flag, ...] = Field(description="Passages that look like prompt injection.")
    ledger: Ledger
    reviews: tuple[InsightReview, ...] = Field(description="Latest review of each item by a person.")
    refresh: ReadingPlan

    @property
    def items(self) -> set[str]:
        """The ids of all that can be contested."""
        parts = (self.actions, self.objections, self.themes, self.methodology.elements, self.remarks)
        return {one.id for part in parts for one in part}
