"""List of calls: filters, order by score, pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import BadRequest
from gametape.queries.call_list import CallListQuery, CallPage, list_calls
from gametape.store.tables import call_metrics, coaching_sessions
from tests.builders.store_rows import add_call, add_deal, person

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DANA = person("Dana", "ours", "dana@x.example")
RUIZ = person("Ruiz", "theirs", "ruiz@y.example")


@pytest.fixture(autouse=True)
def calls(connection: sa.Connection) -> None:
    """Four calls of Dana's, a day apart, three with a score; and an internal call."""
    deal = add_deal(connection, "Rollout")
    for number, score in enumerate((70, None, 30, 70)):
        call = add_call(connection, f"call {number}", AT + timedelta(days=number), on=[deal], people=[DANA, RUIZ])
        if score is not None:
            connection.execute(
                sa.insert(coaching_sessions).values(
                    id=call, source_id=f"s{number}", call_id=call, rep_email="dana@x.example", dimension="discovery",
                    score=score, origin="local", content_hash=b"",
                )
            )  # fmt: skip
        for side, turns in (("ours", [4]), ("theirs", [1])) if number == 2 else ():
            connection.execute(
                sa.insert(call_metrics).values(
                    call_id=call, side=side, input_hash=b"", words_covered=True, metrics={}, trackers={"pricing": turns}
                )
            )
    add_call(connection, "internal", AT, on=[deal], people=[DANA], is_internal=True)


def listed(connection: sa.Connection, **query: Any) -> CallPage:
    return list_calls(connection, CallListQuery(**query), "local")


def titles(page: CallPage) -> list[str | None]:
    return [call.title for call in page.items]


def test_the_newest_call_comes_first_and_internal_calls_are_left_out(connection: sa.Connection) -> None:
    page = listed(connection, attendee="dana@x.example")
    assert (titles(page), page.total) == (["call 3", "call 2", "call 1", "call 0"], 4)
    assert [deal.name for deal in page.items[0].deals] == ["Rollout"]
    assert titles(listed(connection, since="2026-03-02", until="2026-03-04")) == ["call 2", "call 1"]


def test_by_score_the_lowest_comes_first_and_pages_go_on_among_equals(connection: sa.Connection) -> None:
    query = {"dimension": "discovery", "sort": "score", "limit": 1}
    seen, cursor = [], None
    for _ in range(4):
        page = listed(connection, **query, cursor=cursor)
        seen += [(call.title, call.score) for call in page.items]
        cursor = page.next
    assert cursor is None
    assert [score for _, score in seen] == [30, 70, 70, None]
    assert len({title for title, _ in seen}) == 4
    assert titles(listed(connection, dimension="discovery", score_max=50)) == ["call 2"]


def test_a_topic_is_found_on_either_side_with_its_turns(connection: sa.Connection) -> None:
    (call,) = listed(connection, tracker="pricing").items
    assert (call.title, call.trackers) == ("call 2", {"pricing": [1, 4]})


def test_a_score_without_a_dimension_is_refused(connection: sa.Connection) -> None:
    with pytest.raises(BadRequest, match="A score belongs to a dimension"):
        listed(connection, score_max=50)
