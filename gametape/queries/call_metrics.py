"""Metrics of a call: the numbers of both sides, and the turns that mention each tracker. `analysis` measures them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.errors import NotFound
from gametape.queries.call_detail import require_call
from gametape.queries.calls_and_emails import Side
from gametape.queries.deals import ResultRow
from gametape.queries.removed import RemovedParts, how_to_restore, removed_parts
from gametape.store.tables import call_metrics, transcripts
from gametape.text.languages import not_covered


class Numbers(BaseModel):
    """Metrics of one side. Null if there was nothing to measure, or if the language has no word lists."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    call_seconds: float | None = Field(None, ge=0, description="From the call's start to the end of its last turn.")
    talk_seconds: float | None = Field(None, ge=0, description="Time in which anyone on this side speaks.")
    talk_ratio: float | None = Field(
        None,
        ge=0,
        le=1,
        description="This side's share of both sides' talk time; people of unknown side are left out.",
    )
    unknown_share: float | None = Field(
        None, ge=0, le=1, description="Share of all talk time that belongs to people of unknown side."
    )
    longest_turn_seconds: float | None = Field(
        None, ge=0, description="Longest uninterrupted turn: monologue on our side, customer story on the customer's."
    )
    patience_seconds: float | None = Field(
        None, ge=0, description="Average pause before this side answers the other; interruptions count as 0."
    )
    interactivity_per_hour: float | None = Field(
        None, ge=0, description="Turn-taking: switches between the sides per hour of call."
    )
    words: int | None = Field(None, ge=0)
    words_per_minute: float | None = Field(None, ge=0, description="Words per minute of this side's talk time.")
    questions: int | None = Field(None, ge=0, description="Number of sentences that end with a question mark.")
    questions_per_hour: float | None = Field(None, ge=0, description="Per hour of call.")
    open_questions: int | None = Field(
        None, ge=0, description="Questions that start with how, what, why or an invitation to explain."
    )
    open_questions_per_hour: float | None = Field(None, ge=0, description="Per hour of call.")
    fillers_per_100_words: float | None = Field(
        None, ge=0, description="Filler words (um, uh and so on) per 100 words."
    )


class Tracked(ResultRow):
    """Tracker that a side mentions, and the turns in which it does."""

    name: str = Field(description="Tracker: `pricing`, `next_steps`, `objection_price`, or your own.")
    turns: list[int] = Field(description="Turn numbers, as in the transcript.")


class SideMetrics(ResultRow):
    """Metrics and trackers of one side of a call."""

    side: Side
    numbers: Numbers
    trackers: list[Tracked] = Field(description="Sorted by name; topics that this side does not mention are left out.")


class CallMetrics(ResultRow):
    """Metrics of both sides of a call."""

    call_id: UUID
    words_covered: bool = Field(description="False if the call's language is not covered: talk times only.")
    language: str | None = Field(description="Language code of the analyzed words; null if no words were analyzed.")
    not_covered: str | None = Field(
        description="What was not analyzed, because the call's language is not covered for it."
    )
    measured_at: datetime
    sides: list[SideMetrics] = Field(description="Our side, then the customer's.")


def get_metrics(connection: sa.Connection, call_id: UUID) -> CallMetrics:
    """Read the metrics of a call as last measured.

    Raises:
        NotFound: there is no such call, or it was not measured; the message gives the reason, and the hint says how to
            restore metrics that were removed to save space.
    """
    call = require_call(connection, call_id)
    rows = connection.execute(
        sa.select(call_metrics).where(call_metrics.c.call_id == call_id).order_by(call_metrics.c.side)
    ).all()
    if not rows:
        removed = removed_parts(connection, call_id)
        reason = _reason(connection, call_id, removed, is_private=call.is_private)
        hint = how_to_restore(call_id) if any(removed) and not call.is_private else ""
        raise NotFound(f"This call has not been measured: {reason}.", hint=hint)
    return CallMetrics(
        call_id=call_id,
        words_covered=rows[0].words_covered,
        language=rows[0].language,
        not_covered=_not_covered(rows[0]),
        measured_at=max(row.measured_at for row in rows),
        sides=[
            SideMetrics(
                side=row.side,
                numbers=Numbers.model_validate(row.metrics),
                trackers=[Tracked(name=name, turns=turns) for name, turns in sorted(row.trackers.items())],
            )
            for row in rows
        ],
    )


def _not_covered(row: sa.Row[Any]) -> str | None:
    if not row.words_covered:
        return "The language of this call is not covered, so only times were measured."
    return not_covered(row.language, row.lacks)


def _reason(connection: sa.Connection, call_id: UUID, removed: RemovedParts, *, is_private: bool) -> str:
    if is_private:
        return "it is private and its text is not kept"
    if removed.analysis:
        return "its metrics were removed to save space"
    if removed.text:
        return "its text was removed to save space"
    text = transcripts.c
    with_text = sa.exists().where(text.call_id == call_id, text.turns.is_not(None), text.deleted_at.is_(None))
    has_text = connection.scalar(sa.select(with_text))
    return "the next sync will measure it" if has_text else "it has no transcript"
