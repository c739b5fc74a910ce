"""`.env.example` is the handbook of the settings: all of them, with the defaults that are in force."""

import re
from pathlib import Path

from gametape.settings import Settings
from tests.databases import OnlyGiven

EXAMPLE = Path(__file__).parents[2] / ".env.example"
ENTRY = re.compile(r"^# ([A-Z_]+)=(.*)$", re.MULTILINE)
CHOSEN_BY_THE_MACHINE = {"data_dir"}


def test_names_exactly_the_settings() -> None:
    fields = {
        str(field.validation_alias or f"GAMETAPE_{name.upper()}") for name, field in Settings.model_fields.items()
    }
    assert {name for name, _ in ENTRY.findall(EXAMPLE.read_text())} == fields


def test_shows_the_defaults() -> None:
    shown = {name: value for name, value in ENTRY.findall(EXAMPLE.read_text()) if value}
    given = OnlyGiven(**{name.removeprefix("GAMETAPE_").lower(): value for name, value in shown.items()})
    default = OnlyGiven()
    fields = Settings.model_fields.keys() - CHOSEN_BY_THE_MACHINE
    assert {name: getattr(given, name) for name in fields} == {name: getattr(default, name) for name in fields}
