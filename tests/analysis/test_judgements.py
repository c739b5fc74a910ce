"""What was judged is kept once per subject, kind and maker, and holds for its inputs alone."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from gametape.analysis import judgements
from gametape.analysis.judgements import JudgementKey, NewJudgement, keep_judgement, read_judgement
from gametape.store.tables import insights

KEY = JudgementKey("call", "c1", "summary", "claude")
MADE = NewJudgement(KEY, b"v1", {"notes": []}, {"kept": 3}, "claude-x", "read_call/1")


def test_what_was_kept_is_read_whole(connection: sa.Connection) -> None:
    assert read_judgement(connection, KEY) is None
    assert keep_judgement(connection, MADE) is True
    known = read_judgement(connection, KEY)
    assert known is not None
    told = (known.key, known.input_hash, known.body, known.ledger, known.model, known.prompt_version)
    assert told == (KEY, b"v1", {"notes": []}, {"kept": 3}, "claude-x", "read_call/1")
    assert known.made_at == connection.scalar(sa.select(insights.c.created_at))


def test_a_judgement_of_other_inputs_does_not_count(connection: sa.Connection) -> None:
    keep_judgement(connection, MADE)
    assert read_judgement(connection, KEY, b"v1") is not None
    assert read_judgement(connection, KEY, b"v2") is None


@pytest.mark.parametrize(
    "other",
    [
        replace(KEY, subject_type="rep"),
        replace(KEY, subject_id="c2"),
        replace(KEY, kind="deal"),
        replace(KEY, maker="local"),
    ],
)
def test_every_part_of_the_key_tells_judgements_apart(connection: sa.Connection, other: JudgementKey) -> None:
    keep_judgement(connection, MADE)
    assert read_judgement(connection, other) is None
    keep_judgement(connection, replace(MADE, key=other, body="other"))
    assert [getattr(read_judgement(connection, key), "body", None) for key in (KEY, other)] == [MADE.body, "other"]


def test_a_judgement_of_new_inputs_takes_the_place_of_the_old_one(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        keep_judgement(connection, MADE)
        before = read_judgement(connection, KEY)
    rules = NewJudgement(KEY, b"v2", "other")
    with engine.begin() as connection:
        assert keep_judgement(connection, rules) is True
        after = read_judgement(connection, KEY)
        assert connection.scalar(sa.select(sa.func.count()).select_from(insights)) == 1
    assert before is not None
    assert after is not None
    assert (after.input_hash, after.body, after.ledger, after.model, after.prompt_version) == (
        b"v2",
        "other",
        {},
        None,
        None,
    )
    assert after.made_at > before.made_at


def test_of_the_same_inputs_the_first_judgement_stays(engine: sa.Engine) -> None:
    """Two who ask at once make it twice; whoever comes second changes nothing, not even the time."""
    with engine.begin() as connection:
        keep_judgement(connection, MADE)
        before = read_judgement(connection, KEY)
    with engine.begin() as connection:
        assert keep_judgement(connection, replace(MADE, body="again")) is False
        assert read_judgement(connection, KEY) == before


def test_no_other_module_of_analysis_or_surfaces_names_the_table() -> None:
    package = Path(judgements.__file__).parents[1]
    files = [path for room in ("analysis", "surfaces") for path in sorted((package / room).rglob("*.py"))]
    assert len(files) > 100
    naming = [path.name for path in files if "insights" in set(_from_the_store(ast.parse(path.read_text("utf-8"))))]
    assert naming == ["judgements.py"]


def _from_the_store(module: ast.Module) -> Iterator[str]:
    """Names of tables that a module imports, or takes as attributes of `tables`."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gametape.store.tables"):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tables":
            yield node.attr
