"""Which rows are read again when a setting changes: those whose stored content depends on it."""

from pathlib import Path
from typing import Any

import pytest

from gametape.sync.entities import ENTITIES
from tests.conftest import SettingsFor


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"private_calls": "full"}, {"calls", "transcripts"}),
        ({"metadata_columns": "probability"}, {"opportunities"}),
        ({"metadata_max_bytes": 512}, {entity.name for entity in ENTITIES}),
        ({"health_column": "deal_health_c"}, set()),
    ],
)
def test_a_setting_changes_the_version_of_the_rows_that_depend_on_it(
    settings_for: SettingsFor, change: dict[str, Any], expected: set[str]
) -> None:
    before, after = settings_for(), settings_for(**change)
    assert {one.name for one in ENTITIES if one.hash_version(before) != one.hash_version(after)} == expected


def test_other_rules_for_roles_change_the_version_of_people(settings_for: SettingsFor, tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text('[[rules]]\nrole = "SE"\ntitles = ["squad engineer"]')
    before, after = settings_for(), settings_for(roles_file=file)
    assert [one.name for one in ENTITIES if one.hash_version(before) != one.hash_version(after)] == ["people"]
