"""Docstrings begin with a verb or a concrete noun, and say what they mean (CONTRIBUTING.md, "Words in the code")."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# The rooms that keep the rule; the list grows until it holds all.
ROOMS = (
    "api",
    "flows",
    "gametape/analysis/evidence",
    "gametape/analysis/hearing",
    "gametape/analysis/__init__.py",
    "gametape/analysis/claude",
    "gametape/analysis/comparing",
    "gametape/analysis/deal_insights.py",
    "gametape/analysis/digest",
    "gametape/analysis/insights",
    "gametape/analysis/judgements.py",
    "gametape/analysis/learning",
    "gametape/analysis/measures",
    "gametape/analysis/own_files.py",
    "gametape/analysis/refresh.py",
    "gametape/analysis/reps",
    "gametape/analysis/scoring",
    "gametape/analysis/signals",
    "gametape/dotenv.py",
    "gametape/errors.py",
    "gametape/files.py",
    "gametape/log.py",
    "gametape/messages",
    "gametape/pipeline.py",
    "gametape/queries",
    "gametape/records",
    "gametape/redact.py",
    "gametape/sample",
    "gametape/settings.py",
    "gametape/store",
    "gametape/surfaces",
    "gametape/sync",
    "gametape/text",
    "gametape/warehouse",
    "bench",
    "training",
)
RELEASED = "migrations/versions"  # released migrations are never edited

# First words after which a reader still does not know what the thing is, and the usual better beginning.
NOT_FIRST = {
    "Tell whether / Return True if": ("Whether", "If"),
    "Return / Read / List, or the noun itself": ("What", "Which", "That", "Those", "These", "This", "It", "Its", "One"),
    "the person's role": ("Who", "Whom", "Whose", "Somebody", "Anybody", "Nobody", "Everybody"),
    "the noun itself": ("All", "Both", "Every", "Everything", "Anything", "Something", "Nothing", "Some", "Most"),
    "the place, the time or the number itself": ("Where", "When", "How", "Why", "Since", "Until"),
    "a verb, then the condition": ("As", "At", "By", "For", "From", "In", "Of", "On", "Only", "So", "Up", "With"),
}
# Turns of phrase that a reader has to guess at.
RIDDLES = re.compile(
    r"\b(one's own|of ours|of theirs|what is what|is told apart|are told apart|no telling|went away in the middle"
    r"|lets? go of|hands? (?:it |them )?over|stands? in for|comes? to nothing|nobody's|out of the way)\b"
)


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each docstring, and of each string below a name, which describes the name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, " ".join(node.value.value.split())


BETTER = {word: instead for instead, words in NOT_FIRST.items() for word in words}


def faults(source: str) -> Iterator[str]:
    """Yield the docstrings of a file that break the rule, with line and better beginning."""
    for line, text in docstrings(source):
        first = re.split(r"\W", text, maxsplit=1)[0]
        if first in BETTER:
            yield f"{line}: {text[:80]!r}: begin with {BETTER[first]}"
        elif match := RIDDLES.search(text):
            yield f"{line}: {text[:80]!r}: reword {match[0]!r}"


def files() -> list[Path]:
    """List the Python files of the rooms, without released migrations."""
    paths = [
        path for room in ROOMS for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
    ]
    return sorted(path for path in paths if RELEASED not in path.as_posix())


def test_docstrings_begin_with_a_verb_or_a_noun() -> None:
    assert [f"{path.relative_to(ROOT)}:{fault}" for path in files() for fault in faults(path.read_text())] == []


def test_each_room_exists() -> None:
    assert [room for room in ROOMS if not (ROOT / room).exists()] == []
    assert len(files()) > len(ROOMS)


@pytest.mark.parametrize(
    "docstring",
    [
        "Whether the file is there.",
        "What was read, by id.",
        "Of these types; all, when none is given.",
        "Return the connection that lets go of its lock.",
        "Count the mails of ours.",
    ],
)
def test_a_docstring_that_is_a_riddle_is_found(docstring: str) -> None:
    assert len(list(faults(f'def read() -> None:\n    """{docstring}"""\n'))) == 1


@pytest.mark.parametrize(
    "docstring",
    ["Tell whether the file exists.", "`ours`, `theirs` or `unknown`.", "Whole days since the last call.", "Allocate."],
)
def test_a_plain_docstring_passes(docstring: str) -> None:
    assert list(faults(f'class Deal:\n    """{docstring}"""\n    days = 1\n    """{docstring}"""\n')) == []
