"""A single call: participants, its deals, and its transcript's state."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.errors import NotFound
from gametape.queries.calls_and_emails import (
    CALL_COLUMNS,
    Call,
    DealName,
    call,
    deals_of_call,
    has_transcript,
    participants_of,
    talk_share_columns,
)
from gametape.store.tables import calls
from gametape.text.days import written_day


class CallDetail(Call):
    """Call with all its fields except the transcript."""

    gong_call_id: str
    direction: str | None
    language: str | None
    purpose: str | None
    outcome: str | None
    owner_email: str | None
    brief: str | None = Field(description="Gong's own summary, if any.")
    opportunities: list[DealName] = Field(description="Deals that the call is about.")


def get_call(connection: sa.Connection, call_id: UUID) -> CallDetail:
    """Read a call by gametape's id.

    Raises:
        NotFound: there is no such call, or it was deleted at the source.
    """
    require_call(connection, call_id)
    row = connection.execute(
        sa.select(
            call.id,
            *CALL_COLUMNS,
            call.gong_call_id,
            call.direction,
            call.language,
            call.purpose,
            call.outcome,
            call.owner_email,
            call.metadata["brief"].astext.label("brief"),
            participants_of(call.id).label("participants"),
            *talk_share_columns(call.id),
            has_transcript(call.id).label("has_transcript"),
            deals_of_call(call.id).label("opportunities"),
        ).where(call.id == call_id)
    ).one()
    return CallDetail.model_validate(
        {**row._mapping, "participants": row.participants or [], "opportunities": row.opportunities or []}
    )


def require_call(connection: sa.Connection, call_id: UUID) -> Any:
    """Raise NotFound if there is no such call; else return a row with `deleted_at` and `is_private`.

    Raises:
        NotFound: there is no such call, or it was deleted at the source.
    """
    row = connection.execute(
        sa.select(call.deleted_at, call.is_private).select_from(calls).where(call.id == call_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no call {call_id}.", hint="It may have been deleted.")
    if row.deleted_at is not None:
        raise NotFound(f"This call was deleted at the source. The sync saw this on {written_day(row.deleted_at)}.")
    return row
