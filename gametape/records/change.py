"""A move of one field of a deal, as the `opportunity_*history.sql` hand it over."""

from typing import ClassVar, Literal

from gametape.records.fields import Key, Moment, Text
from gametape.records.identity import derived_id, salesforce_id
from gametape.records.record import Record, Row


class OpportunityChange(Record):
    """From `old` to `new` at `changed_at`; `old` is None where the history begins."""

    version: ClassVar[int] = 2

    id: Key
    opportunity_id: Key
    field: Literal["stage", "amount", "close_date", "owner"]
    old: Text = None
    new: Text = None
    changed_at: Moment = None
    origin: Literal["opportunity_history", "opportunity_field_history"]

    def missing(self) -> str | None:
        """A move at no time cannot be placed in a story."""
        return None if self.changed_at else "changed_at"

    def row(self) -> Row:
        """Column values; `opportunity_id` is ours, whether or not the deal has arrived."""
        return {
            "id": derived_id("opportunity_change", self.id),
            "source_id": self.id,
            "opportunity_id": derived_id("opportunity", salesforce_id(self.opportunity_id)),
            "field": self.field,
            "old_value": self.old,
            "new_value": self.new,
            "changed_at": self.changed_at,
            "origin": self.origin,
        }
