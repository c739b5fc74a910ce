"""What the deals can be filtered by, with how many there are of each."""

import re
from typing import Any

import sqlalchemy as sa
from pydantic import Field

from gametape.queries.deals import OUTCOMES, DealRow, Outcome, deal, is_kept, is_lost, is_open, is_won, owner_name
from gametape.store.tables import opportunities


class OwnerFacet(DealRow):
    """A person who owns deals; both null for deals without an owner."""

    email: str | None
    name: str | None
    deals: int = Field(ge=1)
    open: int = Field(ge=0)


class StageFacet(DealRow):
    """A stage and how its deals stand."""

    stage: str | None
    deals: int = Field(ge=1)
    outcome: Outcome = Field(description="How most of its deals stand.")


class OutcomeFacet(DealRow):
    """How many deals are open, won or lost."""

    outcome: Outcome
    deals: int = Field(ge=0)


class Facets(DealRow):
    """Over all deals, whatever else is filtered."""

    owners: list[OwnerFacet] = Field(description="By name.")
    stages: list[StageFacet] = Field(description="In the order of the pipeline.")
    outcomes: list[OutcomeFacet]
    deals: int = Field(ge=0)
    scored: int = Field(ge=0, description="How many deals have a health score.")


def facets(connection: sa.Connection) -> Facets:
    """Owners, stages and outcomes of all deals that are not deleted."""
    owners = connection.execute(
        sa.select(
            deal.owner_email.label("email"),
            sa.func.max(owner_name).label("name"),
            sa.func.count().label("deals"),
            sa.func.count().filter(is_open).label("open"),
        )
        .where(is_kept)
        .group_by(deal.owner_email)
    )
    totals = connection.execute(
        sa.select(
            sa.func.count().label("deals"),
            sa.func.count(deal.health_score).label("scored"),
            *(sa.func.count().filter(condition).label(outcome) for outcome, condition in OUTCOMES.items()),
        )
        .select_from(opportunities)
        .where(is_kept)
    ).one()
    return Facets(
        owners=sorted((OwnerFacet.model_validate(row) for row in owners), key=_by_name),
        stages=_stages(connection),
        outcomes=[OutcomeFacet(outcome=outcome, deals=totals._mapping[outcome]) for outcome in Outcome],
        deals=totals.deals,
        scored=totals.scored,
    )


def _by_name(owner: OwnerFacet) -> tuple[bool, str]:
    return owner.email is None, (owner.name or owner.email or "").casefold()


def _stages(connection: sa.Connection) -> list[StageFacet]:
    told = deal.metadata[("fields", "probability")].astext
    probability = sa.case((told.regexp_match(r"^\d{1,3}(\.\d{1,6})?$"), sa.cast(told, sa.Numeric)))
    rows = connection.execute(
        sa.select(
            deal.stage,
            sa.func.count().label("deals"),
            sa.func.count().filter(is_won).label("won"),
            sa.func.count().filter(is_lost).label("lost"),
            sa.func.avg(probability).label("probability"),
        )
        .where(is_kept)
        .group_by(deal.stage)
    )
    return [
        StageFacet(stage=row.stage, deals=row.deals, outcome=_mostly(row)) for row in sorted(rows, key=_in_the_pipeline)
    ]


def _mostly(row: Any) -> Outcome:
    counts = {Outcome.OPEN: row.deals - row.won - row.lost, Outcome.WON: row.won, Outcome.LOST: row.lost}
    return max(counts, key=counts.__getitem__)


def _in_the_pipeline(row: Any) -> tuple[Any, ...]:
    """Open stages, then won, then lost ones; among them by the number in the label, else by the usual probability."""
    number = re.match(r"\s*(\d{1,4})", row.stage or "")
    return (
        row.stage is None,
        list(Outcome).index(_mostly(row)),
        int(number[1]) if number else 10_000,
        101 if row.probability is None else row.probability,
        row.stage or "",
    )
