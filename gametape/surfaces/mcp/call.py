"""Tool that summarizes a call: participants, metrics by side, turns by topic, and scores."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.hearing.reliability import reliability
from gametape.analysis.scoring.coaching import get_coaching
from gametape.analysis.scoring.models import CallCoaching, CoachedRep, CoachingCriterion
from gametape.errors import NotFound
from gametape.queries.call_detail import get_call as call_detail
from gametape.queries.call_metrics import CallMetrics, Numbers, get_metrics
from gametape.queries.calls_and_emails import Participant, Side
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.naming import CallName, DealName, resolve_call, resolve_deal
from gametape.surfaces.mcp.quoting import CheckedQuote, quotes
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.tool import Asked, tool


class WhichCall(Asked):
    """Call to summarize."""

    call: CallName
    deal: DealName | None = Field(None, description="Deal of the call, to tell calls with the same title apart.")


class HeldBy(AnswerPart):
    """Metrics of one side of a call, and its turns by topic."""

    side: Side
    numbers: Numbers
    spoke_of: dict[str, list[int]] = Field(description="Turn numbers by topic; pass to get_transcript as from_turn.")


class CriterionLine(AnswerPart):
    """Points of a criterion of a score; without a measure if a language model judged it."""

    dimension: str
    label: str
    points: float
    max: float
    measure: str | None = None
    value: float | None = None
    unit: str | None = None


class Coached(AnswerPart):
    """Rep on the call, with scores and the one thing to do differently."""

    name: str
    email: str
    role: str
    scores: dict[str, float] = Field(
        description="0 to 100 by dimension; dimensions with nothing to score are left out."
    )
    criteria: list[CriterionLine] = Field([], description="Criteria behind the scores.")
    given_by: list[str] = Field(description="local (rule-based) or claude; a person's override replaces either.")
    next_time: str | None = Field(description="The one thing to do differently next time.")
    because: str | None = None
    evidence: list[CheckedQuote] = Field([])


class DealOfCall(AnswerPart):
    """Deal that a call is about; two deals may have the same name."""

    id: UUID
    name: str


class CallInShort(ToolAnswer):
    """Call without its text."""

    call: str | None
    call_id: UUID
    started_at: datetime | None
    minutes: float | None
    language: str | None
    deals: list[DealOfCall] = Field(description="Deals that the call is about.")
    participants: list[Participant]
    internal: bool = Field(description="Internal call: no customer on it.")
    no_show: bool = Field(description="No-show: customers were invited and none joined.")
    private: bool
    our_talk_share: float | None = Field(
        description="Our share of the talk time, 0 to 1; null unless known for both sides."
    )
    talk_share_source: str | None = Field(description="transcript: measured here. gong: Gong's own talk times.")
    has_transcript: bool
    gong_url: str | None
    gong_brief: str | None = Field(description="Quoted: Gong's own summary, if any. Not verified.")
    sides: list[HeldBy]
    kind: str = Field(description="Kind of call, which decides what is scored, and how it was told.")
    coaching: list[Coached]
    not_scored: list[str] = Field(description="Our other people on the call, each with why there is no score.")


@tool("Call summary")
def get_call(reading: Snapshot, asked: WhichCall) -> CallInShort:
    """Summarize a call: who joined, talk time by side, turns by topic, and how our reps scored.

    Includes the one thing to do differently next time, with quotes. Use get_transcript for the full text.
    """
    deal = resolve_deal(reading, asked.deal).id if asked.deal else None
    detail = call_detail(reading.connection, resolve_call(reading, asked.call, deal).id)
    measured, why_not = _measured(reading, detail.id)
    coaching = get_coaching(reading.connection, detail.id, reading.settings)
    seconds = detail.duration_seconds
    return CallInShort(
        call=detail.title,
        call_id=detail.id,
        started_at=detail.started_at,
        minutes=None if seconds is None else round(seconds / 60, 1),
        language=detail.language,
        deals=[DealOfCall.model_validate(deal) for deal in detail.opportunities],
        participants=detail.participants,
        internal=detail.is_internal,
        no_show=detail.is_no_show,
        private=detail.is_private,
        our_talk_share=detail.our_talk_share,
        talk_share_source=detail.talk_share_source,
        has_transcript=detail.has_transcript,
        gong_url=detail.url,
        gong_brief=detail.brief,
        sides=[_side(side.side, side.numbers, {t.name: t.turns for t in side.trackers}) for side in measured.sides]
        if measured
        else [],
        kind=f"{coaching.kind.name}: {coaching.kind.how}",
        coaching=[_coached(rep) for rep in coaching.reps],
        not_scored=[f"{person.name}: {person.why}" for person in coaching.unscored],
        coverage="Analyzed turn by turn." if measured else "Not analyzed: only the time and the people are known.",
        **trust(
            reading,
            why_not,
            coaching.why_none,
            coaching.restore,
            measured.not_covered if measured else None,
            _stale(coaching),
            reliability(OBJECTION) if measured and not measured.not_covered else None,
        ),
    )


_TURNS = 8  # turns listed per topic


def _measured(reading: Snapshot, call_id: UUID) -> tuple[CallMetrics | None, str | None]:
    try:
        return get_metrics(reading.connection, call_id), None
    except NotFound as error:
        return None, str(error)


def _side(side: Side, numbers: Numbers, spoke_of: dict[str, list[int]]) -> HeldBy:
    first_turns = {name: turns[:_TURNS] for name, turns in spoke_of.items() if turns}
    rounded = {name: value if value is None else round(value, 2) for name, value in numbers.model_dump().items()}
    return HeldBy(side=side, numbers=Numbers.model_validate(rounded), spoke_of=first_turns)


def _coached(rep: CoachedRep) -> Coached:
    action = rep.primary_action
    return Coached(
        name=rep.name,
        email=rep.email,
        role=rep.role,
        scores={score.dimension: score.score for score in rep.scores if score.score is not None},
        criteria=[
            _criterion(score.dimension, criterion)
            for score in rep.scores
            for criterion in score.criteria
            if criterion.points is not None
        ],
        given_by=sorted({score.origin for score in rep.scores}),
        next_time=action.sentence if action else None,
        because=action.because if action else None,
        evidence=quotes(action.evidence, 2) if action else [],
    )


def _criterion(dimension: str, criterion: CoachingCriterion) -> CriterionLine:
    basis = criterion.basis
    return CriterionLine(
        dimension=dimension,
        label=criterion.label,
        points=criterion.points or 0,
        max=criterion.max,
        measure=basis.measure if basis else None,
        value=basis.value if basis else None,
        unit=basis.unit if basis else None,
    )


def _stale(coaching: CallCoaching) -> str | None:
    stale = any(score.stale for rep in coaching.reps for score in rep.scores)
    return "Some scores are out of date; `gametape score` updates them." if stale else None
