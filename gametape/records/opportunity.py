"""Opportunity, from the documents of `opportunities_*.sql`."""

from typing import Any, ClassVar

from gametape.records.fields import Day, Details, Email, Flag, Key, Label, Moment, Money, Percent, Text
from gametape.records.identity import derived_id, salesforce_id
from gametape.records.record import Record, Row


class OpportunityRecord(Record, frozen=True, kw_only=True):
    """Deal. `fields` holds the remaining columns of the source, `account` the columns of its account."""

    version: ClassVar[int] = 2

    id: Key
    name: Label = None
    account_id: Text = None
    account: Details = None
    account_name: Label = None
    owner_id: Text = None
    owner_email: Email = None
    owner_name: Label = None
    stage: Label = None
    close_date: Day = None
    amount: Money = None
    currency: Text = None
    health_score: Percent = None
    is_closed: Flag = None
    is_won: Flag = None
    product: Label = None
    type: Label = None
    opened_at: Moment = None
    fields: Details = None

    @classmethod
    def key(cls, source_id: str) -> str:
        """Return the 18-character Salesforce id."""
        return salesforce_id(source_id)

    def missing(self) -> str | None:
        """Return "name" if the deal has no name, since nobody could find the deal."""
        return None if self.name else "name"

    def dangling(self) -> list[str]:
        """List an account or owner that the deal refers to but the source does not have."""
        missing = []
        if self.account_id and not (self.account or self.account_name):
            missing.append(f"account_name: no account {self.account_id}")
        if self.owner_id and not self.owner_email:
            missing.append(f"owner_email: no email address for user {self.owner_id}")
        return missing

    def row(self) -> Row:
        """Return the column values; the stage history is added to `metadata` later, from another table."""
        key = salesforce_id(self.id)
        return {
            "id": derived_id("opportunity", key),
            "gong_opportunity_id": key,
            "name": self.name,
            "account_name": self.account_name,
            "owner_id": salesforce_id(self.owner_id) if self.owner_id else None,
            "owner_email": self.owner_email,
            "stage": self.stage,
            "close_date": self.close_date,
            "amount": self.amount,
            "currency": self.currency,
            "health_score": self.health_score,
            "is_closed": self.is_closed,
            "is_won": self.is_won,
            "product": self.product,
            "opened_at": self.opened_at,
            "metadata": self._metadata(),
        }

    def _metadata(self) -> dict[str, Any]:
        metadata = {
            "owner_name": self.owner_name,
            "type": self.type,
            "account": _present(self.account or {}),
            "fields": _present(self.fields or {}),
        }
        return {name: value for name, value in metadata.items() if value}


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != ""}
