"""A person, as `people_*.sql` hands them over: one for each e-mail address."""

from typing import ClassVar

from pydantic import Field

from gametape.records.automatic import kind_of
from gametape.records.fields import Email, Flag, Key, Label, Texts
from gametape.records.identity import derived_id
from gametape.records.public_domains import is_public
from gametape.records.record import Record, Row
from gametape.records.roles import RoleRules, role_of, role_rules
from gametape.text.spelling import composed


class PersonRecord(Record):
    """Somebody of ours, or of a customer's. The id is the address."""

    version: ClassVar[int] = 3

    id: Key
    name: Label = None
    title: Label = None
    manager_email: Email = None
    is_internal: Flag = None
    shares_our_domain: Flag = None
    is_active: Flag = None
    aliases: Texts = Field(default_factory=list)

    @classmethod
    def key(cls, source_id: str) -> str:
        """The address in lower case: the local part is case-sensitive by the letter, and nowhere in practice."""
        return composed(source_id).strip().lower()

    def missing(self) -> str | None:
        """A deleted person may come as nothing but an address."""
        told = self.name or self.title or self.manager_email or self.aliases
        return "name" if self.is_deleted and not told else None

    def row(self) -> Row:
        """Column values; the role is by the rules that come with gametape (see `with_role`)."""
        key = self.key(self.id)
        row = {
            "id": derived_id("person", key),
            "email": key,
            "name": self.name,
            "title": self.title,
            "kind": kind_of(self.name, key),
            "is_internal": self._is_ours(key),
            "role": None,
            "manager_email": self.manager_email,
            "aliases": sorted({alias.lower() for alias in self.aliases} - {key}),
            "is_active": self.is_active,
        }
        return with_role(row, role_rules())

    def _is_ours(self, email: str) -> bool:
        """As the source says; else by the domain, if only our people can have an address there."""
        if self.is_internal is not None:
            return self.is_internal
        return bool(self.shares_our_domain) and not is_public(email.rpartition("@")[2])


def with_role(row: Row, rules: RoleRules) -> Row:
    """A person's row with the role by other rules; people of customers have none."""
    has_role = row["is_internal"] and row["kind"] == "person"
    return row | {"role": role_of(row["title"], row["email"], rules) if has_role else None}
