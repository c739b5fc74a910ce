from pathlib import Path

import pytest

from gametape.errors import BadSettings
from gametape.records.roles import RoleRules, role_of, role_rules


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Account Executive", "AE"),
        ("Enterprise Account Manager", "AE"),
        ("Founding Account Executive", "AE"),
        ("Sales Engineer II", "SE"),
        ("Principal Solution Architect", "SE"),
        ("Pre-Sales Consultant", "SE"),
        ("Lead Solutions Engineer", "SE"),
        ("Customer Success Manager, EMEA", "CSM"),
        ("Customer-Success Specialist", "CSM"),
        ("Technical Account Manager", "CSM"),
        ("Regional Sales Manager", "manager"),
        ("VP, Solutions Engineering", "manager"),
        ("Head of Customer Success", "manager"),
        ("Director of Sales", "manager"),
        ("Headhunter", "AE"),  # whole words only
        ("", "AE"),
        (None, "AE"),
    ],
)
def test_roles_that_come_with_gametape(title: str | None, role: str) -> None:
    assert role_of(title, "a@x.com", role_rules()) == role


def test_rules_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(
        'default = "CSM"\n[[rules]]\nrole = "SE"\nemails = ["*@se.example.com", "kim@example.com"]\n'
        '[[rules]]\nrole = "manager"\ntitles = ["Squad-Lead"]\n'
    )
    rules = role_rules(file)
    assert role_of("Squad lead", "kim@example.com", rules) == "SE"  # the first that fits
    assert role_of("Squad lead", "a@example.com", rules) == "manager"
    assert role_of("Account Executive", "a@se.example.com", rules) == "SE"
    assert role_of("Account Executive", "a@example.com", rules) == "CSM"
    assert rules.fingerprint != role_rules().fingerprint == RoleRules(**role_rules().model_dump()).fingerprint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("default = ", "roles.toml: "),
        ('default = "boss"', "default"),
        ('[[rules]]\nrole = "AE"\ntitle = ["x"]', r"rules\.0\.title"),
        (None, "No such file"),
    ],
)
def test_rules_that_cannot_be_read_are_told(tmp_path: Path, content: str | None, said: str) -> None:
    file = tmp_path / "roles.toml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(BadSettings, match=said):
        role_rules(file)
