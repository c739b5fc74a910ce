"""Names of competitors that a deployment knows: its own list, and the values of the CRM's columns."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, field_validator

from gametape.files import read_toml
from gametape.queries.crm_columns import CrmFact, fact_column
from gametape.queries.deals import deal, is_kept
from gametape.settings import Settings
from gametape.store.our_people import IS_OURS
from gametape.store.tables import people
from gametape.text.phrases import spaced_words
from gametape.text.words import fold

_SEPARATORS = re.compile(r"[;,/|]")
_SHORTEST = 3  # letters of a CRM value that is looked for in texts
_NO_VALUE = frozenset(
    ("", "none", "other", "others", "unknown", "n/a", "na", "no", "no competitor", "tbd", "status quo", "in-house")
)


class CompetitorFile(BaseModel):
    """File of a deployment: name of each competitor with the other names by which people call it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    competitors: dict[str, tuple[str, ...]]

    @field_validator("competitors")
    @classmethod
    def _have_words(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name, aliases in value.items():
            if not all(spaced_words(text).strip() for text in (name, *aliases)):
                raise ValueError(f"{name!r}: a name without a word")
        return value


class KnownNames(BaseModel):
    """Names to look for, and names that are no competitor: our own company and products."""

    model_config = ConfigDict(frozen=True)

    by_alias: Mapping[str, str]  # words between spaces -> name
    ours: frozenset[str]  # single words, folded


def known_names(connection: sa.Connection, settings: Settings) -> KnownNames:
    """Return the names of the deployment's file and of the CRM's column; the file's spelling wins.

    Raises:
        BadSettings: the file cannot be read.
    """
    by_alias: dict[str, str] = {}
    for value in _crm_values(connection, settings):
        for name in names_in(value):
            if len(name) >= _SHORTEST:
                by_alias.setdefault(spaced_words(name), name)
    if settings.competitors_file:
        for name, aliases in _file(settings.competitors_file).competitors.items():
            by_alias |= dict.fromkeys(map(spaced_words, (name, *aliases)), name)
    return KnownNames(by_alias=dict(sorted(by_alias.items())), ours=frozenset(_our_names(connection)))


def names_in(value: str | None) -> list[str]:
    """Return the names in a CRM value, which may list several; values such as `None` and `Other` are no names.

    >>> names_in("Acme; Other")
    ['Acme']
    """
    parts = [part.strip() for part in _SEPARATORS.split(value or "")]
    return [part for part in parts if fold(part) not in _NO_VALUE]


def _file(path: Path) -> CompetitorFile:
    return read_toml(CompetitorFile, path, hint='Write [competitors] and a line such as "Acme" = ["Acme Cloud"].')


def _crm_values(connection: sa.Connection, settings: Settings) -> Iterable[str]:
    value = fact_column(connection, CrmFact.COMPETITOR, settings)
    if value is None:
        return []
    return connection.execute(sa.select(value).distinct().where(is_kept, value.is_not(None)).order_by(value)).scalars()


def _our_names(connection: sa.Connection) -> Iterable[str]:
    """Yield the words of our products, and the name in our people's email addresses: `lumen` of `lumen.example`."""
    products = connection.execute(sa.select(deal.product).distinct().where(deal.product.is_not(None))).scalars()
    for product in products:
        yield from spaced_words(product).split()
    domain = sa.func.split_part(people.c.email, "@", 2)
    for found in connection.execute(sa.select(domain).distinct().where(IS_OURS)).scalars():
        yield found.split(".")[0]
