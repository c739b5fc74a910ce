"""Tools that analyze a deal, and list the deals that need attention."""

from typing import Any

from pydantic import Field

from gametape.analysis.deal_insights import insights_on
from gametape.analysis.insights.load_story import outline
from gametape.analysis.insights.models import ElementState, ObjectionState, ThemeName
from gametape.analysis.insights.view import ContactNote, DealInsights, StageStay
from gametape.queries.objection_names import ObjectionKind
from gametape.queries.signals import Fact, Severity, Signal, SignalName
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.answer_budget import tokens
from gametape.surfaces.mcp.deals import DealLine, brief
from gametape.surfaces.mcp.naming import DealName, resolve_deal
from gametape.surfaces.mcp.quoting import CheckedQuote, quotes
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.text.plurals import count


class AnalyzeOpportunity(Asked):
    """Deal to analyze."""

    opportunity_id: DealName
    max_tokens: Budget = 3500


class Sign(AnswerPart):
    """Signal on a deal, with its rule and numbers."""

    name: SignalName
    severity: Severity
    sentence: str
    formula: str
    numbers: dict[str, float]
    facts: list[Fact] = Field(description="Calls, emails and changes behind it, newest first.")


class Action(AnswerPart):
    """Next action on a deal."""

    sentence: str
    reason: str = Field(description="What is unusual here, and on how many open deals it is so.")
    is_primary: bool
    because: list[SignalName] = Field([])
    evidence: list[CheckedQuote] = Field([])


class ReviewLine(AnswerPart):
    """Sentence of the review of a closed deal."""

    sentence: str
    evidence: list[CheckedQuote] = Field([])


class ObjectionLine(AnswerPart):
    """Objection of the customer: the first quote raises it, the following quotes answer it."""

    kind: ObjectionKind | None = Field(description="Null: not certain; the quote says it.")
    state: ObjectionState
    evidence: list[CheckedQuote]


class ThemeLine(AnswerPart):
    """Topic of the deal's conversations."""

    name: ThemeName
    calls: int
    turns: int
    evidence: list[CheckedQuote]


class Known(AnswerPart):
    """Element of a methodology. Verified: the customer said it; inferred: only we said it, or facts suggest it."""

    name: str
    state: ElementState
    evidence: list[CheckedQuote]


class QuotedSentence(AnswerPart):
    """Sentence of a language model, with the quotes that support it."""

    text: str
    evidence: list[CheckedQuote]


class Analysis(ToolAnswer):
    """Analysis of a deal."""

    deal: DealLine
    analyser: str = Field(description="local: rule-based, no AI. claude: analyzed by Claude.")
    signals: list[Sign] = Field(description="Most severe first; none on a closed deal.")
    next_actions: list[Action] = Field(description="What is unusual on an open deal, most urgent first.")
    nothing_unusual: str | None = Field(description="On an open deal without actions, says so.")
    review: list[ReviewLine] = Field(description="On a closed deal: how it ended, and what was known before.")
    objections: list[ObjectionLine] = Field(description="Open ones first.")
    themes: list[ThemeLine]
    methodology: str
    known: list[Known]
    remarks: list[QuotedSentence]
    days_open: int | None
    stages: list[StageStay] = Field(description="Oldest first.")
    customer_people: int
    active_people: int = Field(description="Customer contacts active in the last `active_days`.")
    active_days: int
    deciders: list[ContactNote] = Field(description="Contacts with a decision maker's title.")
    went_quiet: list[ContactNote]


@tool("Analyze a deal")
def analyze_opportunity(reading: Snapshot, asked: AnalyzeOpportunity) -> Analysis:
    """Analyze a deal: risks, next actions or a closed deal's review, objections, themes and methodology, with quotes.

    Use it before you judge a deal. Every quote was verified. Shows likely decision makers and quiet contacts, too.
    """
    id_ = resolve_deal(reading, asked.opportunity_id).id
    story = outline(reading.connection, id_, reading.settings)
    insights = insights_on(reading.connection, story, reading.settings)
    taken_back = (each.sentence for each in insights.taken_back)
    fixed: dict[str, Any] = {
        "deal": brief(story.deal),
        "coverage": f"{insights.coverage.sentence} {insights.ledger.sentence}",
        **trust(
            reading,
            *(gap.sentence for gap in insights.coverage.missing),
            _stale(insights),
            *taken_back,
            *insights.limitations,
        ),
    }
    for quotes_each in (3, 2, 1, 0):
        answer = Analysis(**fixed, **_parts(insights, quotes_each))
        if tokens(answer) <= asked.max_tokens:
            break
    if quotes_each == 3:
        return answer
    left_out = f"At most {count(quotes_each, 'quote')} per item to fit {asked.max_tokens} tokens; raise it for more."
    return answer.model_copy(update={"truncated": left_out})


def _stale(insights: DealInsights) -> str | None:
    if insights.is_stale:
        return "The deal changed after this analysis; parts of it may be out of date."
    return None


def _parts(insights: DealInsights, most: int) -> dict[str, Any]:
    """Return the fields of an analysis, with at most `most` quotes per item; disputed items are left out."""
    return {
        "analyser": insights.analyser,
        "signals": [_sign(signal) for signal in insights.signals],
        "next_actions": [
            Action(
                sentence=action.sentence,
                reason=action.reason,
                is_primary=action.is_primary,
                because=list(action.because),
                evidence=quotes(action.evidence, min(most, 1)),
            )
            for action in insights.actions
            if not action.contested
        ],
        "nothing_unusual": insights.nothing_unusual,
        "review": [
            ReviewLine(sentence=told.sentence, evidence=quotes(told.evidence, min(most, 1)))
            for told in (insights.review.sentences if insights.review else ())
        ],
        "objections": [
            ObjectionLine(kind=objection.kind, state=objection.state, evidence=quotes(objection.evidence, most))
            for objection in insights.objections
            if not objection.contested
        ],
        "themes": [
            ThemeLine(
                name=theme.name, calls=theme.calls, turns=theme.turns, evidence=quotes(theme.evidence, min(most, 1))
            )
            for theme in insights.themes
            if not theme.contested
        ],
        "methodology": insights.methodology.name,
        "known": [
            Known(name=element.name, state=element.state, evidence=quotes(element.evidence, min(most, 1)))
            for element in insights.methodology.elements
            if not element.contested
        ],
        "remarks": [
            QuotedSentence(text=remark.text, evidence=quotes(remark.evidence, most))
            for remark in insights.remarks
            if not remark.contested
        ],
        "days_open": insights.progression.days_open,
        "stages": list(insights.progression.stages),
        "customer_people": insights.relationship.people,
        "active_people": insights.relationship.active,
        "active_days": insights.relationship.active_days,
        "deciders": list(insights.relationship.deciders),
        "went_quiet": list(insights.relationship.went_quiet),
    }


def _sign(signal: Signal) -> Sign:
    return Sign(
        name=signal.name,
        severity=signal.severity,
        sentence=signal.sentence,
        formula=signal.formula,
        numbers=signal.numbers,
        facts=[Fact(type=fact.type, id=fact.id, at=fact.at) for fact in signal.facts[:2]],
    )
