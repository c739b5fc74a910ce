"""reconcile, erase and retention, as somebody at a terminal and as a script meet them."""

import json

import pytest

from tests.builders.warehouse_deals import whole_deal
from tests.builders.warehouse_rows import Company, opportunity, salesforce_key
from tests.surfaces.cli.conftest import Gametape


@pytest.fixture
def synced(gametape: Gametape, company: Company) -> Gametape:
    """After a sync of one whole deal, which is closed."""
    whole_deal(company)
    company.change("salesforce.opportunity", salesforce_key("006", 1), is_closed=True)
    assert gametape("sync").returncode == 0
    return gametape


def test_reconcile_ends_with_1_while_something_differs(synced: Gametape, company: Company) -> None:
    company.put("salesforce.opportunity", opportunity(2))
    seen = synced("reconcile", "--entity", "opportunities", "--dry-run")
    assert seen.returncode == 1
    assert "differs" in seen.stdout
    assert "2026-11" in seen.stdout
    assert synced("reconcile", "--dry-run", "--json").returncode == 1
    repaired = synced("reconcile", "--json")
    assert repaired.returncode == 0
    found = json.loads(repaired.stdout)["entities"]["opportunities"]
    assert (found["status"], found["repaired"], found["differing"][0]["missing"]) == ("repaired", 2, 1)
    assert synced("reconcile", "--dry-run").returncode == 0
    status = synced("status")
    assert "entities match" in status.stdout
    assert json.loads(synced("status", "--json").stdout)["entities"][0]["reconciled"]["status"] == "equal"


def test_reconcile_names_what_there_is(synced: Gametape) -> None:
    done = synced("reconcile", "--entity", "deals")
    assert done.returncode == 1
    assert "Entities: people, opportunities" in " ".join(done.stderr.split())


def test_erase_says_what_it_removed_and_then_that_nothing_is_there(synced: Gametape) -> None:
    done = synced("erase", "Person1@customer.example")
    assert done.returncode == 0
    assert "1  people" in done.stdout
    assert "person1" not in (done.stdout + done.stderr).lower()
    assert "Nothing was stored" in synced("erase", "person1@customer.example").stdout
    assert json.loads(synced("erase", "person3@customer.example", "--json").stdout)["removed"]["people"] == 1
    assert synced("erase", "nobody").returncode == 1


def test_retention_shows_a_plan_and_applies_only_when_told(synced: Gametape) -> None:
    plan = synced("retention", "--budget", "1MB")
    assert plan.returncode == 0
    assert "Nothing has changed yet" in plan.stdout
    assert "Deal 1" in plan.stdout
    assert json.loads(synced("retention", "--budget", "1MB", "--json").stdout)["plan"]["deals"][0]["transcripts"] == 1
    done = synced("retention", "--budget", "1MB", "--apply")
    assert done.returncode == 1  # an empty Postgres alone takes more
    assert "Removed 1 transcripts and 2 email texts" in done.stdout
    assert "nothing to remove" in synced("retention").stdout


def test_retention_needs_a_budget_that_can_be_read(synced: Gametape) -> None:
    assert synced("retention", "--budget", "much").returncode == 2
    assert "--budget 450MB" in synced("retention", GAMETAPE_STORAGE_BUDGET="0").stderr


def test_status_warns_when_room_is_getting_short(synced: Gametape) -> None:
    assert "Storage is almost full" in synced("status", GAMETAPE_STORAGE_BUDGET="1MB").stdout
    assert "Storage is almost full" not in synced("status", GAMETAPE_STORAGE_BUDGET="0").stdout
