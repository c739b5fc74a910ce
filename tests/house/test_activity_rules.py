"""Which calls and emails count as activity is said in one file; no statement says it again by hand."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
RULES = ROOT / "gametape" / "store" / "activity_rules.py"
HISTORY = ROOT / "gametape" / "store" / "migrations"  # a migration keeps the rule of its day
BY_HAND = re.compile(
    r"not_\(\s*(call|calls\.c|linked|call_opportunities\.c)\.is_(internal|repeat)"
    r"|\b(call|calls\.c|linked|call_opportunities\.c)\.is_(internal|repeat)\.(is_|is_not)\("
    r"|NOT (call|linked)\.is_(internal|repeat)"
    r"|NOT mail\.is_automatic|mail\.is_automatic\.(is_|is_not)\(|not_\(mail\.is_automatic"
)


def test_no_statement_says_by_hand_what_counts() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in sorted((ROOT / "gametape").rglob("*.py"))
        if file != RULES and not file.is_relative_to(HISTORY)
        for match in BY_HAND.finditer(file.read_text())
    ]
    assert found == []
