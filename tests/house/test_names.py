"""Names that tell things apart: no public class twice, no file name in two rooms."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

BY_SUBJECT = ("surfaces/cli", "surfaces/mcp", "surfaces/rest", "store/tables", "warehouse/shapes", "sample")
"""Rooms with a file per subject: the files have the names of the inner rooms' files on the same subject."""

MAY_BE_TWICE = {
    "__init__.py",
    "activity.py",  # queries read it, sync keeps it
    "deals.py",  # rows of deals; deals with their signals
    "errors.py",
    "links.py",  # a record; what follows from its merge
    "models.py",
    "sentences.py",
}


def modules() -> Iterator[Path]:
    for path in sorted((ROOT / "gametape").rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(ROOT / "gametape")


def public_classes(path: Path) -> Iterator[str]:
    for node in ast.parse((ROOT / "gametape" / path).read_text()).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def test_no_public_class_has_the_name_of_another() -> None:
    places = defaultdict(list)
    for path in modules():
        for name in public_classes(path):
            places[name].append(str(path))
    assert len(places) > 300
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_no_file_name_stands_in_two_rooms() -> None:
    places = defaultdict(list)
    for path in modules():
        if not path.parent.as_posix().startswith(BY_SUBJECT) and path.name not in MAY_BE_TWICE:
            places[path.name].append(str(path))
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}
