"""Reading of a deal's story by an analyser: closed vocabularies, ids and checked quotes.

    DealStory (story.py)  ->  Analyser.read  ->  DealReading  ->  compose.py adds computed parts  ->  DealInsights

An analyser fills a `DealReading` and nothing else. Its statements about texts carry evidence, which
analysis/evidence/claims.py makes from quotes found in the text. Signals, progression, relationship, coverage and the
sentences of actions are computed by the same code for every analyser, so no customer text can change them.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, computed_field, model_validator

from gametape.analysis.evidence.claims import AnyEvidence, Claim
from gametape.analysis.evidence.hostile import Flag
from gametape.analysis.judgements import Maker
from gametape.queries.calls_and_emails import Side
from gametape.queries.objection_names import ObjectionKind
from gametape.queries.signals import Fact, SignalName, TurnFact

AnalyserName = Maker
MAX_ACTIONS = 3


class InsightModel(BaseModel):
    """Base of immutable models that are not claims."""

    model_config = ConfigDict(frozen=True)


class ThemeName(StrEnum):
    """Topic of a conversation."""

    PAIN = "pain"
    PRICING = "pricing"
    BUDGET = "budget"
    TIMELINE = "timeline"
    COMPETITOR = "competitor"
    DECISION_PROCESS = "decision_process"
    DECISION_MAKER = "decision_maker"
    NEXT_STEPS = "next_steps"
    SECURITY = "security"
    INTEGRATION = "integration"
    ADOPTION = "adoption"


class ObjectionState(StrEnum):
    """State of an objection. Open: the customer accepted no answer to it. Not covered: the outcome is not known."""

    OPEN = "open"
    RESOLVED = "resolved"
    NOT_COVERED = "not_covered"


class ElementState(StrEnum):
    """Degree to which an element of a methodology is known."""

    VERIFIED = "verified"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class ActionKind(StrEnum):
    """Kind of next action, the most urgent first."""

    KEEP_A_PROMISE = "keep_a_promise"
    ANSWER_EMAIL = "answer_email"
    ANSWER_OBJECTION = "answer_objection"
    AGREE_ON_A_DATE = "agree_on_a_date"
    GET_A_REPLY = "get_a_reply"
    MEET_A_DECISION_MAKER = "meet_a_decision_maker"
    FOLLOW_UP = "follow_up"
    WIN_BACK_A_CONTACT = "win_back_a_contact"
    MOVE_THE_STAGE = "move_the_stage"
    RAISE_PRICING = "raise_pricing"
    MEET_MORE_PEOPLE = "meet_more_people"


class _Item(BaseModel):
    """Base of items that a person can dispute by id."""

    contested: bool = Field(default=False, description="Disputed by a person. Set by code only.")


class Theme(_Item, Claim):
    """Topic of the deal's calls, with one or two of the clearest quotes."""

    name: ThemeName
    calls: int = Field(ge=1, description="Number of calls where the topic came up. From trackers, never from a model.")
    turns: int = Field(ge=1, description="Number of turns where the topic came up. From trackers, never from a model.")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """Id by which a review names the item."""
        return f"theme:{self.name}"


class DealObjection(_Item, Claim):
    """Objection of the customer, with its state after the last call that raises it.

    The first quote is the customer raising the objection; the other quotes are the answer and the reaction.
    """

    kind: ObjectionKind | None = Field(description="Null if the kind is not certain: the first quote says it.")
    state: ObjectionState
    raised_at: datetime | None = Field(description="Time of the last call where it was raised.")
    resolved_at: datetime | None = Field(None, description="Time of the call where it was settled.")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """Id by which a review names the item."""
        return f"objection:{self.about}"

    @property
    def about(self) -> str:
        """Kind of the objection; without a certain kind, the call or email and the turn that raise it."""
        first = self.evidence[0]
        return self.kind or (f"{first.call_id}:{first.turn}" if first.kind == "call" else str(first.email_id))

    @model_validator(mode="after")
    def _is_the_customers(self) -> Self:
        if self.evidence[0].side is not Side.THEIRS:
            raise ValueError("the first evidence of an objection is the customer's")
        return self


class Element(_Item, InsightModel):
    """Element of a methodology on a deal.

    Verified: the quotes are the customer's. Inferred: the quotes are ours, or facts suggest it. Unknown: neither.
    """

    element: str = Field(description="Id in the methodology file.")
    state: ElementState
    evidence: tuple[AnyEvidence, ...] = ()
    facts: tuple[TurnFact | Fact, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """Id by which a review names the item."""
        return f"element:{self.element}"

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        said_by_them = any(quote.side is Side.THEIRS for quote in self.evidence)
        if self.state is ElementState.VERIFIED and not said_by_them:
            raise ValueError("verified is what the customer said")
        if self.state is ElementState.INFERRED and not (self.evidence or self.facts):
            raise ValueError("inferred rests on a quote or a fact")
        if self.state is ElementState.UNKNOWN and (self.evidence or self.facts):
            raise ValueError("what there is evidence of is not unknown")
        return self


class Suggestion(InsightModel):
    """Next action on an open deal."""

    kind: ActionKind
    about: str | None = Field(
        None,
        max_length=200,
        description="An objection's kind (answer_objection), the day and start of a promise (keep_a_promise, "
        "follow_up), a contact's address (win_back_a_contact, meet_a_decision_maker); else null.",
    )
    because: tuple[SignalName, ...] = Field((), description="Signals on the deal now.")
    facts: tuple[TurnFact | Fact, ...] = Field(
        (), description="Timeline items behind it; none where the reason is a value of the deal itself."
    )
    evidence: tuple[AnyEvidence, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """Id by which a review names the item."""
        return f"action:{self.kind}:{self.about or ''}"


class Remark(_Item, Claim):
    """Sentence of a language model on the deal, plain text, supported by quotes. The local analyser writes none."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=240, pattern=r"^[^<>\x00-\x1f]*$")]
    number: int = Field(ge=1)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """Id by which a review names the item."""
        return f"remark:{self.number}"


class TakenBack(Claim):
    """Objection that a rule heard, and that a language model does not count as one. It leaves the list, and is counted.

    `evidence` is what the customer said.
    """

    kind: ObjectionKind | None
    rule: str = Field(description="Rule that heard it.")
    reason: str | None = Field(description="The model's reason; null if it may not be shown.")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def sentence(self) -> str:
        """Statement for people."""
        why = f": {self.reason}" if self.reason else "."
        return f"Not counted as an objection by Claude ({self.kind or 'kind not certain'}, {self.rule}){why}"


class DealReading(InsightModel):
    """Complete reading of a story by an analyser, as it is stored.

    `themes`: only topics that the trackers found (`themes.counts`), with their counts; most turns first.
    `objections`: at most one per kind, and those without a certain kind. `elements`: one per element of
    `Story.methodology`, in its order. `remarks`: up to 3; a remark whose quotes fail `verify` twice is dropped and
    counted in the ledger. `flagged`: from `hostile.flags`, the same for every analyser. `unread`: calls that could not
    be read. `taken_back`: objections of rules that the analyser does not count.
    """

    themes: tuple[Theme, ...] = ()
    objections: tuple[DealObjection, ...] = ()
    elements: tuple[Element, ...] = ()
    remarks: tuple[Remark, ...] = Field((), max_length=3)
    flagged: tuple[Flag, ...] = ()
    unread: tuple[UUID, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
