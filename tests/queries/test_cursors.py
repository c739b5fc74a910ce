"""One codec for all cursors: each serves the question it was made for, and no other."""

import pytest
import sqlalchemy as sa
from pydantic import BaseModel, TypeAdapter

from gametape.errors import BadRequest
from gametape.queries.cursors import decode, encode, scope_of
from gametape.queries.timeline import TimelineQuery, timeline
from tests.builders.store_rows import add_deal, add_email


class Query(BaseModel):
    sort: str = "name"
    cursor: str | None = None
    limit: int = 10


PLACE: TypeAdapter[tuple[str, int]] = TypeAdapter(tuple[str, int])


def test_a_cursor_comes_back_as_it_was_whatever_the_page_size() -> None:
    cursor = encode(["é", 7], scope_of("list", Query(limit=10), 1))
    assert decode(cursor, scope_of("list", Query(limit=50, cursor=cursor), 1), PLACE) == ("é", 7)


@pytest.mark.parametrize(
    "scope",
    [
        scope_of("other", Query(), 1),
        scope_of("list", Query(sort="-name"), 1),
        scope_of("list", Query(), 2),
    ],
)
def test_a_cursor_of_another_question_is_refused(scope: str) -> None:
    cursor = encode(["é", 7], scope_of("list", Query(), 1))
    with pytest.raises(BadRequest, match="not valid for this request"):
        decode(cursor, scope, PLACE)


def test_a_cursor_that_was_changed_is_refused() -> None:
    scope = scope_of("list", Query())
    cursor = encode(["é", 7], scope)
    for place in range(len(cursor) - 1):  # the last letter may have bits that say nothing
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(BadRequest):
            decode(changed, scope, PLACE)
    for nonsense in ("", "zzz", "7", "é", cursor[:-3], cursor + "AAAA"):
        with pytest.raises(BadRequest):
            decode(nonsense, scope, PLACE)


def test_a_cursor_of_one_deal_serves_no_other_deal_and_no_other_filter(connection: sa.Connection) -> None:
    one, other = add_deal(connection, "one"), add_deal(connection, "other")
    for subject in ("first", "second"):
        add_email(connection, subject, on=one)
    cursor = timeline(connection, one, TimelineQuery(limit=1)).next
    assert timeline(connection, one, TimelineQuery(cursor=cursor)).items
    for deal, query in ((other, {}), (one, {"type": ["email"]})):
        with pytest.raises(BadRequest):
            timeline(connection, deal, TimelineQuery.model_validate({**query, "cursor": cursor}))
