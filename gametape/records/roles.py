"""Role of our own people, from job title or email address, by the rules in a data file."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from gametape.files import read_toml
from gametape.text.phrases import contains_phrase, spaced_words

Role = Literal["AE", "SE", "CSM", "manager"]

SHIPPED = Path(__file__).with_name("roles.toml")


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Role
    titles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    @field_validator("titles")
    @classmethod
    def _spaced(cls, value: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(spaced_words, value))


class RoleRules(BaseModel):
    """Role rules in the order in which they are tried."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: Role = "AE"
    rules: tuple[_Rule, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hash of the rules. A changed hash makes the sync read people again."""
        return blake2b(self.model_dump_json().encode(), digest_size=8).hexdigest()


@cache
def role_rules(file: Path = SHIPPED) -> RoleRules:
    """Load the rules of a file; read once.

    Raises:
        BadSettings: the file cannot be read or parsed; the message names the place.
    """
    return read_toml(RoleRules, file, hint=f"See {SHIPPED.name} for the format.")


def role_of(title: str | None, email: str, rules: RoleRules) -> Role:
    """Return the role of one of our own people; `email` is in lower case."""
    words = spaced_words(title or "")
    for rule in rules.rules:
        if contains_phrase(words, rule.titles) or any(fnmatchcase(email, pattern) for pattern in rule.emails):
            return rule.role
    return rules.default
