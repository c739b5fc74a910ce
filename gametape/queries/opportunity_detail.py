"""A single deal with all its data: account, further fields, and changes."""

from datetime import UTC, date, datetime, tzinfo
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.activity import count_activity
from gametape.queries.as_of import deal_as_of
from gametape.queries.changes_since import Change, list_changes
from gametape.queries.crm_columns import CrmFacts
from gametape.queries.deals import COLUMNS, Opportunity, ResultRow, absent, close_date_moves, deal, is_kept
from gametape.queries.question_text import AskedDay
from gametape.queries.signals import Signal

CHANGES = 200  # newest first; a deal has some dozens


class OpportunityOf(BaseModel):
    """Day whose view of a deal is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: AskedDay | None = Field(None, description="Deal as of the end of this day, in the deployment's time zone.")


class StageMove(ResultRow):
    """Entry into `stage` at the time `at`."""

    stage: str | None
    at: datetime | None
    origin: str


class OpportunityDetail(Opportunity):
    """Deal as its own page shows it."""

    signals: tuple[Signal, ...] | None = Field(
        None, description="All current signals, most severe first. Null with `as_of`."
    )
    type: str | None
    account: dict[str, Any] = Field(description="All account fields from the source.")
    fields: dict[str, Any] = Field(description="More columns from the source.")
    fields_left_out: int = Field(ge=0, description="Columns left out by the metadata size limit.")
    crm: CrmFacts | None = Field(
        None, description="Next step, forecast category, probability and loss reason in the CRM. Null with `as_of`."
    )
    crm_url: str | None = Field(None, description="The deal in Salesforce, if GAMETAPE_SALESFORCE_URL is set.")
    stage_history: list[StageMove] = Field(description="Oldest first.")
    changes: list[Change] = Field(description=f"Newest first, at most {CHANGES}.")
    changes_total: int = Field(ge=0)
    first_seen_at: datetime = Field(description="Time the deal was first stored.")
    as_of: date | None = Field(
        None,
        description="Stage, amount, close date, owner, outcome, activity and changes are those of the end of this day, "
        "in the deployment's time zone; all else is as it is now, but for the health score, which keeps no history "
        "and is null.",
    )
    uncertain: list[str] = Field(
        [], description="With `as_of`: fields that changed around then, on an unknown side of that day's end."
    )


def get_opportunity(
    connection: sa.Connection, opportunity_id: UUID, as_of: date | None = None, zone: tzinfo = UTC
) -> OpportunityDetail:
    """Read a deal by gametape's id; with `as_of`, as it was at the end of that day in `zone`.

    Raises:
        NotFound: there is no such deal, it was deleted at the source, or it was opened after that day.
    """
    columns = (*COLUMNS, deal.metadata, deal.created_at, close_date_moves(deal.id))
    row = connection.execute(sa.select(*columns).where(deal.id == opportunity_id, is_kept)).one_or_none()
    if row is None:
        raise absent(connection, opportunity_id)
    changes = list_changes(connection, opportunity_id)
    metadata = row.metadata
    detail = {
        **row._mapping,
        "type": metadata.get("type"),
        "account": metadata.get("account", {}),
        "fields": metadata.get("fields", {}),
        "fields_left_out": metadata.get("left_out", 0),
        "stage_history": metadata.get("stage_history", []),
        "changes": changes,
        "first_seen_at": row.created_at,
    }
    if as_of is None:
        detail |= count_activity(connection, [opportunity_id])[opportunity_id]
    else:
        detail |= deal_as_of(connection, as_of, zone, detail)
    return OpportunityDetail.model_validate(
        {**detail, "changes": detail["changes"][:CHANGES], "changes_total": len(detail["changes"])}
    )
