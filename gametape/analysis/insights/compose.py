"""Compose insights: the analyser's reading, the parts computed from facts, and people's reviews."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.hearing.reliability import reliability
from gametape.analysis.insights.actions import suggested_next
from gametape.analysis.insights.closed_deal import deal_review
from gametape.analysis.insights.computed_parts import coverage, progression, relationship
from gametape.analysis.insights.insight_reviews import insight_reviews
from gametape.analysis.insights.models import AnalyserName, DealReading
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.view import DealInsights, ElementView, MethodologyView, ReadingPlan
from gametape.analysis.signals.stages import read_stages
from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.activity import stage_bands
from gametape.settings import Settings


@dataclass(frozen=True, slots=True)
class Made:
    """Reading with its origin: analyser, versions, time and ledger. `read` are the ids of the calls that were read."""

    is_stored: bool
    analyser: AnalyserName
    model: str | None
    prompt_version: str | None
    made_at: datetime
    read: frozenset[UUID]
    reading: DealReading
    ledger: Ledger


def compose(
    connection: sa.Connection, story: DealStory, made: Made, plan: ReadingPlan, settings: Settings
) -> DealInsights:
    """Return insights as they are shown, with disputed items marked; a disputed action is never the primary action."""
    reading = made.reading
    reviews = insight_reviews(connection, story.deal.id, made.analyser)
    contested = {review.item for review in reviews if review.verdict == "contest"}
    stages = read_stages(connection, thresholds(settings.signals_file))
    suggested = suggested_next(connection, story, reading.objections, contested)
    course = progression(story, stage_bands(connection, story.deal.id), stages)
    return DealInsights(
        opportunity_id=story.deal.id,
        analyser=made.analyser,
        model=made.model,
        prompt_version=made.prompt_version,
        made_at=made.made_at,
        is_stored=made.is_stored,
        is_stale=not plan.is_fresh,
        signals=story.signals,
        actions=suggested.actions,
        nothing_unusual=suggested.nothing_unusual,
        review=deal_review(connection, story, reading.objections, course, stages, settings),
        objections=tuple(
            objection.model_copy(update={"contested": objection.id in contested}) for objection in reading.objections
        ),
        taken_back=reading.taken_back,
        themes=tuple(theme.model_copy(update={"contested": theme.id in contested}) for theme in reading.themes),
        methodology=_methodology(story, reading, contested),
        progression=course,
        relationship=relationship(story),
        remarks=tuple(remark.model_copy(update={"contested": remark.id in contested}) for remark in reading.remarks),
        coverage=coverage(connection, story, made.read),
        limitations=_limitations(story) if made.analyser == "local" and made.read else (),
        flagged=reading.flagged,
        ledger=made.ledger,
        reviews=tuple(reviews),
        refresh=plan,
    )


def _limitations(story: DealStory) -> tuple[str, ...]:
    """Say how well hearing finds objections and what the elements of the methodology rest on."""
    kinds = [OBJECTION, *(kind for element in story.methodology.elements for kind in element.heard)]
    return (reliability(*dict.fromkeys(kinds)),)


def _methodology(story: DealStory, reading: DealReading, contested: Collection[str]) -> MethodologyView:
    read = {element.element: element for element in reading.elements}
    asked = story.methodology
    return MethodologyView(
        id=asked.id,
        name=asked.name,
        elements=tuple(
            ElementView(
                element=element.id,
                state=read[element.id].state,
                evidence=read[element.id].evidence,
                facts=read[element.id].facts,
                contested=read[element.id].id in contested,
                name=element.name,
                question=element.question,
            )
            for element in asked.elements
            if element.id in read
        ),
    )
