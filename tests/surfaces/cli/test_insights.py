import json

import sqlalchemy as sa

from tests.builders.deal_stories import platform_rollout
from tests.builders.store_rows import add_deal
from tests.surfaces.cli.conftest import Gametape


def test_tells_what_to_do_and_what_it_rests_on(gametape: Gametape, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        platform_rollout(connection)
    planned = gametape("insights", "northwind rollout", "--dry-run")
    assert "Changed: never made. 2 calls with" in planned.stdout
    done = gametape("insights", "Platform rollout")
    assert done.returncode == 0, done.stderr
    assert "1. Answer Marta Ruiz's objection on " in done.stdout
    assert "price (open): “It is too expensive for us as it stands, and I can't defend it.” Marta Ruiz" in done.stdout
    assert "Analyzed 2 of 2 calls and 1 of 2 emails." in done.stdout
    found = json.loads(gametape("insights", "Platform rollout", "--json").stdout)
    assert (found["is_stored"], found["refresh"]["is_fresh"]) == (True, True)
    assert "Nothing changed" in gametape("insights", "Platform rollout", "--dry-run").stdout


def test_a_name_of_several_deals_lists_them(gametape: Gametape, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        one = add_deal(connection, "Rollout north", account_name="Northwind")
        two = add_deal(connection, "Rollout south", account_name="Contoso")
    done = gametape("insights", "rollout")
    assert done.returncode == 1
    assert str(one) in done.stderr
    assert str(two) in done.stderr
    assert gametape("insights", "nothing like it").returncode == 1


def test_a_batch_takes_no_deal_and_needs_claude(gametape: Gametape) -> None:
    for wrong in (("insights",), ("insights", "--batch"), ("insights", "rollout", "--batch", "--analyser", "claude")):
        done = gametape(*wrong)
        assert done.returncode == 1
        assert "Pass a deal, or --batch with --analyser claude." in done.stderr
