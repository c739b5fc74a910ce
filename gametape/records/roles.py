"""Role of our own people, from job title or email address, by the rules of the languages and of the deployment.

Titles are read in all languages at once: an English title says the same at a German company. A title that no rule knows
gives no role, so nobody is judged by the rubric of another job.
"""

import unicodedata
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from gametape.files import read_toml
from gametape.text.languages import Part, part_files
from gametape.text.phrases import contains_phrase, spaced_words

Role = Literal["AE", "SE", "CSM", "manager"]

_HINT = "See gametape/text/languages/en/roles.toml for the format."


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Role | Literal["none"]
    rank: int = 0
    titles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    @field_validator("titles")
    @classmethod
    def _spaced(cls, value: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(_comparable, value))


class RoleRules(BaseModel):
    """Role rules in the order in which they are tried. `default` is the role of people whom no rule knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: Role | None = None
    rules: tuple[_Rule, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hash of the rules. A changed hash makes the sync read people again."""
        return blake2b(self.model_dump_json().encode(), digest_size=8).hexdigest()


@cache
def role_rules(own: Path | None = None) -> RoleRules:
    """Load the rules of a deployment's own file, if any, followed by the rules of all languages; read once.

    Raises:
        BadSettings: a file cannot be read or parsed; the message names the place.
    """
    files = [read_toml(RoleRules, file, hint=_HINT) for file in part_files(Part.ROLES)]
    shipped = sorted((rule for file in files for rule in file.rules), key=lambda rule: rule.rank)
    first = read_toml(RoleRules, own, hint=_HINT) if own else RoleRules()
    return RoleRules(default=first.default, rules=(*first.rules, *shipped))


def role_of(title: str | None, email: str, rules: RoleRules) -> Role | None:
    """Return the role of one of our own people, None for a title that no rule knows; `email` is in lower case."""
    words = _comparable(title or "")
    for rule in rules.rules:
        if contains_phrase(words, rule.titles) or any(fnmatchcase(email, pattern) for pattern in rule.emails):
            return None if rule.role == "none" else rule.role
    return rules.default


def _comparable(text: str) -> str:
    """Return the words of a title without accents, which people leave out."""
    letters = unicodedata.normalize("NFKD", text)
    return spaced_words("".join(letter for letter in letters if not unicodedata.combining(letter)))
