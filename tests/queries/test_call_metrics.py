from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries.call_metrics import get_metrics
from gametape.store.tables import call_metrics
from gametape.store.turns import Turn
from tests.builders.store_rows import MOMENT, add_call, add_transcript


def add_metrics(connection: sa.Connection, call: UUID, side: str, **values: Any) -> None:
    row = {"input_hash": b"", "words_covered": True, "metrics": {"talk_ratio": 0.5}, "trackers": {}, **values}
    connection.execute(sa.insert(call_metrics).values(call_id=call, side=side, **row))


def test_both_sides_of_a_call_ours_first(connection: sa.Connection) -> None:
    call = add_call(connection, "Intro")
    add_metrics(connection, call, "theirs", trackers={"pricing": [3, 9], "budget": [3]})
    add_metrics(connection, call, "ours", metrics={"talk_ratio": 0.4, "words": None, "of_a_later_version": 1})
    found = get_metrics(connection, call)
    assert [side.side for side in found.sides] == ["ours", "theirs"]
    ours, theirs = found.sides
    assert (ours.numbers.talk_ratio, ours.numbers.words, theirs.numbers.talk_ratio) == (0.4, None, 0.5)
    assert [(one.name, one.turns) for one in theirs.trackers] == [("budget", [3]), ("pricing", [3, 9])]


def test_it_says_when_words_were_not_covered(connection: sa.Connection) -> None:
    call = add_call(connection, "Intro")
    add_metrics(connection, call, "ours", words_covered=False)
    found = get_metrics(connection, call)
    assert not found.words_covered
    assert found.not_covered == "The language of this call is not covered, so only times were measured."


def test_it_says_which_readings_the_language_lacks(connection: sa.Connection) -> None:
    english, german = add_call(connection, "Intro"), add_call(connection, "Kennenlernen")
    add_metrics(connection, english, "ours", language="en")
    add_metrics(connection, german, "ours", language="de", lacks=["hearing"])
    assert get_metrics(connection, english).not_covered is None
    assert (
        get_metrics(connection, german).not_covered == "Not covered in German: objections, commitments and who decides."
    )


@pytest.mark.parametrize(
    ("text", "values", "reason"),
    [
        (None, {"is_private": True}, "it is private"),
        ("none", {}, "it has no transcript"),
        (None, {}, "its text was removed"),
        ([Turn("s1", 0, 1, ("Hm.",))], {}, "the next sync will measure it"),
    ],
)
def test_it_says_why_a_call_was_not_measured(
    connection: sa.Connection, text: Any, values: dict[str, Any], reason: str
) -> None:
    call = add_call(connection, "Intro", **values)
    if text != "none":
        add_transcript(connection, call, text, dropped_at=None if text else MOMENT)
    with pytest.raises(NotFound, match=reason):
        get_metrics(connection, call)


def test_there_is_no_such_call(connection: sa.Connection) -> None:
    with pytest.raises(NotFound, match="no call"):
        get_metrics(connection, uuid4())
