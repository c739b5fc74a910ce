import json

from tests.company import Company, opportunity
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
