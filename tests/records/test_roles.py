from collections import Counter
from pathlib import Path

import pytest

from gametape.errors import BadSettings
from gametape.records.roles import RoleRules, role_of, role_rules

JOB_TITLES = Path(__file__).with_name("job_titles.tsv")


def job_titles() -> list[tuple[str, str | None]]:
    """Job titles in five languages, each with its role."""
    rows = [line.split("\t") for line in JOB_TITLES.read_text("utf-8").splitlines()[1:]]
    return [(title, None if role == "none" else role) for role, title in rows]


def test_job_titles_of_five_languages() -> None:
    rules = role_rules()
    told = [(title, role, role_of(title, "a@x.com", rules)) for title, role in job_titles()]
    assert len(told) > 150
    wrong = [row for row in told if row[1] != row[2]]
    assert len(wrong) <= 0.02 * len(told), wrong
    # Nobody without a coached role, and no manager, is taken for somebody whom a rubric judges.
    assert not [row for row in wrong if row[1] in (None, "manager")], wrong
    assert len(Counter(role for _, role, _ in told)) == 5


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("VP, Solutions Engineering", "manager"),
        ("Area Sales Manager", "AE"),
        ("Ingenieur avant vente", "SE"),  # accents are left out
        ("Commercial Counsel", None),  # "commercial" is a job in French alone
        ("Headhunter", None),  # whole words only
        (None, None),
    ],
)
def test_titles_that_are_easily_confused(title: str | None, role: str | None) -> None:
    assert role_of(title, "a@x.com", role_rules()) == role


def test_rules_of_ones_own_come_before_those_of_the_languages(tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(
        'default = "CSM"\n[[rules]]\nrole = "SE"\nemails = ["*@se.example.com", "kim@example.com"]\n'
        '[[rules]]\nrole = "manager"\ntitles = ["Squad-Lead"]\n[[rules]]\nrole = "none"\ntitles = ["sales executive"]\n'
    )
    rules = role_rules(file)
    assert role_of("Squad lead", "kim@example.com", rules) == "SE"  # the first that fits
    assert role_of("Squad lead", "a@example.com", rules) == "manager"
    assert role_of("Account Executive", "a@se.example.com", rules) == "SE"
    assert role_of("Account Executive", "a@example.com", rules) == "AE"
    assert role_of("Sales Executive", "a@example.com", rules) is None
    assert role_of("Ninja", "a@example.com", rules) == "CSM"
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
