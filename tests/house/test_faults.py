"""Each of the 26 faults has a test whose name begins with its number, where docs/faults.md says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = re.findall(r"^\| (\d+) \|.*\| ([^|]+) \|$", (ROOT / "docs/faults.md").read_text(), re.MULTILINE)


def test_all_are_told() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 27))


@pytest.mark.parametrize(("number", "places"), ROWS, ids=[number for number, _ in ROWS])
def test_has_a_test_by_its_number(number: str, places: str) -> None:
    named = f"def test_{int(number):02}_"
    for place in re.findall(r"`([^`]+)`", places):
        assert (ROOT / "tests" / place).exists(), place
    files = [
        path
        for place in re.findall(r"`([^`]+)`", places)
        for path in ([ROOT / "tests" / place] if place.endswith(".py") else (ROOT / "tests" / place).rglob("*.py"))
    ]
    assert any(named in path.read_text() for path in files), number
