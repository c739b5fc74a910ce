"""Person, from the documents of `people_*.sql`: one row per email address."""

from typing import ClassVar

from msgspec import field

from gametape.records.automatic import kind_of
from gametape.records.fields import Email, Flag, Key, Label, Texts
from gametape.records.identity import derived_id
from gametape.records.public_domains import is_public
from gametape.records.record import Record, Row
from gametape.records.roles import RoleRules, role_of, role_rules
from gametape.text.spelling import composed


class PersonRecord(Record, frozen=True, kw_only=True):
    """Our own person or a customer contact. The id is the email address."""

    version: ClassVar[int] = 3

    id: Key
    name: Label = None
    title: Label = None
    manager_email: Email = None
    is_internal: Flag = None
    shares_our_domain: Flag = None
    is_active: Flag = None
    aliases: Texts = field(default_factory=list)

    @classmethod
    def key(cls, source_id: str) -> str:
        """Return the address in lower case: by the standard the local part is case-sensitive, in practice never."""
        return composed(source_id).strip().lower()

    def missing(self) -> str | None:
        """Return "name" for a deleted person that has only an address left; otherwise None."""
        has_values = self.name or self.title or self.manager_email or self.aliases
        return "name" if self.is_deleted and not has_values else None

    def row(self) -> Row:
        """Return the column values, with the role by gametape's own rules (see `with_role` for other rules)."""
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
        """Tell whether this is our own person: by the source, else by a domain that only our people use."""
        if self.is_internal is not None:
            return self.is_internal
        return bool(self.shares_our_domain) and not is_public(email.rpartition("@")[2])


def with_role(row: Row, rules: RoleRules) -> Row:
    """Set the role of a person's row by these rules; customer contacts have no role."""
    has_role = row["is_internal"] and row["kind"] == "person"
    return row | {"role": role_of(row["title"], row["email"], rules) if has_role else None}
