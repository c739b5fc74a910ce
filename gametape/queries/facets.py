"""Values by which deals can be filtered, with the number of deals for each value."""

import re
from datetime import UTC, tzinfo
from typing import Any

import sqlalchemy as sa
from pydantic import Field

from gametape.queries.deals import OUTCOMES, Outcome, ResultRow, deal, is_kept, is_lost, is_open, is_won, owner_name
from gametape.queries.filters import Filters, filter_condition
from gametape.store.tables import opportunities, people


class OwnerFacet(ResultRow):
    """Owner of deals; email and name are null for deals without an owner."""

    email: str | None
    name: str | None
    deals: int = Field(ge=0)
    open: int = Field(ge=0)


class StageFacet(ResultRow):
    """Stage and the usual outcome of its deals."""

    stage: str | None
    deals: int = Field(ge=0)
    outcome: Outcome = Field(description="Most common outcome of all its deals.")


class OutcomeFacet(ResultRow):
    """Number of deals with an outcome."""

    outcome: Outcome
    deals: int = Field(ge=0)


class ProductFacet(ResultRow):
    """Number of deals of a product; null for deals without a product."""

    product: str | None
    deals: int = Field(ge=0)


class TeamFacet(ResultRow):
    """Manager with reports who own deals."""

    email: str
    name: str | None
    deals: int = Field(ge=0, description="Deals owned by the manager or anyone who reports to them, directly or not.")


class Facets(ResultRow):
    """Filter values of all deals. A value counts the deals that pass the other filters, so it may count none."""

    owners: list[OwnerFacet] = Field(description="Sorted by name.")
    stages: list[StageFacet] = Field(description="In pipeline order.")
    outcomes: list[OutcomeFacet]
    products: list[ProductFacet] = Field(description="Most deals first; empty if no deal has a product.")
    teams: list[TeamFacet] = Field(description="Sorted by name.")
    deals: int = Field(ge=0, description="Number of all deals, whatever the filters.")
    scored: int = Field(ge=0, description="Number of all deals with a health score.")


def facets(connection: sa.Connection, filters: Filters | None = None, zone: tzinfo = UTC) -> Facets:
    """Read owners, stages and outcomes of all deals that are not deleted.

    Each value counts the deals that pass `filters` without the filter the value belongs to. Days begin in `zone`.
    """
    chosen = filters or Filters()
    passing = {
        field: filter_condition(chosen.model_copy(update={field: []}), zone)
        for field in ("owner", "stage", "outcome", "product")
    }
    owners = connection.execute(
        sa.select(
            deal.owner_email.label("email"),
            sa.func.max(owner_name).label("name"),
            sa.func.count().filter(passing["owner"]).label("deals"),
            sa.func.count().filter(passing["owner"], is_open).label("open"),
        )
        .where(is_kept)
        .group_by(deal.owner_email)
    )
    totals = connection.execute(
        sa.select(
            sa.func.count().label("deals"),
            sa.func.count(deal.health_score).label("scored"),
            *(
                sa.func.count().filter(passing["outcome"], condition).label(outcome)
                for outcome, condition in OUTCOMES.items()
            ),
        )
        .select_from(opportunities)
        .where(is_kept)
    ).one()
    return Facets(
        owners=sorted((OwnerFacet.model_validate(row) for row in owners), key=_by_name),
        stages=stage_facets(connection, passing["stage"]),
        outcomes=[OutcomeFacet(outcome=outcome, deals=totals._mapping[outcome]) for outcome in Outcome],
        products=_products(connection, passing["product"]),
        teams=_teams(connection, filter_condition(chosen.model_copy(update={"team": None}), zone)),
        deals=totals.deals,
        scored=totals.scored,
    )


def _products(connection: sa.Connection, passing: sa.ColumnElement[bool]) -> list[ProductFacet]:
    rows = connection.execute(
        sa.select(deal.product, sa.func.count().filter(passing).label("deals"))
        .where(is_kept)
        .group_by(deal.product)
        .order_by(sa.desc("deals"), deal.product)
    ).all()
    return [ProductFacet.model_validate(row) for row in rows] if any(row.product for row in rows) else []


def _teams(connection: sa.Connection, passing: sa.ColumnElement[bool]) -> list[TeamFacet]:
    """List the managers of owners of deals, with the deals of all who report to them, directly or not."""
    owned = (
        sa.select(deal.owner_email.label("email"), sa.func.count().filter(passing).label("deals"))
        .where(is_kept, deal.owner_email.is_not(None))
        .group_by(deal.owner_email)
        .subquery()
    )
    line = (sa.select(owned.c.email.label("manager"), owned.c.email.label("owner"), owned.c.deals)).cte(
        "line", recursive=True
    )
    person = people.alias("report")
    line = line.union(
        sa.select(sa.func.lower(person.c.manager_email), line.c.owner, line.c.deals)
        .join_from(person, line, person.c.email == line.c.manager)
        .where(person.c.manager_email.is_not(None), person.c.is_internal, person.c.deleted_at.is_(None))
    )
    manages = sa.exists().where(
        people.c.is_internal, people.c.deleted_at.is_(None), sa.func.lower(people.c.manager_email) == line.c.manager
    )
    rows = connection.execute(
        sa.select(
            line.c.manager.label("email"),
            sa.func.max(person.c.name).label("name"),
            sa.func.sum(line.c.deals).label("deals"),
        )
        .select_from(line)
        .outerjoin(person, person.c.email == line.c.manager)
        .where(manages)
        .group_by(line.c.manager)
    ).all()
    return sorted((TeamFacet.model_validate(row) for row in rows), key=lambda row: (row.name or row.email).casefold())


def _by_name(owner: OwnerFacet) -> tuple[bool, str]:
    return owner.email is None, (owner.name or owner.email or "").casefold()


def stage_facets(connection: sa.Connection, passing: sa.ColumnElement[bool] = is_kept) -> list[StageFacet]:
    """List the stages of all deals in pipeline order; each counts its deals that are `passing`."""
    raw = deal.metadata[("fields", "probability")].astext
    probability = sa.case((raw.regexp_match(r"^\d{1,3}(\.\d{1,6})?$"), sa.cast(raw, sa.Numeric)))
    rows = connection.execute(
        sa.select(
            deal.stage,
            sa.func.count().label("all"),
            sa.func.count().filter(passing).label("deals"),
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
    counts = {Outcome.OPEN: row.all - row.won - row.lost, Outcome.WON: row.won, Outcome.LOST: row.lost}
    return max(counts, key=counts.__getitem__)


def _in_the_pipeline(row: Any) -> tuple[Any, ...]:
    """Return the sort key of a stage: open, then won, then lost stages.

    Within these, by the number in the stage's name, else by its average probability.
    """
    number = re.match(r"\s*(\d{1,4})", row.stage or "")
    return (
        row.stage is None,
        list(Outcome).index(_mostly(row)),
        int(number[1]) if number else 10_000,
        101 if row.probability is None else row.probability,
        row.stage or "",
    )
