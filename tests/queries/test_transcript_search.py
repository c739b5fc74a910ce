"""Where something was said."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.errors import BadRequest
from gametape.queries import transcript_search as module
from gametape.queries.transcript_search import TranscriptSearchPage, TranscriptSearchQuery, search_transcripts
from gametape.store.tables import calls, people, transcripts
from gametape.store.turns import Turn
from gametape.store.wordfilter import filter_of
from tests.builders.store_rows import MOMENT, add_call, add_deal, add_transcript, person

DANA = person("Dana Okafor", "ours", "dana@lumen.example", speaker_id="s1")
RUIZ = person("María Ruiz", "theirs", "ruiz@northwind.example", speaker_id="s2")


def talk(connection: sa.Connection, title: str, *said_: tuple[str, str], age: int = 0, **options: Any) -> UUID:
    """A call of Dana (s1) and Ruiz (s2), a turn of ten seconds each."""
    people_ = options.pop("people", (DANA, RUIZ))
    call = add_call(connection, title, MOMENT - timedelta(days=age), people=people_, **options)
    turns = [
        Turn(speaker, number * 10_000, number * 10_000 + 9_000, tuple(text.split(" | ")), (20,) * text.count(" | "))
        for number, (speaker, text) in enumerate(said_)
    ]
    add_transcript(connection, call, turns, word_filter=filter_of(turns))
    return call


def find(connection: sa.Connection, q: str, **query: Any) -> TranscriptSearchPage:
    return search_transcripts(connection, TranscriptSearchQuery(q=q, **query))


def titles(page: TranscriptSearchPage) -> list[str | None]:
    return [found.call_title for found in page.items]


def test_a_turn_is_told_with_speaker_second_deal_and_the_words_around(connection: sa.Connection) -> None:
    deal = add_deal(connection, "Platform rollout")
    call = talk(connection, "Pricing", ("s1", "Hello."), ("s2", "Well. | We need a discount."), on=[deal])
    page = find(connection, "discounts")
    (found,) = page.items
    assert (found.call_id, found.turn, found.at_ms) == (call, 1, 12_000)
    assert (found.speaker, found.email, found.side) == ("María Ruiz", "ruiz@northwind.example", "theirs")
    assert [deal.name for deal in found.opportunities] == ["Platform rollout"]
    assert found.snippet == "Well. We need a discount."
    assert (page.next, page.calls_matching, page.calls_searched, page.calls_without_text) == (None, 1, 1, 0)


@pytest.mark.parametrize(
    ("q", "finds"),
    [
        ("discount", True),
        ("DISC", False),  # of less than five letters: whole words alone
        ("reference customers", True),
        ("customer reference", True),
        ('"reference customer"', True),
        ('"customer reference"', False),
        ("sign-on", True),
        ("sso OR discount", True),
        ("sso discount", False),
        ("disc(ount", False),
        ("it's", False),
        ("access", False),
    ],
)
def test_all_words_of_one_alternative_must_be_in_the_turn(connection: sa.Connection, q: str, finds: bool) -> None:
    talk(connection, "Call", ("s1", "A Discount, two reference customers and single sign-on."), ("s2", "SSO?"))
    assert bool(find(connection, q, side="ours").items) is finds


@pytest.mark.parametrize("q", ["Straße", "strasse", "STRASSE", "straßen", "Groß", "gross"])
def test_a_sharp_s_is_found_however_it_is_written(connection: sa.Connection, q: str) -> None:
    talk(connection, "Anruf", ("s1", "Ist die Straße groß?"), ("s2", "Wir haben grosse Strassen."), ("s1", "STRASSE"))
    assert find(connection, q).items


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("We meet in İstanbul.", "İstanbul"),
        ("We meet in İstanbul.", "istanbul"),
        ("We meet in istanbul.", "İstanbul"),
        ("The ﬁnance team.", "finance"),
        ("The finance team.", "ﬁnance"),
        ("Dis ŉ goeie plan.", "ŉ"),
        ("Le résumé est prêt.", "re\u0301sume\u0301"),
    ],
)
def test_a_letter_in_any_spelling_is_found_at_its_place(connection: sa.Connection, text: str, q: str) -> None:
    talk(connection, "Call", ("s1", f"{'ß ' * 100}| {text} | {'ß ' * 100}"))
    (found,) = find(connection, q).items
    assert found.at_ms == 2000
    assert text in found.snippet


def test_side_deal_speaker_attendee_and_days_narrow_it(connection: sa.Connection) -> None:
    deal, other = add_deal(connection, "One"), add_deal(connection, "Two")
    talk(connection, "new", ("s1", "The budget."), ("s2", "Which budget?"), on=[deal])
    talk(connection, "old", ("s1", "A budget."), age=40, on=[other], people=(DANA,))
    assert titles(find(connection, "budget")) == ["new", "new", "old"]
    assert titles(find(connection, "budget", side="theirs")) == ["new"]
    assert titles(find(connection, "budget", opportunity=other)) == ["old"]
    assert titles(find(connection, "budget", attendee="RUIZ@northwind.example")) == ["new", "new"]
    assert [found.turn for found in find(connection, "budget", speaker="ruiz@northwind.example").items] == [1]
    assert titles(find(connection, "budget", since=date(2026, 11, 1))) == ["new", "new"]
    assert titles(find(connection, "budget", until=date(2026, 11, 1))) == ["old"]


def test_a_person_is_found_under_all_their_addresses(connection: sa.Connection) -> None:
    row = {"email": "dana@lumen.example", "aliases": ["d.okafor@lumen.example"], "is_internal": True}
    connection.execute(sa.insert(people).values(**row, content_hash=b""))
    talk(connection, "new", ("s1", "The budget."), ("s2", "Which budget?"))
    assert len(find(connection, "budget", speaker="d.okafor@lumen.example").items) == 1


def test_pages_meet_without_a_gap_or_a_repetition(connection: sa.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OPENED", 3)
    for age in range(7):
        talk(connection, f"call {age}", ("s1", "Price one."), ("s1", "Nothing."), ("s1", "Price two."), age=age // 2)
    connection.execute(sa.update(calls).where(calls.c.title == "call 6").values(started_at=None))
    for limit in (1, 2, 3, 100):
        seen, cursor = [], None
        while True:
            page = find(connection, "price", limit=limit, cursor=cursor)
            assert page.calls_matching == 7
            seen += [(found.call_title, found.turn) for found in page.items]
            if (cursor := page.next) is None:
                break
        assert len(seen) == len(set(seen)) == 14
        assert seen[-1] == ("call 6", 2)


def test_a_page_opens_few_calls_and_says_where_to_go_on(
    connection: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OPENED", 2)
    for age in range(3):
        talk(connection, "far", ("s1", "Price."), ("s1", "Later."), age=age)
    talk(connection, "near", ("s1", "The price later."), age=9)
    first = find(connection, "price later")
    assert (first.items, first.calls_matching) == ([], 4)
    assert first.next
    assert titles(find(connection, "price later", cursor=first.next)) == ["near"]


def test_what_cannot_be_searched_is_counted(connection: sa.Connection) -> None:
    add_transcript(connection, add_call(connection, "dropped"), None, dropped_at=MOMENT)
    add_call(connection, "never transcribed")
    add_call(connection, "deleted", deleted_at=MOMENT)
    talk(connection, "kept", ("s1", "Hello."))
    page = find(connection, "price")
    assert (page.items, page.calls_searched, page.calls_without_text) == ([], 1, 2)


def test_a_text_without_a_filter_is_opened(connection: sa.Connection) -> None:
    talk(connection, "before", ("s1", "The price."))
    connection.execute(sa.update(transcripts).values(word_filter=None))
    assert titles(find(connection, "price")) == ["before"]


def test_a_long_turn_is_cut_around_the_words(connection: sa.Connection) -> None:
    talk(connection, "long", ("s1", "word " * 200 + "price " + "word " * 200))
    (found,) = find(connection, "price").items
    assert found.snippet.startswith("… word")
    assert found.snippet.endswith("word …")
    assert len(found.snippet) < 340


@pytest.mark.parametrize(("query", "says"), [({"q": "?!"}, "no word"), ({"q": "a", "cursor": "zzz"}, "cursor")])
def test_what_cannot_be_asked_is_refused(connection: sa.Connection, query: dict[str, str], says: str) -> None:
    with pytest.raises(BadRequest, match=says):
        search_transcripts(connection, TranscriptSearchQuery(**query))
