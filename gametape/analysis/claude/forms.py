"""Forms of Claude's answers. Reasons come before levels and verdicts, so that they are thought of first.

All questions about a call are answered in one form, `CallAnswer`: the API caches a request's beginning under its form,
so that a form per question would cache the same call three times.
"""

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.insights.models import ThemeName
from gametape.analysis.scoring.quote_support import BEST
from gametape.queries.objection_names import ObjectionKind


class AnswerForm(BaseModel):
    """Base of answer forms; an answer must have exactly the form's fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnQuote(AnswerForm):
    """Quote from a turn."""

    turn: int
    quote: str


class NotedTheme(AnswerForm):
    """Topic of a call."""

    name: ThemeName
    quotes: list[TurnQuote]


class NotedObjection(AnswerForm):
    """Objection on a call. `reason` says why it is settled or not."""

    kind: ObjectionKind
    raised: TurnQuote
    replies: list[TurnQuote]
    reason: str
    settled: bool


class NotedElement(AnswerForm):
    """Element of the methodology that became known on a call."""

    id: str
    quotes: list[TurnQuote]


class NotedPoint(AnswerForm):
    """Sentence on a call that its quotes bear out."""

    text: str
    quotes: list[TurnQuote]


class CallNotes(AnswerForm):
    """Answer on a call."""

    themes: list[NotedTheme]
    objections: list[NotedObjection]
    elements: list[NotedElement]
    points: list[NotedPoint]


class CorrectedQuote(TurnQuote):
    """Quote that replaces a rejected one."""

    number: int = Field(description="Number of the rejected quote.")


class Corrections(AnswerForm):
    """Answer with corrected quotes."""

    corrected: list[CorrectedQuote]


class JudgedCriterion(AnswerForm):
    """Level of a criterion, after the quotes and the reason for it."""

    criterion: str
    quotes: list[TurnQuote]
    why: str
    nothing_to_judge: bool
    level: int = Field(ge=0, le=BEST)


class Judgement(AnswerForm):
    """Answer on a dimension."""

    criteria: list[JudgedCriterion]


class CallAnswer(AnswerForm):
    """Answer to any question about a call."""

    answer: CallNotes | Corrections | Judgement


class ChosenTheme(AnswerForm):
    """Topic of a deal, with ids of quotes."""

    name: ThemeName
    quotes: list[str]


class ChosenObjection(AnswerForm):
    """Objection on a deal, with ids of quotes."""

    kind: ObjectionKind
    raised: str
    replies: list[str]
    settled: bool


class ChosenElement(AnswerForm):
    """Element of the methodology, with ids of quotes."""

    id: str
    quotes: list[str]


class MailWords(AnswerForm):
    """Words of an email."""

    mail: str
    quote: str


class ClaimedRemark(AnswerForm):
    """Sentence on a deal, with ids of quotes and words of emails."""

    text: str
    quotes: list[str]
    mails: list[MailWords]


class NoObjection(AnswerForm):
    """Objection heard by a rule that is none; `heard` is its id."""

    heard: str
    reason: str


class DealNotes(AnswerForm):
    """Answer on a deal."""

    themes: list[ChosenTheme]
    objections: list[ChosenObjection]
    no_objections: list[NoObjection]
    elements: list[ChosenElement]
    remarks: list[ClaimedRemark]


class Verdict(AnswerForm):
    """Verdict on a claim."""

    number: int = Field(description="Number of the claim.")
    reason: str
    verdict: Literal["entailed", "contradicted", "not_said"]


class Verdicts(AnswerForm):
    """Answer on claims."""

    verdicts: list[Verdict]


CALL_FORMS = (CallNotes, Corrections, Judgement)


def sent_form(form: type[AnswerForm]) -> type[AnswerForm]:
    """Return the form that is sent for an answer of a form: that of all questions about a call, or the form itself."""
    return CallAnswer if form in CALL_FORMS else form


def form_text(form: type[AnswerForm]) -> str:
    """Write the schema of the form that is sent, to hash it."""
    return json.dumps(sent_form(form).model_json_schema(), sort_keys=True)
