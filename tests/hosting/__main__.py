"""The end of `scripts/check-hosting`: calls the functions that were built, and prints what came of it."""

import sys
import tempfile
import time
import uuid
from datetime import timedelta
from pathlib import Path

from gametape.store.binaries import find_binaries
from gametape.surfaces.auth import Scope, create_token
from gametape.sync import lease
from tests.builders.warehouse_rows import Company, account, opportunity, user
from tests.databases import Databases, databases_on
from tests.fakes.bigquery import running as emulator_running
from tests.hosting.functions import put_together, running, size

LARGEST = 225_000_000  # bytes; beyond, the platform installs dependencies at each cold start
DOOR = "/api/cron/daily-sync"
SECRET = "for-this-check-only"


def main(project: Path, python: str) -> None:
    folders = {service: put_together(project, service) for service in ("cron", "api")}
    with (
        tempfile.TemporaryDirectory() as scratch,
        databases_on(find_binaries(None)) as databases,
        emulator_running() as emulator,
        # Empty: the function makes its own tables.
        databases.fresh(template="template1") as database,
    ):
        project_id = emulator.load(_company(Path(scratch)).path)
        environment = {
            "HOME": scratch,
            "DATABASE_URL": databases.url(database),
            "GAMETAPE_WAREHOUSE": f"bigquery://{project_id}",
            "BIGQUERY_EMULATOR_HOST": emulator.url,
        }
        _check_cron(folders["cron"], python, environment, databases, database)
        _check_api(folders["api"], python, environment, databases, database)
    for service, folder in folders.items():
        bytes_ = size(folder)
        print(f"{service}: {bytes_ / 1e6:.1f} MB unzipped, of {LARGEST / 1e6:.0f}")
        assert bytes_ <= LARGEST, f"{service} is too large"


def _company(folder: Path) -> Company:
    company = Company(folder / "warehouse.duckdb")
    company.put("salesforce.opportunity", *(opportunity(number) for number in range(1, 4)))
    company.put("salesforce.account", account())
    company.put("salesforce.user", user())
    return company


def _check_cron(folder: Path, python: str, environment: dict[str, str], databases: Databases, database: str) -> None:
    shown = {"authorization": f"Bearer {SECRET}"}
    with running(folder, python, environment) as function:
        _expect("cron, secret not set", function.call(DOOR, authorization="Bearer ").status, 401)
    with running(folder, python, environment | {"CRON_SECRET": SECRET}) as function:
        began = time.monotonic()
        _expect("cron, no secret shown", function.call(DOOR).status, 401)
        print(f"cron: {time.monotonic() - began:.1f} s to the first answer of a cold function")
        _expect("cron, wrong secret", function.call(DOOR, authorization="Bearer wrong").status, 401)
        first = function.call(DOOR, **shown)
        _expect("cron", (first.status, first.body.get("status")), (200, "success"), first.body)
        _expect("rows inserted", first.body["entities"]["opportunities"]["counts"]["inserted"], 3)
        second = function.call(DOOR, method="POST", **shown)
        _expect("cron, again", second.status, 200)
        _expect("rows unchanged", second.body["entities"]["opportunities"]["counts"]["unchanged"], 3)
        engine = databases.open(database)
        with engine.begin() as connection:
            lease.acquire(connection, uuid.uuid4(), timedelta(minutes=5))
        engine.dispose()
        _expect("cron, while another runs", function.call(DOOR, **shown).status, 409)


def _check_api(folder: Path, python: str, environment: dict[str, str], databases: Databases, database: str) -> None:
    engine = databases.open(database)
    with engine.begin() as connection:
        shown = {"authorization": f"Bearer {create_token(connection, 'check', [Scope.READ])}"}
    engine.dispose()
    with running(folder, python, environment) as function:
        _expect("api, health", function.call("/api/health").status, 200)
        _expect("api, deals, no token shown", function.call("/api/opportunities").status, 401)
        _expect("api, deals", len(function.call("/api/opportunities", **shown).body["items"]), 3)
        _expect("mcp, no token shown", function.call("/mcp", method="POST").status, 401)
    with running(folder, python, environment | {"GAMETAPE_ACCESS": "open"}) as function:
        _expect("api, deals, open, host not named", function.call("/api/opportunities").status, 421)
    named = {"GAMETAPE_ACCESS": "open", "GAMETAPE_HOSTS": "gametape.example"}
    with running(folder, python, environment | named) as function:
        _expect("api, deals, open, host named", function.call("/api/opportunities").status, 200)


def _expect(what: str, found: object, wanted: object, told: object = "") -> None:
    print(f"{what}: {found}")
    assert found == wanted, f"{what}: {wanted} was wanted. {told}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
