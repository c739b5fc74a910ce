"""The map in ARCHITECTURE.md: every path it names exists, every package is in it, every change takes few files."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "ARCHITECTURE.md").read_text()
FEW = 4  # files that a change takes by hand

PATH = re.compile(
    r"`((?:gametape|web|tests|docs|bench|scripts|training|flows|api)/[\w./-]*|pyproject\.toml|\.env\.example)`"
)
FILE = re.compile(r"`(?:[a-z_]+/)*([a-z_]+\.(?:py|toml|sql|tsx|ts))\b[^`]*`")


def section(title: str) -> str:
    _, _, rest = TEXT.partition(f"\n## {title}\n")
    assert rest, title
    return rest.partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of each row of the section's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_path_it_names_exists() -> None:
    named = PATH.findall(TEXT)
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_file_that_the_tour_names_exists_somewhere() -> None:
    there = {
        path.name
        for folder in ("gametape", "flows", "api", "web/lib", "web/components", "bench")
        for path in (ROOT / folder).rglob("*.*")
    }
    assert sorted(set(FILE.findall(section("The tour"))) - there - {"pyproject.toml"}) == []


def test_every_package_has_its_row() -> None:
    listed = {path.rstrip("/") for row in rows("Paths") for path in PATH.findall(row[0])}
    rooms = (ROOT / "gametape").glob("*/__init__.py")
    nested = [
        folder for room in ("analysis", "surfaces") for folder in (ROOT / "gametape" / room).glob("*/__init__.py")
    ]
    folders = {str(path.parent.relative_to(ROOT)) for path in (*rooms, *nested)} - {
        "gametape/analysis",
        "gametape/surfaces",
    }
    assert sorted(folders - listed) == []


CHANGES = rows("Where to change what")


def test_twelve_changes_are_told() -> None:
    assert len(CHANGES) == 12


@pytest.mark.parametrize(("change", "files"), CHANGES, ids=[change for change, _ in CHANGES])
def test_a_change_takes_few_files(change: str, files: str) -> None:
    assert 1 <= len(PATH.findall(files)) <= FEW
