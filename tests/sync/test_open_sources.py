"""Which source feeds Gong's entities, by the settings."""

from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import BadSettings
from gametape.sync.gong_source import GongSource
from gametape.sync.open_sources import MixedSources, calls_come_from_gong, gong_of, open_sources
from gametape.warehouse.connect import Warehouse
from tests.builders.warehouse_rows import Company
from tests.conftest import SettingsFor

KEYS = {"gong_access_key": "key", "gong_access_key_secret": "secret"}


@pytest.mark.parametrize(
    ("named", "from_gong"),
    [
        ({"warehouse": "duckdb:///a"}, False),
        (KEYS, True),
        ({"warehouse": "duckdb:///a"} | KEYS, False),
        ({"warehouse": "duckdb:///a", "calls_from": "gong"} | KEYS, True),
        ({"warehouse": "duckdb:///a", "calls_from": "warehouse"} | KEYS, False),
    ],
)
def test_the_warehouse_unless_gong_is_chosen_or_alone(
    settings_for: SettingsFor, named: dict[str, Any], from_gong: bool
) -> None:
    assert calls_come_from_gong(settings_for(**named)) is from_gong


@pytest.mark.parametrize(
    ("named", "missing"),
    [
        ({}, "GAMETAPE_WAREHOUSE"),
        ({"calls_from": "gong", "warehouse": "duckdb:///a"}, "GONG_ACCESS_KEY"),
        ({"calls_from": "warehouse"} | KEYS, "GAMETAPE_WAREHOUSE"),
    ],
)
def test_what_is_chosen_and_not_set_is_named(settings_for: SettingsFor, named: dict[str, Any], missing: str) -> None:
    with pytest.raises(BadSettings, match=missing):
        calls_come_from_gong(settings_for(**named))


def test_opens_what_is_named(engine: sa.Engine, company: Company, settings_for: SettingsFor) -> None:
    path = f"duckdb:///{company.path}"
    for named, kind in (
        ({"warehouse": path}, Warehouse),
        (KEYS, GongSource),
        ({"warehouse": path, "calls_from": "gong"} | KEYS, MixedSources),
    ):
        with open_sources(engine, settings_for(**named)) as sources:
            assert isinstance(sources, kind)
            assert (gong_of(sources) is None) is (kind is Warehouse)
