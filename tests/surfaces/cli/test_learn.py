"""`gametape learn`, as it is typed."""

import json

import pytest
import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.settings import Settings
from tests.builders.deal_facts import DANA, add_company
from tests.surfaces.cli.conftest import Gametape


@pytest.fixture
def book(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        add_company(connection)
    measure(engine, settings)


@pytest.mark.usefixtures("book")
def test_says_what_to_work_on_and_shows_every_dimension(gametape: Gametape) -> None:
    told = gametape("learn", "okafor", COLUMNS="140")
    assert told.returncode == 0, told.stderr
    assert "This week: " in told.stdout
    assert "From a won deal: " in told.stdout
    assert "not enough data" in told.stdout
    for option in ("--focus-area", "--focus"):  # the second is its former name
        found = json.loads(gametape("learn", DANA, option, "discovery", "--json").stdout)
        assert {one["focus"] for one in found["dimensions"]} == {"discovery"}


@pytest.mark.usefixtures("book")
def test_tells_whom_it_may_mean(gametape: Gametape) -> None:
    several = gametape("learn", "peer")
    assert several.returncode == 1
    assert "ann@lumen.example" in several.stderr.replace("\n", "")
    nobody = gametape("learn", "zoe")
    assert nobody.returncode == 1
    assert "not_found" in nobody.stderr
    assert "charm" in gametape("learn", DANA, "--focus-area", "charm").stderr
