"""One call."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries.call_detail import get_call
from gametape.store.tables import call_metrics
from tests.builders.store_rows import MOMENT, add_call, add_deal, add_transcript, person


def test_a_call_comes_with_people_and_deals(connection: sa.Connection) -> None:
    first, second = add_deal(connection, "A deal"), add_deal(connection, "Before it")
    gone = add_deal(connection, "gone", deleted_at=MOMENT)
    call = add_call(
        connection,
        "Pricing",
        on=[first, second, gone],
        people=[
            person("Dana", "ours", "dana@lumen.example", title="AE", talk_seconds=1),
            person("Maria", "theirs", talk_seconds=3),
        ],
        url="https://app.gong.example/call?id=1",
        owner_email="dana@lumen.example",
        language="eng",
        metadata={"brief": "They want a discount."},
    )
    found = get_call(connection, call)
    assert (found.title, found.started_at, found.url) == ("Pricing", MOMENT, "https://app.gong.example/call?id=1")
    assert [one.model_dump() for one in found.participants] == [
        {"name": "Maria", "email": None, "title": None, "side": "theirs", "attended": None, "kind": "person"},
        {"name": "Dana", "email": "dana@lumen.example", "title": "AE", "side": "ours", "attended": None}
        | {"kind": "person"},
    ]
    assert [deal.name for deal in found.opportunities] == ["A deal", "Before it"]
    assert (found.brief, found.our_talk_share, found.language) == ("They want a discount.", 0.25, "eng")


def test_the_ratio_measured_on_the_transcript_comes_before_gongs(connection: sa.Connection) -> None:
    people = [person("Dana", "ours", talk_seconds=1), person("Maria", "theirs", talk_seconds=3)]
    told = add_call(connection, "Told by Gong", people=people)
    measured, one_sided = (add_call(connection, title, people=people) for title in ("Measured", "One side heard"))
    for call, ratio in ((measured, 0.4), (one_sided, None)):
        row = {"call_id": call, "side": "ours", "input_hash": b"", "words_covered": True, "trackers": {}}
        connection.execute(sa.insert(call_metrics).values(**row, metrics={"talk_ratio": ratio}))
    shares = [get_call(connection, call) for call in (told, measured, one_sided)]
    assert [(one.our_talk_share, one.talk_share_source) for one in shares] == [
        (0.25, "gong"),
        (0.4, "transcript"),
        (0.25, "gong"),
    ]


def test_a_bare_call_is_whole_too(connection: sa.Connection) -> None:
    call = add_call(connection, "", None, duration_seconds=None)
    add_transcript(connection, call, None, turn_count=3, dropped_at=MOMENT)
    found = get_call(connection, call)
    assert (found.participants, found.opportunities, found.brief, found.our_talk_share) == ([], [], None, None)
    assert found.has_transcript is True


def test_an_unknown_call_and_a_deleted_one_are_not_found(connection: sa.Connection) -> None:
    with pytest.raises(NotFound, match="There is no call"):
        get_call(connection, uuid4())
    with pytest.raises(NotFound, match=r"deleted at the source\. The sync saw this on Nov 2, 2026"):
        get_call(connection, add_call(connection, "gone", deleted_at=MOMENT))
