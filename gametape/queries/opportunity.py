"""One deal with all that is known of it: account, further fields, and what moved when."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.errors import NotFound
from gametape.queries.deals import COLUMNS, Opportunity, Row, close_date_moves, deal
from gametape.store.tables import opportunity_changes

CHANGES = 200  # newest first; a deal has some dozens


class StageMove(Row):
    """The deal entered `stage` at `at`."""

    stage: str | None
    at: datetime | None
    origin: str


class Change(Row):
    """One field moved from `old` to `new`. What only the sync observed happened after `not_before`."""

    field: str = Field(description="stage, amount, close_date or owner.")
    old: str | None
    new: str | None
    changed_at: datetime | None
    not_before: datetime | None
    origin: str = Field(description="opportunity_history, opportunity_field_history or observed.")


class OpportunityDetail(Opportunity):
    """A deal as its own page shows it."""

    type: str | None
    account: dict[str, Any] = Field(description="All that the source tells of the account.")
    fields: dict[str, Any] = Field(description="The source's further columns.")
    fields_left_out: int = Field(ge=0, description="Columns that did not fit under the metadata cap.")
    stage_history: list[StageMove] = Field(description="Oldest first.")
    changes: list[Change] = Field(description=f"Newest first, at most {CHANGES}.")
    changes_total: int = Field(ge=0)
    first_seen_at: datetime = Field(description="When the deal first reached this store.")


def get_opportunity(connection: sa.Connection, opportunity_id: UUID) -> OpportunityDetail:
    """The deal under one of our ids.

    Raises:
        NotFound: there is none, or it was deleted at the source.
    """
    statement = sa.select(*COLUMNS, deal.metadata, deal.created_at, deal.deleted_at, close_date_moves(deal.id))
    found = connection.execute(statement.where(deal.id == opportunity_id)).one_or_none()
    if found is None:
        raise NotFound(
            f"There is no deal {opportunity_id}.", hint="It may belong to another store; look it up by name."
        )
    if found.deleted_at is not None:
        raise NotFound(f"This deal was deleted at the source; the sync saw it on {found.deleted_at:%d %B %Y}.")
    changes = _changes(connection, opportunity_id)
    known = found.metadata
    return OpportunityDetail.model_validate(
        {
            **found._mapping,
            "type": known.get("type"),
            "account": known.get("account", {}),
            "fields": known.get("fields", {}),
            "fields_left_out": known.get("left_out", 0),
            "stage_history": known.get("stage_history", []),
            "changes": changes[:CHANGES],
            "changes_total": len(changes),
            "first_seen_at": found.created_at,
        }
    )


def _changes(connection: sa.Connection, opportunity_id: UUID) -> list[Change]:
    change = opportunity_changes.c
    rows = connection.execute(
        sa.select(
            change.field,
            change.old_value.label("old"),
            change.new_value.label("new"),
            change.changed_at,
            change.not_before,
            change.origin,
        )
        .where(change.opportunity_id == opportunity_id, change.deleted_at.is_(None))
        .order_by(change.changed_at.desc().nulls_last(), change.field, change.id)
    )
    return [Change.model_validate(row) for row in rows]
