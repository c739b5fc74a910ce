"""The day that a promise names, seen from the day on which it was made."""

from datetime import date

import pytest

from gametape.text.due_days import due_day, names_only_a_day, working_days_later

TUESDAY = date(2026, 2, 17)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("I'll send it tomorrow.", date(2026, 2, 18)),
        ("You'll have it this afternoon.", TUESDAY),
        ("I'll get you a price by Friday.", date(2026, 2, 20)),
        ("I'll call you on Tuesday.", date(2026, 2, 24)),
        ("I'll call you next Monday.", date(2026, 2, 23)),
        ("I will call them this week.", date(2026, 2, 20)),
        ("I'd hope to get that across by the end of next week.", date(2026, 2, 27)),
        ("You'll have it by the 14th.", date(2026, 3, 14)),
        ("I'll get it to you by the fifth of March.", date(2026, 3, 5)),
        ("I'll send it March 3rd.", date(2026, 3, 3)),
        ("Expect our redline by Friday 20 March.", date(2026, 3, 20)),
        ("By Thursday, that's the nineteenth.", date(2026, 2, 19)),
        ("You'll have the report in two weeks.", date(2026, 3, 3)),
        ("I'll reply within one or two days.", date(2026, 2, 19)),
        ("I'll come back within three business days.", date(2026, 2, 20)),
        ("I'll ask him in January.", None),
        ("I'll call them this week and report, let's say by the twenty fourth.", date(2026, 2, 24)),
        ("I'll put you in touch before the end of the month.", date(2026, 2, 28)),
    ],
)
def test_a_clear_day_is_told(said: str, day: date | None) -> None:
    assert due_day(said, TUESDAY, "en") == day


@pytest.mark.parametrize(
    "said",
    [
        "I'll send you the deck.",
        "I'll send you the invite for the seventeenth.",
        "I'll call you next Friday.",
        "By Wednesday the nineteenth you'll have it.",
        "I'll call Monday and visit on Thursday.",
        "If we get it by Friday, we'll start.",
        "We come for the first Saturday.",
        "I'll send the second version.",
        "Give me a second and I'll check.",
        "I'll send it in a few days.",
    ],
)
def test_an_unclear_day_is_no_day(said: str) -> None:
    assert due_day(said, TUESDAY, "en") is None


def test_the_next_call_is_a_day_where_there_is_one() -> None:
    said = "I'll have that ready before our next call."
    assert due_day(said, TUESDAY, "en", date(2026, 3, 5)) == date(2026, 3, 5)
    assert due_day(said, TUESDAY, "en") is None


def test_a_year_turns_over() -> None:
    assert due_day("I'll ask him in January.", date(2025, 12, 8), "en") == date(2026, 1, 31)
    assert due_day("By the ninth of January.", date(2025, 12, 10), "en") == date(2026, 1, 9)
    assert due_day("By the fifth.", date(2025, 12, 10), "en") == date(2026, 1, 5)


def test_a_language_without_words_for_due_days_names_no_day() -> None:
    assert due_day("I'll send it tomorrow.", TUESDAY, "de") is None
    assert due_day("I'll send it tomorrow.", TUESDAY, "fi") is None


def test_a_sentence_of_a_day_alone_is_told_from_a_statement() -> None:
    assert names_only_a_day("By Monday, the latest.", "en")
    assert not names_only_a_day("We have a board meeting on Monday about the budget.", "en")
    assert not names_only_a_day("Great.", "en")


def test_working_days_leave_weekends_out() -> None:
    assert working_days_later(date(2026, 2, 20), 10) == date(2026, 3, 6)
