"""A deal's story: what stands in it, in which order, and how it pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries.timeline import (
    CallItem,
    ChangeItem,
    EmailItem,
    Item,
    SilenceItem,
    Timeline,
    TimelineQuery,
    timeline,
)
from gametape.store.turns import Turn
from tests.builders.store_rows import (
    MOMENT,
    add_call,
    add_change,
    add_deal,
    add_email,
    add_person,
    add_transcript,
    link,
    person,
)

DAY = timedelta(days=1)


def pages(connection: sa.Connection, deal: UUID, **query: Any) -> list[Timeline]:
    """All pages, first to last."""
    found = [timeline(connection, deal, TimelineQuery(**query))]
    while found[-1].next:
        found.append(timeline(connection, deal, TimelineQuery(**query, cursor=found[-1].next)))
    return found


def told(items: Sequence[Item]) -> list[str | None]:
    """Each item in a word."""
    return [_word(item) for item in items]


def _word(item: Item) -> str | None:
    match item:
        case CallItem():
            return item.title
        case EmailItem():
            return item.subject
        case ChangeItem():
            return f"{item.field} {item.old} to {item.new}"
        case SilenceItem():
            return f"{item.days} days"


def story(connection: sa.Connection, deal: UUID, **query: Any) -> list[str | None]:
    return told([item for page in pages(connection, deal, **query) for item in page.items])


def calls_of(connection: sa.Connection, deal: UUID) -> list[CallItem]:
    """The calls on the first page."""
    return [item for item in timeline(connection, deal, TimelineQuery()).items if isinstance(item, CallItem)]


@pytest.fixture
def deal(connection: sa.Connection) -> UUID:
    """Two months of a deal: three silences, one of them with a meeting among ourselves and a change in it."""
    deal = add_deal(connection, "Platform rollout")
    other = add_deal(connection, "Another deal")
    ruiz, lindt, dana = (
        person("Maria Ruiz", "theirs", "ruiz@northwind.example", talk_seconds=300),
        person("A. Lindt", "theirs", "lindt@northwind.example"),
        person("Dana Okafor", "ours", "dana@lumen.example", talk_seconds=100),
    )
    add_call(connection, "Intro", MOMENT - 60 * DAY, on=[deal, other], people=[dana, ruiz])
    add_email(connection, "Thanks", MOMENT - 50 * DAY, on=deal)
    add_call(connection, "Team huddle", MOMENT - 45 * DAY, on=[deal], is_internal=True, people=[dana])
    add_change(connection, deal, "stage", "1", "2", MOMENT - 44 * DAY)
    add_call(connection, "Demo", MOMENT - 30 * DAY, on=[deal], people=[dana, ruiz, lindt])
    add_email(connection, "Quote", MOMENT - 29 * DAY, on=deal, to=["lindt@northwind.example"])
    add_email(connection, "Re: Quote", MOMENT - 5 * DAY, on=deal, sender="ruiz@northwind.example", direction="theirs")
    add_email(connection, "Elsewhere", MOMENT - 28 * DAY, on=other)
    return deal


WHOLE = [
    "Re: Quote",
    "24 days",
    "Quote",
    "Demo",
    "20 days",
    "stage 1 to 2",
    "Team huddle",
    "Thanks",
    "10 days",
    "Intro",
]


def test_the_story_is_told_newest_first_with_its_silences(connection: sa.Connection, deal: UUID) -> None:
    """A meeting among ourselves and a change end no silence: the customer heard nothing."""
    assert story(connection, deal) == WHOLE


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7])
def test_pages_of_any_size_tell_the_same_story_both_ways(connection: sa.Connection, deal: UUID, limit: int) -> None:
    forwards = pages(connection, deal, limit=limit)
    assert told([item for page in forwards for item in page.items]) == WHOLE
    assert [len(page.items) for page in forwards[:-1]] == [limit] * (len(forwards) - 1)
    assert forwards[0].previous is None

    back = [forwards[-1]]
    while back[-1].previous:
        back.append(timeline(connection, deal, TimelineQuery(limit=limit, cursor=back[-1].previous)))
    assert told([item for page in reversed(back) for item in page.items]) == WHOLE


def test_a_silence_says_what_it_lies_between(connection: sa.Connection, deal: UUID) -> None:
    silences = pages(connection, deal, type=["silence"])[0].items
    assert [item.model_dump(include={"since", "until"}) for item in silences] == [
        {"since": MOMENT - 29 * DAY, "until": MOMENT - 5 * DAY},
        {"since": MOMENT - 50 * DAY, "until": MOMENT - 30 * DAY},
        {"since": MOMENT - 60 * DAY, "until": MOMENT - 50 * DAY},
    ]


@pytest.mark.parametrize(
    ("gap", "silences"), [(7 * DAY, ["7 days"]), (7 * DAY - timedelta(seconds=1), []), (8 * DAY - DAY / 9, ["7 days"])]
)
def test_a_silence_lasts_a_week_at_least(connection: sa.Connection, gap: timedelta, silences: list[str]) -> None:
    deal = add_deal(connection, "a")
    add_email(connection, "one", MOMENT - gap, on=deal)
    add_email(connection, "two", MOMENT, on=deal)
    assert story(connection, deal, type=["silence"]) == silences


def test_many_items_of_one_moment_stand_once_each(connection: sa.Connection) -> None:
    """Equal stamps at the edges of pages are where a keyset breaks."""
    deal = add_deal(connection, "a")
    for number in range(9):
        add_email(connection, f"mail {number}", MOMENT, on=deal)
        add_call(connection, f"call {number}", MOMENT, on=[deal])
        add_change(connection, deal, "amount", f"{number}", f"{number + 1}", MOMENT)
    add_email(connection, "before", MOMENT - 30 * DAY, on=deal)
    whole = story(connection, deal, limit=100)
    assert len(set(whole)) == len(whole) == 29
    assert whole[-2:] == ["30 days", "before"]
    assert story(connection, deal, limit=4) == whole


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["call"], ["Demo", "Team huddle", "Intro"]),
        (["email"], ["Re: Quote", "Quote", "Thanks"]),
        (["change"], ["stage 1 to 2"]),
        (["call", "silence"], ["24 days", "Demo", "20 days", "Team huddle", "10 days", "Intro"]),
    ],
)
def test_types_are_picked_and_silences_stay_those_of_the_whole_story(
    connection: sa.Connection, deal: UUID, types: list[str], expected: list[str]
) -> None:
    assert story(connection, deal, type=types, limit=2) == expected


def test_one_persons_story_has_their_own_silences(connection: sa.Connection, deal: UUID) -> None:
    assert story(connection, deal, person="Lindt@Northwind.example") == ["Quote", "Demo"]
    assert story(connection, deal, person="ruiz@northwind.example") == [
        "Re: Quote",
        "25 days",
        "Demo",
        "20 days",
        "Thanks",
        "10 days",
        "Intro",
    ]
    assert story(connection, deal, person="nobody@northwind.example") == []


def test_a_person_is_found_under_every_address_they_have(connection: sa.Connection, deal: UUID) -> None:
    add_person(connection, "a.lindt@northwind.example", "A. Lindt", aliases=["lindt@northwind.example"])
    add_email(connection, "Hello", MOMENT - 4 * DAY, on=deal, sender="a.lindt@northwind.example")
    expected = ["Hello", "25 days", "Quote", "Demo"]
    assert story(connection, deal, person="lindt@northwind.example") == expected
    assert story(connection, deal, person="a.lindt@northwind.example") == expected


def test_what_was_deleted_is_left_out_and_leaves_its_silence(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_email(connection, "first", MOMENT - 20 * DAY, on=deal)
    add_email(connection, "gone", MOMENT - 15 * DAY, on=deal, deleted_at=MOMENT)
    add_call(connection, "gone too", MOMENT - 10 * DAY, on=[deal], deleted_at=MOMENT)
    add_change(connection, deal, "stage", "1", "2", deleted_at=MOMENT)
    add_call(connection, "last", MOMENT, on=[deal])
    assert story(connection, deal) == ["last", "20 days", "first"]


def test_what_has_no_time_comes_last_on_every_page_size(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_call(connection, "some day", None, on=[deal])
    add_email(connection, "undated", None, on=deal)
    add_email(connection, "dated", MOMENT, on=deal)
    for limit in (1, 2, 20):
        whole = story(connection, deal, limit=limit)
        assert whole[0] == "dated"
        assert set(whole[1:]) == {"some day", "undated"}


def test_a_silence_never_reaches_into_the_future(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_email(connection, "last", MOMENT, on=deal)
    add_call(connection, "planned", datetime.fromisoformat("2199-01-01T00:00:00+00:00"), on=[deal])
    assert story(connection, deal) == ["planned", "last"]


def test_a_page_goes_on_where_the_last_one_ended_though_mail_came_in(connection: sa.Connection, deal: UUID) -> None:
    first = timeline(connection, deal, TimelineQuery(limit=3))
    add_email(connection, "News", MOMENT, on=deal)
    rest = timeline(connection, deal, TimelineQuery(cursor=first.next))
    assert told([*first.items, *rest.items]) == WHOLE


def test_a_call_tells_who_was_there_and_how_much_was_ours(connection: sa.Connection, deal: UUID) -> None:
    demo, _, intro = calls_of(connection, deal)
    assert [(one.name, one.side) for one in demo.participants] == [
        ("A. Lindt", "theirs"),
        ("Maria Ruiz", "theirs"),
        ("Dana Okafor", "ours"),
    ]
    assert intro.our_talk_share == 0.25
    assert (intro.duration_seconds, intro.is_internal, intro.has_transcript) == (1800, False, False)


def test_the_talk_share_is_unknown_unless_both_sides_are_known(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    for title, people in {
        "nobody": [],
        "unmeasured": [person("A", "ours"), person("B", "theirs")],
        "unknown": [person("A", "unknown", talk_seconds=60)],
        "silent": [person("A", "ours", talk_seconds=0), person("B", "theirs", talk_seconds=0)],
        "one side": [person("A", "ours", talk_seconds=60), person("B", "theirs")],
        "mixed": [person("A", "unknown", talk_seconds=60), person("B", "theirs", talk_seconds=5)],
        "a listener": [person("A", "ours", talk_seconds=0), person("B", "theirs", talk_seconds=5)],
    }.items():
        add_call(connection, title, on=[deal], people=people)
    found = {item.title: item.our_talk_share for item in calls_of(connection, deal)}
    assert found == dict.fromkeys(("nobody", "unmeasured", "unknown", "silent", "one side", "mixed")) | {
        "a listener": 0
    }


def test_a_transcript_is_announced_where_there_is_one_to_open(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    calls = {title: add_call(connection, title, on=[deal]) for title in ("stored", "dropped", "not kept", "none")}
    add_transcript(connection, calls["stored"], [Turn("s1", 0, 10, ("Hello.",))])
    add_transcript(connection, calls["dropped"], None, turn_count=4, dropped_at=MOMENT)
    add_transcript(connection, calls["not kept"], None, turn_count=4)
    found = {item.title: item.has_transcript for item in calls_of(connection, deal)}
    assert found == {"stored": True, "dropped": True, "not kept": False, "none": False}


def test_a_mail_tells_what_of_it_is_not_kept(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_email(connection, "whole", MOMENT, on=deal, body_snippet="Hello")
    add_email(connection, "cut", MOMENT - DAY, on=deal, metadata={"body_cut": True, "quotes_left_out": True})
    add_email(connection, "dropped", MOMENT - 2 * DAY, on=deal, dropped_at=MOMENT)
    found = [item for item in timeline(connection, deal, TimelineQuery()).items if isinstance(item, EmailItem)]
    assert [(item.snippet, item.is_cut, item.quotes_left_out, item.dropped) for item in found] == [
        ("Hello", False, False, False),
        (None, True, True, False),
        (None, False, False, True),
    ]


def test_a_call_on_two_deals_stands_in_both_stories(connection: sa.Connection) -> None:
    one, two = add_deal(connection, "one"), add_deal(connection, "two")
    call = add_call(connection, "Both", on=[one])
    link(connection, call, two)
    assert story(connection, one) == story(connection, two) == ["Both"]


def test_an_unknown_deal_and_a_deleted_one_have_no_story(connection: sa.Connection) -> None:
    with pytest.raises(NotFound, match="There is no deal"):
        timeline(connection, uuid4(), TimelineQuery())
    add_email(connection, "left", on=(gone := add_deal(connection, "gone", deleted_at=MOMENT)))
    with pytest.raises(NotFound, match="deleted at the source"):
        timeline(connection, gone, TimelineQuery())
    assert timeline(connection, add_deal(connection, "quiet"), TimelineQuery()).items == []
