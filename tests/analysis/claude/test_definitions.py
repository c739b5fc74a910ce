"""Kinds that Claude chooses from: each is defined, with examples."""

import json

from gametape.analysis.claude.definitions import kinds_block, objection_definition
from gametape.analysis.insights.models import ThemeName
from gametape.queries.objection_names import ObjectionKind


def test_every_kind_is_sent_with_a_definition_and_an_example() -> None:
    rows = [json.loads(line) for line in kinds_block().split("\n")[1:-1]]
    kinds = [row.get("objection") or row.get("theme") for row in rows]
    assert kinds == [*ObjectionKind, *ThemeName]
    assert all(row["definition"] and row["examples"] for row in rows)
    assert "costs too much" in objection_definition("price").definition
