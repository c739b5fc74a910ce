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
from gametape.store.tables import call_metrics, transcripts
from gametape.text.languages import not_covered


class Numbers(BaseModel):
    """Metrics of one side. Null if there was nothing to measure, or if the language has no word lists."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    call_seconds: float | None = Field(None, ge=0, description="From the call's start to the end of its last turn.")
    talk_seconds: float | None = Field(None, ge=0, description="In which at least one of the side's people speaks.")
    talk_ratio: float | None = Field(
        None,
        ge=0,
        le=1,
        description="The side's share of both sides' talk time; people of unknown side are left out.",
    )
    unknown_share: float | None = Field(
        None, ge=0, le=1, description="Share of everybody's talk time that is of people whose side is not known."
    )
    longest_turn_seconds: float | None = Field(
        None, ge=0, description="One person, uninterrupted: of ours the longest monologue, of theirs the longest story."
    )
    patience_seconds: float | None = Field(
        None, ge=0, description="Mean silence before this side answers the other; cutting in counts as 0."
    )
    interactivity_per_hour: float | None = Field(None, ge=0, description="Changes between the sides, per hour of call.")
    words: int | None = Field(None, ge=0)
    words_per_minute: float | None = Field(None, ge=0, description="Words over the side's talk time.")
    questions: int | None = Field(None, ge=0, description="Sentences that end with a question mark.")
    questions_per_hour: float | None = Field(None, ge=0, description="Per hour of call.")
    open_questions: int | None = Field(
        None, ge=0, description="Questions that begin with how, what, why or an invitation to tell."
    )
    open_questions_per_hour: float | None = Field(None, ge=0, description="Per hour of call.")
    fillers_per_100_words: float | None = Field(None, ge=0, description="Um, uh, and the like, per 100 words.")


class Tracked(ResultRow):
    """Tracker that a side mentions, and the turns in which it does."""

    name: str = Field(description="The tracker: `pricing`, `next_steps`, `objection_price`, or one of your own.")
    turns: list[int] = Field(description="Numbers of turns, as in the transcript.")


class SideMetrics(ResultRow):
    """Metrics and trackers of one side of a call."""

    side: Side
    numbers: Numbers
    trackers: list[Tracked] = Field(description="By name; what a side does not speak of is left out.")


class CallMetrics(ResultRow):
    """Metrics of both sides of a call."""

    call_id: UUID
    words_covered: bool = Field(description="False: the call's language has no word lists, so there are times only.")
    language: str | None = Field(description="Code of the language in which words were read; null where none were.")
    not_covered: str | None = Field(description="What was not read because the call's language has no words for it.")
    measured_at: datetime
    sides: list[SideMetrics] = Field(description="Ours, then theirs.")


def get_metrics(connection: sa.Connection, call_id: UUID) -> CallMetrics:
    """Read the metrics of a call as last measured.

    Raises:
        NotFound: there is no such call, or it was not measured; the message gives the reason.
    """
    call = require_call(connection, call_id)
    rows = connection.execute(
        sa.select(call_metrics).where(call_metrics.c.call_id == call_id).order_by(call_metrics.c.side)
    ).all()
    if not rows:
        raise NotFound(f"This call has not been measured: {_reason(connection, call_id, is_private=call.is_private)}.")
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


def _reason(connection: sa.Connection, call_id: UUID, *, is_private: bool) -> str:
    if is_private:
        return "it is private, so its text is not kept"
    text = transcripts.c
    row = connection.execute(
        sa.select(text.turns.is_not(None).label("has_text"), text.dropped_analysis_bytes).where(
            text.call_id == call_id, text.deleted_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        return "it has no transcript"
    if row.dropped_analysis_bytes is not None:
        return "its numbers were removed to save space"
    return "the next sync will do so" if row.has_text else "its text was dropped to save room"


def was_dropped(connection: sa.Connection, call_id: UUID) -> bool:
    """Tell whether the analysis of a call was dropped to save space and can be computed again from its text."""
    text = transcripts.c
    dropped = sa.exists().where(
        text.call_id == call_id, text.turns.is_not(None), text.dropped_analysis_bytes.is_not(None)
    )
    return bool(connection.scalar(sa.select(dropped)))
