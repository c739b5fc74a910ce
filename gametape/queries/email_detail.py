"""A single email with its stored snippet."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.errors import NotFound
from gametape.queries.calls_and_emails import EMAIL_COLUMNS, DealName, Email, mail
from gametape.queries.deals import deal, is_kept
from gametape.store.tables import emails, opportunities
from gametape.text.days import written_day


class EmailDetail(Email):
    """Email with all stored fields."""

    gong_email_id: str
    thread_id: str | None
    opportunity: DealName | None = Field(description="Deal that the email is about.")


def get_email(connection: sa.Connection, email_id: UUID) -> EmailDetail:
    """Read an email by gametape's id.

    Raises:
        NotFound: there is no such email, or it was deleted at the source.
    """
    row: Any = connection.execute(
        sa.select(
            mail.id,
            *EMAIL_COLUMNS,
            mail.gong_email_id,
            mail.thread_id,
            mail.deleted_at,
            deal.id.label("deal_id"),
            deal.name.label("deal_name"),
        )
        .select_from(emails)
        .outerjoin(opportunities, sa.and_(deal.id == mail.opportunity_id, is_kept))
        .where(mail.id == email_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no email {email_id}.", hint="It may have been deleted.")
    if row.deleted_at is not None:
        raise NotFound(f"This email was deleted at the source. The sync saw this on {written_day(row.deleted_at)}.")
    opportunity = None if row.deal_id is None else DealName(id=row.deal_id, name=row.deal_name)
    return EmailDetail.model_validate({**row._mapping, "opportunity": opportunity})
