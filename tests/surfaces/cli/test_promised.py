import json

import sqlalchemy as sa

from gametape.analysis.commitments.keep_commitments import keep_commitments
from gametape.analysis.competitors.keep_competitors import keep_competitors
from gametape.settings import Settings
from tests.builders.promised_deals import add_promised_deal
from tests.surfaces.cli.conftest import Gametape


def test_promises_and_competitors_are_listed(gametape: Gametape, engine: sa.Engine, settings: Settings) -> None:
    add_promised_deal(engine, settings)
    waiting = gametape("promised")
    assert "1 deal not analyzed yet: run gametape sync." in waiting.stdout
    keep_commitments(engine, settings)
    keep_competitors(engine, settings)
    done = gametape("promised", "dana@lumen.example")
    assert done.returncode == 0, done.stderr
    assert "Rollout · Promised, not seen done: due Mar 6, 2026" in done.stdout
    assert "Dana: “I'll send you the proposal by Friday.”" in done.stdout
    assert "1 promise on 1 open deal." in done.stdout
    assert "0 promises on 0 open deals." in gametape("promised", "wei@lumen.example").stdout
    assert json.loads(gametape("promised", "--customer", "--json").stdout)["items"] == []
    assert gametape("promised", "nobody at all").returncode == 1
    rivals = gametape("competitors")
    assert "Boxwell" in rivals.stdout
    assert "Won 0 of 0 closed deals: not enough deals" in rivals.stdout
    assert "Boxwell · Customer: “We also have an offer from Boxwell on the table.”" in rivals.stdout
    assert json.loads(gametape("competitors", "--json").stdout)["deals"] == 1
