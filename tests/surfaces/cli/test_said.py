import json

import sqlalchemy as sa

from gametape.settings import Settings
from tests.builders.promised_deals import add_promised_deal
from tests.surfaces.cli.conftest import Gametape


def test_who_said_it_with_second_and_deal(gametape: Gametape, engine: sa.Engine, settings: Settings) -> None:
    add_promised_deal(engine, settings)
    found = gametape("said", '"send you the proposal"')
    assert found.returncode == 0, found.stderr
    assert "“I'll send you the proposal by Friday.”" in found.stdout
    assert "Pricing · Mar 2, 2026 · Rollout · 0:10" in found.stdout
    assert "1 quote; 1 call searched." in found.stdout
    assert "0 quotes" in gametape("said", "proposal", "--side", "theirs").stdout
    assert "0 quotes" in gametape("said", "proposal", "--until", "2026-03-02").stdout
    page = json.loads(gametape("said", "proposal", "--deal", "rollout", "--rep", "dana@lumen.example", "--json").stdout)
    assert [item["at_ms"] for item in page["items"]] == [10_000]
    assert "No deal matches" in gametape("said", "proposal", "--deal", "nothing").stderr
    assert "There are no words to search for." in gametape("said", "?!").stderr
