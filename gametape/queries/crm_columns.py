"""Facts about a deal in the company's own CRM columns: segment, loss reason, competitor, next step, forecast category.

The columns are further columns of a deal or of its account, stored in `opportunities.metadata` under their own names.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.deals import deal, is_kept
from gametape.settings import Settings

_FILE = Path(__file__).with_suffix(".toml")
_PLACES = ("fields", "account")  # keys of opportunities.metadata: columns of the deal, and of its account
_SAMPLE = 500  # deals whose column names are read


class CrmFact(StrEnum):
    """Fact that a company keeps in a column of its own choice."""

    SEGMENT = "segment"
    LOSS_REASON = "loss_reason"
    COMPETITOR = "competitor"
    NEXT_STEP = "next_step"
    FORECAST_CATEGORY = "forecast_category"
    PROBABILITY = "probability"


class CrmFacts(BaseModel):
    """Facts about a deal from the CRM's own columns, as the CRM writes them; null if no column has a value."""

    model_config = ConfigDict(frozen=True)

    next_step: str | None
    forecast_category: str | None
    probability: str | None = Field(description="Percent, as the CRM writes it.")
    loss_reason: str | None
    columns: list[str] = Field(description="Names of the columns that these values are from.")


def column_names(fact: CrmFact, settings: Settings) -> Sequence[str]:
    """Return the bare names of the columns that hold a fact: the column in the settings, else the usual names."""
    chosen = settings.crm_columns.get(fact)
    return [bare(chosen)] if chosen else _usual_names()[fact]


def bare(name: str) -> str:
    """Return a column's name in lower case and without the suffix of custom columns.

    >>> bare("Loss_Reason__c")
    'loss_reason'
    """
    return name.lower().removesuffix("_c").rstrip("_")


def value_of(metadata: Mapping[str, Any], fact: CrmFact, settings: Settings) -> str | None:
    """Return a fact about a deal: the value of the first of the fact's columns that has one."""
    found = _found(metadata, fact, settings)
    return found[1] if found else None


def crm_facts(metadata: Mapping[str, Any], settings: Settings) -> CrmFacts:
    """Return next step, forecast category, probability and loss reason of a deal."""
    facts = (CrmFact.NEXT_STEP, CrmFact.FORECAST_CATEGORY, CrmFact.PROBABILITY, CrmFact.LOSS_REASON)
    found = {fact.value: each for fact in facts if (each := _found(metadata, fact, settings))}
    values = {fact.value: found[fact.value][1] if fact.value in found else None for fact in facts}
    return CrmFacts(**values, columns=[column for column, _ in found.values()])


def _found(metadata: Mapping[str, Any], fact: CrmFact, settings: Settings) -> tuple[str, str] | None:
    """Return the column of a fact and its value; the first of the fact's columns that has one."""
    names = column_names(fact, settings)
    for place in _places(fact):
        named = {bare(name): (name, value) for name, value in (metadata.get(place) or {}).items()}
        for name in names:
            column, value = named.get(name, ("", None))
            if value not in (None, ""):
                return column, str(value)
    return None


def fact_column(connection: sa.Connection, fact: CrmFact, settings: Settings) -> sa.ColumnElement[str] | None:
    """Return a fact as an SQL expression over `opportunities`, empty texts as NULL; None if no deal has the column.

    The names of the columns are read from some deals, those with the most recent changes.
    """
    wanted = column_names(fact, settings)
    keys = [key for key in _stored_keys(connection) if bare(key[1]) in wanted]
    places = _places(fact)
    keys.sort(key=lambda key: (places.index(key[0]), wanted.index(bare(key[1]))))
    if not keys:
        return None
    return sa.func.coalesce(*(sa.func.nullif(sa.func.trim(deal.metadata[key].astext), "") for key in keys))


def _places(fact: CrmFact) -> Sequence[str]:
    """Return the places of a fact, the better one first: the segment is the customer's, other facts are the deal's."""
    return tuple(reversed(_PLACES)) if fact is CrmFact.SEGMENT else _PLACES


def stored_columns(connection: sa.Connection) -> set[str]:
    """Return the names of the further columns that deals and accounts have."""
    return {name for _, name in _stored_keys(connection)}


def _stored_keys(connection: sa.Connection) -> Iterable[tuple[str, str]]:
    """Return place and name of each further column of the deals with the most recent changes, closed deals apart.

    Columns such as a loss reason are filled on closed deals alone, so that as many closed as open deals are read.
    """
    recent = sa.union_all(
        *(
            sa.select(
                sa.select(deal.metadata)
                .where(is_kept, condition)
                .order_by(deal.updated_at.desc())
                .limit(_SAMPLE)
                .subquery()
            )
            for condition in (deal.is_closed.is_(True), deal.is_closed.is_not(True))
        )
    ).subquery()
    named = [
        sa.select(
            sa.literal(place).label("place"),
            sa.func.jsonb_object_keys(recent.c.metadata[place]).label("name"),
        ).where(sa.func.jsonb_typeof(recent.c.metadata[place]) == "object")
        for place in _PLACES
    ]
    rows = connection.execute(sa.union(*named)).all()
    return [(row.place, row.name) for row in rows]


@cache
def _usual_names() -> Mapping[CrmFact, Sequence[str]]:
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {fact: read[fact.value] for fact in CrmFact}
