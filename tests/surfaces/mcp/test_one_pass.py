"""A first analysis of a deal that nobody has read makes one pass over its texts."""

import re
import sys
from collections import Counter
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from gametape.store import turns
from tests.assistant import Assistant
from tests.builders.deal_stories import platform_rollout

_READS = {
    "texts of calls": r"transcripts\.turns(?! IS )",
    "texts of emails": r"emails\.body_snippet",
    "the deal with all its columns": r"opportunities\.gong_opportunity_id",
    "the emails that its signals rest on": r"AS heard ON true",
}
"""What a statement reads that has these words."""


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> Counter[bytes]:
    """How often each stored text is unpacked, wherever that is done."""
    counts: Counter[bytes] = Counter()
    unpack = turns.unpack

    def counting(value: bytes) -> list[turns.Turn]:
        counts[value] += 1
        return unpack(value)

    for module in list(sys.modules.values()):
        if module.__name__.startswith("gametape.") and getattr(module, "unpack", None) is unpack:
            monkeypatch.setattr(module, "unpack", counting)
    return counts


def test_a_first_analysis_reads_everything_once(
    engine: sa.Engine, assistant: Assistant, unpacked: Counter[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as connection:
        deal = platform_rollout(connection)
    statements: list[str] = []

    execute = psycopg.Cursor.execute

    def note(cursor: psycopg.Cursor, query: Any, *given: Any, **options: Any) -> psycopg.Cursor:
        statements.append(query if isinstance(query, str) else query.decode())
        return execute(cursor, query, *given, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", note)
    assert "Analyzed 2 of 2 calls" in assistant.ask("analyze_opportunity", opportunity_id=str(deal))["coverage"]
    reads = {name: sum(bool(re.search(words, one)) for one in statements) for name, words in _READS.items()}
    assert reads == dict.fromkeys(_READS, 1)
    assert list(unpacked.values()) == [1, 1], "each of the two texts once"
