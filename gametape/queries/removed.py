"""Text, metrics and scores of a call that retention removed to save space, and how to restore them."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.queries.deals import ResultRow
from gametape.store.tables import transcripts


class RemovedParts(NamedTuple):
    """Parts of a call that `gametape retention` removed and that can be restored.

    `text`: its transcript, which the source still has. `analysis`: its metrics and local scores, which are computed
    from the text.
    """

    text: bool
    analysis: bool


class RestoredCall(ResultRow):
    """Parts of a call that were restored; both are false if none were missing."""

    call_id: UUID
    text: bool = Field(description="The transcript was loaded from the source again.")
    analysis: bool = Field(description="Metrics and scores were computed again.")


def removed_parts(connection: sa.Connection, call_id: UUID) -> RemovedParts:
    """Tell which parts of a call were removed to save space; none of a call that does not exist."""
    text = transcripts.c
    row = connection.execute(
        sa.select(
            sa.and_(text.turns.is_(None), text.dropped_at.is_not(None)).label("text"),
            text.dropped_analysis_bytes.is_not(None).label("analysis"),
        ).where(text.call_id == call_id, text.deleted_at.is_(None))
    ).one_or_none()
    return RemovedParts(row.text, row.analysis) if row else RemovedParts(text=False, analysis=False)


def how_to_restore(call_id: UUID) -> str:
    """Return the sentence that says how to restore a call. Reading restores nothing by itself."""
    return (
        f"To restore it, open the call in the web app, run `gametape restore {call_id}`, or send "
        f"`POST /api/calls/{call_id}/restore`."
    )
