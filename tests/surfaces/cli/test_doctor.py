import json

import pytest

from tests.builders.warehouse_rows import Company, opportunity
from tests.surfaces.cli.conftest import Gametape


def test_says_what_was_found_and_what_gaps_cost(gametape: Gametape, company: Company) -> None:
    row = opportunity()
    del row["amount"]
    company.put("salesforce.opportunity", row)
    done = gametape("doctor")
    assert done.returncode == 0
    assert "from opportunities_salesforce" in done.stdout
    assert "deals have no amount" in done.stdout
    found = json.loads(gametape("doctor", "--json").stdout)
    assert found["store"]["version"].startswith("Postgres ")
    assert found["warehouse"]["ok"] is True


def test_ends_with_1_when_a_sync_could_not_work(gametape: Gametape) -> None:
    done = gametape("doctor", GAMETAPE_SALESFORCE_DATASET="salesforce_ft")
    assert done.returncode == 1
    assert "salesforce" in done.stdout


def test_a_store_that_is_not_there_is_told_beside_the_rest(gametape: Gametape) -> None:
    done = gametape("doctor", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "from opportunities_salesforce" in done.stdout


def test_says_what_sync_will_say_and_ends_as_sync_will_end(gametape: Gametape, company: Company) -> None:
    """doctor said ok of a call table that no sync could read, of files that are not there, and of a lost dataset."""
    company.put("gongio_ft.call", {"id": "c", "title": "No start"})
    told, ended = gametape("doctor", GAMETAPE_SEGMENT_COLUMN="nowhere__c"), gametape("sync")
    assert (told.returncode, ended.returncode) == (1, 1)
    assert "gongio_ft.call has no column started" in told.stdout
    assert "GAMETAPE_SEGMENT_COLUMN=nowhere__c was not found" in told.stdout

    company.put("gongio_ft.call", {"id": "c", "title": "Started", "started": "2026-11-01 12:00:00+00"})
    assert (gametape("doctor").returncode, gametape("sync").returncode) == (0, 0)
    company.drop("gongio_ft.call")
    told, ended = gametape("doctor"), gametape("sync")
    assert (told.returncode, ended.returncode) == (1, 1)
    assert "calls came from calls until now" in told.stdout


@pytest.mark.parametrize(
    ("variable", "value"),
    [("GAMETAPE_ROLES_FILE", "/nowhere/roles.toml"), ("GAMETAPE_METHODOLOGY", "medic"), ("GAMETAPE_LOG_LEVEL", "loud")],
)
def test_a_wrong_setting_is_told_by_both(gametape: Gametape, variable: str, value: str) -> None:
    for command in ("doctor", "sync"):
        done = gametape(command, **{variable: value})
        assert done.returncode == 1
        assert variable in done.stdout + done.stderr
