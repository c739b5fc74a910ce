"""One mail, as far as its text is kept."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.errors import NotFound
from gametape.queries.calls_and_emails import EMAIL_COLUMNS, DealName, Email, mail
from gametape.queries.deals import deal, is_kept
from gametape.store.tables import emails, opportunities


class EmailDetail(Email):
    """A mail with all that is kept of it."""

    gong_email_id: str
    thread_id: str | None
    opportunity: DealName | None = Field(description="The deal it is about.")


def get_email(connection: sa.Connection, email_id: UUID) -> EmailDetail:
    """The mail under one of our ids.

    Raises:
        NotFound: there is none, or it was deleted at the source.
    """
    found: Any = connection.execute(
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
    if found is None:
        raise NotFound(f"There is no mail {email_id}.", hint="It may belong to another store.")
    if found.deleted_at is not None:
        raise NotFound(f"This mail was deleted at the source; the sync saw it on {found.deleted_at:%d %B %Y}.")
    opportunity = None if found.deal_id is None else DealName(id=found.deal_id, name=found.deal_name)
    return EmailDetail.model_validate({**found._mapping, "opportunity": opportunity})
