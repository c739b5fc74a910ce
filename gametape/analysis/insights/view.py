"""Insights on a deal as they are shown: the analyser's reading (insights/models.py) and the computed parts."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from gametape.analysis.evidence.claims import AnyEvidence
from gametape.analysis.evidence.hostile import Flag
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.insight_reviews import InsightReview
from gametape.analysis.insights.models import (
    AnalyserName,
    DealObjection,
    Element,
    InsightModel,
    Remark,
    Suggestion,
    TakenBack,
    Theme,
)
from gametape.queries.deals import Outcome
from gametape.queries.signals import Fact, Signal, TurnFact


class NextAction(Suggestion):
    """Next action with its sentence and its reason."""

    contested: bool = Field(default=False, description="Disputed by a person.")
    is_primary: bool
    sentence: str
    reason: str = Field(description="What is unusual here, and on how many open deals it is so.")


class ReviewSentence(InsightModel):
    """Sentence of a review, with what it rests on."""

    sentence: str
    facts: tuple[TurnFact | Fact, ...] = ()
    evidence: tuple[AnyEvidence, ...] = ()


class DealReview(InsightModel):
    """Review of a closed deal: how it ended, and what was known before."""

    outcome: Outcome
    sentences: tuple[ReviewSentence, ...] = Field(min_length=1, description="The outcome first.")


class StageStay(InsightModel):
    """Days of the deal in a stage, with the typical days."""

    stage: str | None
    since: datetime | None
    until: datetime | None = Field(description="Null for the current stage.")
    days: float | None
    usual_days: float | None = Field(description="Null for closed stages.")
    usual_of_deals: int = Field(
        0, ge=0, description="Number of closed deals behind the typical days (median); 0 means a default."
    )


class Progression(InsightModel):
    """Stages of the deal, its age, and the moves of its close date."""

    stages: tuple[StageStay, ...] = Field(description="Oldest first.")
    days_open: int | None = Field(description="Until the close, else until now.")
    close_date_moves: int = Field(ge=0, description="Times the close date was pushed.")


class ContactNote(InsightModel):
    """Contact of the customer."""

    name: str | None
    email: str | None
    title: str | None
    last_active_at: datetime | None = Field(description="Last call joined or email written.")


class ReplyTime(InsightModel):
    """Reply time of a side by email."""

    median_hours: float | None = Field(description="Null if there was no reply.")
    replies: int = Field(ge=0, description="Number of replies behind the median.")


class Relationship(InsightModel):
    """Customer contacts who take part, and reply times of both sides."""

    people: int = Field(ge=0, description="Customer contacts who joined a call or wrote.")
    active: int = Field(ge=0, description="Customer contacts active in the last `active_days`.")
    active_days: int = Field(30, ge=1, description="Number of days within which a contact counts as active.")
    deciders: tuple[ContactNote, ...] = Field(description="Contacts with a decision maker's title.")
    went_quiet: tuple[ContactNote, ...] = Field(description="Contacts who took part more than once, but not recently.")
    ours: ReplyTime
    theirs: ReplyTime


class ElementView(Element):
    """Element with its name and question."""

    name: str
    question: str = Field(description="Question behind the element.")


class MethodologyView(InsightModel):
    """Methodology with the state of its elements."""

    id: str
    name: str
    elements: tuple[ElementView, ...]


class CoverageGap(StrEnum):
    """Reason why a call or email was not read, or read in part."""

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
    """Items that were not read for the same reason."""

    reason: CoverageGap
    count: int = Field(ge=1)
    sentence: str
    facts: tuple[Fact, ...] = Field(description="The latest items.")


class Coverage(InsightModel):
    """Coverage of the analysis: items read, items missing, and the latest times."""

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
    """Reason why a stored reading is out of date."""

    NEVER_MADE = "never_made"
    CALLS = "calls"
    EMAILS = "emails"
    DEAL = "deal"
    SIGNALS = "signals"
    METHODOLOGY = "methodology"
    ANALYSER = "analyser"


class ReadingPlan(InsightModel):
    """Plan of a new analysis: the calls it would read and its maximum cost, known before anything is paid."""

    analyser: AnalyserName
    is_fresh: bool = Field(description="Nothing changed since: asking again is free.")
    causes: tuple[Cause, ...]
    calls: tuple[UUID, ...] = Field(description="Calls that are new or changed and need analysis.")
    calls_unchanged: int = Field(ge=0)
    words: int = Field(ge=0, description="Words in these calls.")
    dollars: Decimal | None = Field(None, description="Maximum cost in US dollars; null if free.")


class DealInsights(InsightModel):
    """Insights on a deal."""

    opportunity_id: UUID
    analyser: AnalyserName
    model: str | None
    prompt_version: str | None
    made_at: datetime = Field(description="Time of the analysis.")
    is_stored: bool
    is_stale: bool = Field(description="Out of date: `refresh` says what changed.")
    signals: tuple[Signal, ...] = Field(description="Most severe first; none on a closed deal.")
    actions: tuple[NextAction, ...] = Field(
        description="What is unusual on an open deal among the company's deals, most urgent first; at most three."
    )
    nothing_unusual: str | None = Field(description="On an open deal without actions, says so with the next meeting.")
    review: DealReview | None = Field(description="Review of a closed deal, in place of actions.")
    objections: tuple[DealObjection, ...] = Field(description="Open ones first.")
    taken_back: tuple[TakenBack, ...] = Field(
        description="Objections that a rule heard and Claude does not count as such."
    )
    themes: tuple[Theme, ...] = Field(description="Most turns first.")
    methodology: MethodologyView
    progression: Progression
    relationship: Relationship
    remarks: tuple[Remark, ...]
    coverage: Coverage
    limitations: tuple[str, ...] = Field(description="What the analysis may miss or get wrong, a sentence each.")
    flagged: tuple[Flag, ...] = Field(description="Passages that look like prompt injection.")
    ledger: Ledger
    reviews: tuple[InsightReview, ...] = Field(description="Latest review of each item by a person.")
    refresh: ReadingPlan

    @property
    def items(self) -> set[str]:
        """Ids of the items that a person can dispute."""
        parts = (self.actions, self.objections, self.themes, self.methodology.elements, self.remarks)
        return {item.id for part in parts for item in part}
