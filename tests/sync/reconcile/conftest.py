"""A check of the store against its source, and words for what it finds."""

from typing import Any, Protocol

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.sync.reconcile import Reconciliation, reconcile
from gametape.warehouse.connect import connect
from tests.builders.warehouse_rows import (
    DAY,
    NOON,
    Company,
    account,
    opportunity,
    salesforce_key,
    user,
)


class Check(Protocol):
    def __call__(self, **options: Any) -> Reconciliation: ...


@pytest.fixture
def check(engine: sa.Engine, chosen: Settings) -> Check:
    """Compare with the company as it is now."""

    def check(**options: Any) -> Reconciliation:
        with connect(chosen) as warehouse:
            return reconcile(engine, warehouse, chosen, **options)

    return check


@pytest.fixture
def many(company: Company) -> Company:
    """Twelve deals, one a month, and one without a stamp."""
    rows = [opportunity(n, last_modified_date=NOON - n * 31 * DAY) for n in range(1, 13)]
    company.put("salesforce.opportunity", *rows, opportunity(13, last_modified_date=None))
    company.put("salesforce.account", account(last_modified_date=NOON - 900 * DAY))
    company.put("salesforce.user", user(last_modified_date=NOON - 900 * DAY))
    return company


def found(result: Reconciliation, entity: str = "opportunities") -> dict[str, int]:
    """What differed, over all months, without the zeros."""
    kinds = ("missing", "different", "vanished", "moved")
    sums = {kind: sum(getattr(bucket, kind) for bucket in result.entities[entity].differing) for kind in kinds}
    return {kind: count for kind, count in sums.items() if count}


def statuses(result: Reconciliation) -> dict[str, str]:
    return {name: check.status for name, check in result.entities.items()}


def change_store(engine: sa.Engine, table: sa.Table, key: Any, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(table).where(key).values(**values))


def deal(number: int) -> str:
    return salesforce_key("006", number)
