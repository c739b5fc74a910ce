"""What stands out on deals, and what a deal's conversations come to."""

from typing import Any

from pydantic import Field

from gametape.analysis.deal_insights import insights_on
from gametape.analysis.insights.load_story import outline
from gametape.analysis.insights.models import ElementState, ObjectionKind, ObjectionState, ThemeName
from gametape.analysis.insights.view import ContactNote, DealInsights, StageStay
from gametape.analysis.signals.deals import deals_that_need_attention
from gametape.queries.filters import Filters
from gametape.queries.signals import Fact, Severity, Signal, SignalName, SignalNote
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.answer_budget import tokens
from gametape.surfaces.mcp.deals import DealLine, brief
from gametape.surfaces.mcp.naming import DealName, RepName, resolve_deal, resolve_rep
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
    """Something that stands out, by which rule."""

    name: SignalName
    severity: Severity
    sentence: str
    formula: str
    numbers: dict[str, float]
    facts: list[Fact] = Field(description="Calls, emails and changes behind it, newest first.")


class Action(AnswerPart):
    """A next step."""

    sentence: str
    is_primary: bool
    because: list[SignalName] = Field([])
    evidence: list[CheckedQuote] = Field([])


class ObjectionLine(AnswerPart):
    """An objection of the customer: the first quote raises it, those that follow answer it."""

    kind: ObjectionKind
    state: ObjectionState
    evidence: list[CheckedQuote]


class ThemeLine(AnswerPart):
    """Something that was talked about."""

    name: ThemeName
    calls: int
    turns: int
    evidence: list[CheckedQuote]


class Known(AnswerPart):
    """One thing a methodology asks for. Verified: the customer said it; inferred: only we did, or facts suggest it."""

    name: str
    state: ElementState
    evidence: list[CheckedQuote]


class QuotedSentence(AnswerPart):
    """A model's sentence, and the quotes that bear it out."""

    text: str
    evidence: list[CheckedQuote]


class Analysis(ToolAnswer):
    """Analysis of a deal."""

    deal: DealLine
    analyser: str = Field(description="local: rule-based, no AI. claude: analyzed by Claude.")
    signals: list[Sign] = Field(description="Most severe first; none on a closed deal.")
    next_actions: list[Action] = Field(description="Most important first.")
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
    """Analyze a deal: risks, next actions, objections (open or settled), themes and methodology, with quotes.

    Use it before you judge a deal. Every quote was verified. Shows likely decision makers and quiet contacts, too.
    """
    id_ = resolve_deal(reading, asked.opportunity_id).id
    story = outline(reading.connection, id_, reading.settings)
    found = insights_on(reading.connection, story, reading.settings)
    said = found.coverage.sentence
    checked = f"{count(found.ledger.kept, 'quote')} verified, {found.ledger.dropped} dropped."
    fixed: dict[str, Any] = {
        "deal": brief(story.deal),
        "coverage": f"{said} {checked}",
        **trust(reading, *(one.sentence for one in found.coverage.missing), _as_read(found)),
    }
    for quotes_each in (3, 2, 1, 0):
        answer = Analysis(**fixed, **_parts(found, quotes_each))
        if tokens(answer) <= asked.max_tokens:
            break
    if quotes_each == 3:
        return answer
    left_out = f"At most {count(quotes_each, 'quote')} per item to fit {asked.max_tokens} tokens; raise it for more."
    return answer.model_copy(update={"truncated": left_out})


def _as_read(found: DealInsights) -> str | None:
    if found.is_stale:
        return "The deal changed after this analysis; parts of it may be out of date."
    return None


def _parts(found: DealInsights, most: int) -> dict[str, Any]:
    """What was found, with so many quotes for each thing."""
    return {
        "analyser": found.analyser,
        "signals": [_sign(one) for one in found.signals],
        "next_actions": [
            Action(
                sentence=one.sentence,
                is_primary=one.is_primary,
                because=list(one.because),
                evidence=quotes(one.evidence, min(most, 1)),
            )
            for one in found.actions
            if not one.contested
        ],
        "objections": [
            ObjectionLine(kind=one.kind, state=one.state, evidence=quotes(one.evidence, most))
            for one in found.objections
            if not one.contested
        ],
        "themes": [
            ThemeLine(name=one.name, calls=one.calls, turns=one.turns, evidence=quotes(one.evidence, min(most, 1)))
            for one in found.themes
            if not one.contested
        ],
        "methodology": found.methodology.name,
        "known": [
            Known(name=one.name, state=one.state, evidence=quotes(one.evidence, min(most, 1)))
            for one in found.methodology.elements
            if not one.contested
        ],
        "remarks": [
            QuotedSentence(text=one.text, evidence=quotes(one.evidence, most))
            for one in found.remarks
            if not one.contested
        ],
        "days_open": found.progression.days_open,
        "stages": list(found.progression.stages),
        "customer_people": found.relationship.people,
        "active_people": found.relationship.active,
        "active_days": found.relationship.active_days,
        "deciders": list(found.relationship.deciders),
        "went_quiet": list(found.relationship.went_quiet),
    }


def _sign(one: Signal) -> Sign:
    return Sign(
        name=one.name,
        severity=one.severity,
        sentence=one.sentence,
        formula=one.formula,
        numbers=one.numbers,
        facts=[Fact(type=fact.type, id=fact.id, at=fact.at) for fact in one.facts[:2]],
    )


class DealsNeedingAttention(Asked):
    """Whose."""

    owner: RepName | None = None
    limit: int = Field(8, ge=1, le=30)


class DealInNeed(AnswerPart):
    """A deal, and what stands out on it, worst first."""

    deal: DealLine
    signals: list[SignalNote]


class InNeed(ToolAnswer):
    """Open deals on which something stands out, with most that is severe first."""

    deals: list[DealInNeed]


@tool("Deals that need attention")
def deals_needing_attention(reading: Snapshot, asked: DealsNeedingAttention) -> InNeed:
    """List the open deals that need attention, for all owners or one, with the risks on each.

    Risks: no activity, ghosted, overdue, stalled, single-threaded, no decision maker, pricing never raised, open
    objection, close date pushed.
    """
    owner = [resolve_rep(reading, asked.owner).email] if asked.owner else []
    found = deals_that_need_attention(reading.connection, Filters(owner=owner), reading.settings, limit=asked.limit)
    partly = found.looked_at < found.open_deals
    return InNeed(
        deals=[DealInNeed(deal=brief(one), signals=list(one.signals or ())) for one in found.items],
        total=found.open_deals,
        coverage=f"Checked {found.looked_at:,} of {count(found.open_deals, 'open deal')}.",
        truncated=f"Shows the {asked.limit} most urgent; raise limit for more."
        if len(found.items) == asked.limit
        else None,
        **trust(
            reading,
            "Only the 500 largest deals were checked." if partly else None,
            "Signals are rules over recorded activity; other events are not seen. total counts open deals.",
        ),
    )
