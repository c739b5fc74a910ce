"""What commands print: other people's text is shown, and does nothing."""

import io
import json

import pytest
from rich.table import Table

from gametape.surfaces.cli.console import InertConsole

HOSTILE = "\x1b]0;owned\x07[red]Acme[/] [/b] \u202egro.live\u202c \x9b2J :bomb:"


@pytest.fixture
def console() -> InertConsole:
    console = InertConsole()
    console.file = io.StringIO()
    return console


def printed(console: InertConsole) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_names_send_no_escape_sequences_and_are_no_markup(console: InertConsole) -> None:
    table = Table(box=None)
    table.add_column("deal", no_wrap=True)
    table.add_row(HOSTILE)
    console.print(table)
    console.print(HOSTILE)
    for line in printed(console).splitlines()[-2:]:
        assert line.strip() == "␛]0;owned␇[red]Acme[/] [/b] �gro.live� �2J :bomb:"


def test_our_own_colors_are_still_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    console = InertConsole()
    console.file = io.StringIO()
    console.print("ok", style="green")
    assert "\x1b[" in printed(console)


def test_json_keeps_its_meaning_and_has_nothing_that_a_terminal_obeys(console: InertConsole) -> None:
    value = {"name": HOSTILE, "joined": "می\u200cخواهم", "tag": "\U000e0041", "half": "é"}
    console.print_json(json.dumps(value, ensure_ascii=False))
    text = printed(console)
    assert json.loads(text) == value
    assert "é" in text
    assert all(letter.isprintable() for letter in text.rstrip("\n"))
