from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from gametape.queries.removed import how_to_restore, removed_parts
from gametape.store.turns import Turn
from tests.builders.store_rows import MOMENT, add_call, add_transcript

SPOKEN = [Turn("s1", 0, 1, ("Hm.",))]


@pytest.mark.parametrize(
    ("turns", "values", "removed"),
    [
        (SPOKEN, {}, (False, False)),
        (SPOKEN, {"dropped_analysis_bytes": 9}, (False, True)),
        (None, {"dropped_at": MOMENT}, (True, False)),
        (None, {"dropped_at": MOMENT, "dropped_analysis_bytes": 9}, (True, True)),
        (None, {}, (False, False)),
        (None, {"dropped_at": MOMENT, "dropped_analysis_bytes": 9, "deleted_at": MOMENT}, (False, False)),
    ],
)
def test_it_tells_which_parts_can_be_restored(
    connection: sa.Connection, turns: list[Turn] | None, values: dict[str, Any], removed: tuple[bool, bool]
) -> None:
    call = add_call(connection, "Intro")
    add_transcript(connection, call, turns, **values)
    assert removed_parts(connection, call) == removed


def test_of_a_call_without_a_transcript_nothing_was_removed(connection: sa.Connection) -> None:
    assert not any(removed_parts(connection, add_call(connection, "Intro")))
    assert not any(removed_parts(connection, uuid4()))


def test_each_way_to_restore_names_the_call() -> None:
    call = uuid4()
    assert f"`gametape restore {call}`" in how_to_restore(call)
    assert f"`POST /api/calls/{call}/restore`" in how_to_restore(call)
