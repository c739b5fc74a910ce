"""Account: its deals counted by outcome, the people of all its deals, and its fields in the CRM."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.errors import NotFound
from gametape.queries.breakdown import BreakdownQuery, DealGroup, breakdown
from gametape.queries.deals import ResultRow, account_id, changed_at, deal, is_kept
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.people import Contacts, contacts_of
from gametape.settings import Settings

MOST_PEOPLE = 100


class AccountDetail(ResultRow):
    """Account with what is known over all its deals."""

    id: UUID = Field(description="Derived from the account's name: deals with the same account name share it.")
    name: str
    deals: int = Field(ge=1)
    by_outcome: list[DealGroup] = Field(description="Deals and amounts by outcome, amounts per currency.")
    last_activity_at: datetime | None = Field(description="Last customer call or email on any of the deals.")
    people: Contacts = Field(description="People on calls and emails of all the deals.")
    fields: dict[str, Any] = Field(description="Columns of the account, from the deal that changed last.")


def get_account(connection: sa.Connection, id_: UUID, settings: Settings, *, active_days: int) -> AccountDetail:
    """Read an account with its deals counted, and the people of all its deals.

    Raises:
        NotFound: no deal has this account.
    """
    of_account = Filters(account=id_)
    condition = filter_condition(of_account, settings.zone)
    newest = connection.execute(
        sa.select(account_id.label("id"), deal.account_name.label("name"), deal.metadata["account"].label("fields"))
        .where(condition, is_kept)
        .order_by(changed_at.desc(), deal.id)
        .limit(1)
    ).one_or_none()
    if newest is None:
        raise NotFound(
            f"There is no account {id_}.", hint="Its name may have changed in the CRM. Search for it by name."
        )
    rows = connection.execute(sa.select(deal.id, deal.last_activity_at).where(condition)).all()
    counted = breakdown(connection, BreakdownQuery(account=id_, group_by="outcome"), settings)
    return AccountDetail(
        id=newest.id,
        name=newest.name,
        deals=counted.deals,
        by_outcome=counted.groups,
        last_activity_at=max((row.last_activity_at for row in rows if row.last_activity_at), default=None),
        people=contacts_of(connection, [row.id for row in rows], active_days=active_days, limit=MOST_PEOPLE),
        fields=newest.fields or {},
    )
