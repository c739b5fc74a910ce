"""Commands that help texts, messages and docs name as examples exist, with the options that they name."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from gametape.surfaces.cli import app

ROOT = Path(__file__).parents[2]
FILES = [
    *ROOT.glob("gametape/**/*.py"),
    *ROOT.glob("docs/*.md"),
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
]
_BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_IN_TEXT = re.compile(r"`gametape +([a-z][^`\n]*)`")
_IN_BLOCK = re.compile(r"^(?:\$ )?gametape +([a-z][^\n#|&;>]*)", re.MULTILINE)
_OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]*")


def examples(text: str) -> Iterator[str]:
    yield from _IN_TEXT.findall(text)
    for block in _BLOCK.findall(text):
        yield from _IN_BLOCK.findall(block)


def fault_of(example: str) -> str | None:
    """Say what is wrong with an example, without the word `gametape`; None if it is right."""
    command: Any = get_command(app)
    words = example.split()
    while words and (commands := getattr(command, "commands", None)):
        if words[0] not in commands:
            return f"no command {words[0]!r}"
        command, words = commands[words[0]], words[1:]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [option for option in _OPTION.findall(" ".join(words)) if option not in options | {"--help"}]
    return f"no option {', '.join(unknown)}" if unknown else None


def test_each_example_names_a_command_and_its_options() -> None:
    named = [(file, example) for file in FILES for example in examples(file.read_text(encoding="utf-8"))]
    assert len(named) > 40
    wrong = [f"{file.name}: gametape {example}: {why}" for file, example in named if (why := fault_of(example))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("example", "why"),
    [
        ("sync --json", None),
        ("token create laptop", None),
        ("synk", "no command 'synk'"),
        ("token make", "no command 'make'"),
        ("sync --jason", "no option --jason"),
    ],
)
def test_wrong_examples_are_found(example: str, why: str | None) -> None:
    assert fault_of(example) == why
