"""Puts insights together: what an analyser read, what facts tell, and what people said of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.evidence.claims import Ledger
from gametape.analysis.insights.computed_parts import coverage, progression, relationship
from gametape.analysis.insights.insight_reviews import insight_reviews
from gametape.analysis.insights.models import AnalyserName, DealReading
from gametape.analysis.insights.sentences import in_words
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.view import DealInsights, ElementView, MethodologyView, NextAction, ReadingPlan
from gametape.analysis.signals.stages import read_stages
from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.activity import stage_bands
from gametape.settings import Settings


@dataclass(frozen=True, slots=True)
class Made:
    """A reading and how it came about; `read` are the calls that it read."""

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
    """Insights as they are shown. What is contested is marked; a contested action is never the primary one."""
    reading = made.reading
    said = insight_reviews(connection, story.deal.id, made.analyser)
    contested = {one.item for one in said if one.verdict == "contest"}
    stages = read_stages(connection, thresholds(settings.signals_file))
    return DealInsights(
        opportunity_id=story.deal.id,
        analyser=made.analyser,
        model=made.model,
        prompt_version=made.prompt_version,
        made_at=made.made_at,
        is_stored=made.is_stored,
        is_stale=not plan.is_fresh,
        signals=story.signals,
        actions=_actions(story, reading, contested),
        objections=tuple(one.model_copy(update={"contested": one.id in contested}) for one in reading.objections),
        themes=tuple(one.model_copy(update={"contested": one.id in contested}) for one in reading.themes),
        methodology=_methodology(story, reading, contested),
        progression=progression(story, stage_bands(connection, story.deal.id), stages),
        relationship=relationship(story),
        remarks=tuple(one.model_copy(update={"contested": one.id in contested}) for one in reading.remarks),
        coverage=coverage(connection, story, made.read),
        flagged=reading.flagged,
        ledger=made.ledger,
        reviews=tuple(said),
        refresh=plan,
    )


def _actions(story: DealStory, reading: DealReading, contested: Collection[str]) -> tuple[NextAction, ...]:
    ordered = sorted(reading.suggestions, key=lambda one: one.id in contested)
    return tuple(
        NextAction(
            kind=one.kind,
            about=one.about,
            because=one.because,
            facts=one.facts,
            evidence=one.evidence,
            contested=one.id in contested,
            is_primary=place == 0 and one.id not in contested,
            sentence=in_words(one, story),
        )
        for place, one in enumerate(ordered)
    )


def _methodology(story: DealStory, reading: DealReading, contested: Collection[str]) -> MethodologyView:
    found = {one.element: one for one in reading.elements}
    asked = story.methodology
    return MethodologyView(
        id=asked.id,
        name=asked.name,
        elements=tuple(
            ElementView(
                element=one.id,
                state=found[one.id].state,
                evidence=found[one.id].evidence,
                facts=found[one.id].facts,
                contested=found[one.id].id in contested,
                name=one.name,
                question=one.question,
            )
            for one in asked.elements
            if one.id in found
        ),
    )
