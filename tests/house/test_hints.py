"""Hints: a `title` attribute is never reached by touch or keyboard, so elements carry `data-hint` (web/lib/hint.ts)."""

import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"
TITLED = re.compile(r"<[a-z]\w*\s(?:[^<>]|=>)*?\btitle=")


def test_no_element_has_a_title() -> None:
    files = [*(WEB / "components").rglob("*.tsx"), *(WEB / "app").rglob("*.tsx")]
    assert files
    assert [file.name for file in files if TITLED.search(file.read_text())] == []
