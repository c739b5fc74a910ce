"""Due days: the day that a promise names, such as "by Friday" or "the 14th", seen from the day on which it was made.

An unclear day is None, never a guess: "next Friday" on a Wednesday, two different days, a weekday that does not fit its
date. "This week" and "next week" are due on their Fridays, a month at its end.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from gametape.text.date_words import DueWords, due_words
from gametape.text.words import words

_FRIDAY = 4
_LONGEST_AHEAD = timedelta(days=200)  # a month that is over means the next year's, if that is close enough
_CLEAR_WITHOUT_MONTH = 10  # from `the tenth` on, an ordinal alone is a day; `the second` may be another thing
_GAP = 2  # words between two names of the same day: `Thursday, that's the nineteenth`
_CONDITION = 6  # words that a condition reaches forward
_BEFORE = 3  # words before a day in which `by` makes it a deadline


class _Day(NamedTuple):
    """Words `start` to `end` that name a day. `days` are the days that they can mean; empty if unclear."""

    start: int
    end: int
    days: frozenset[date]
    is_vague: bool = False  # a week or a month: gives way to a day named next to it
    weekday: int | None = None  # of a weekday without a date


def due_day(text: str, said_on: date, code: str, next_call: date | None = None) -> date | None:
    """Return the day that a promise names, or None if it names no day, an unclear day or several days.

    Args:
        text: the sentence of the promise.
        said_on: day of the call or email.
        code: ISO 639-1 code; None is returned for a language without words for due days.
        next_call: day of the deal's following call, for "before our next call".

    >>> due_day("I'll send the proposal by the twenty seventh.", date(2026, 2, 17), "en")
    datetime.date(2026, 2, 27)
    >>> due_day("I'll call you next Friday.", date(2026, 2, 18), "en") is None
    True
    """
    known = due_words(code)
    if known is None:
        return None
    spoken = words(text)
    joined = _joined(list(_days(spoken, said_on, next_call, known)), spoken, known)
    named = [day for day in joined if not _is_set_aside(day, spoken, known)]
    deadlines = [day for day in named if _stands_before(spoken, day.start, known.deadline, _BEFORE)]
    clear = [day for day in deadlines or named if not day.is_vague]
    possible = {day.days for day in clear or deadlines or named}
    if len(possible) != 1:
        return None
    (days,) = possible
    return next(iter(days)) if len(days) == 1 else None


def names_only_a_day(text: str, code: str) -> bool:
    """Return True if a sentence names a day and says little more: "Tomorrow morning.", "By Monday, the latest."."""
    known = due_words(code)
    if known is None:
        return False
    spoken = words(text)
    found = list(_days(spoken, date(2000, 1, 3), None, known))
    return bool(found) and len(spoken) - sum(day.end - day.start for day in found) <= _BEFORE


def _days(spoken: Sequence[str], today: date, next_call: date | None, known: DueWords) -> Iterator[_Day]:
    place = 0
    while place < len(spoken):
        found = _day_at(spoken, place, today, next_call, known)
        if found:
            yield found
        place = found.end if found else place + 1


def _day_at(spoken: Sequence[str], at: int, today: date, next_call: date | None, known: DueWords) -> _Day | None:
    return (
        _phrase(spoken, at, today, next_call, known)
        or _of_month(spoken, at, today, known)
        or _after_some_days(spoken, at, today, known)
        or _weekday(spoken, at, today, known)
        or _ordinal(spoken, at, today, known)
    )


def _phrase(spoken: Sequence[str], at: int, today: date, next_call: date | None, known: DueWords) -> _Day | None:
    friday = today + timedelta(days=(_FRIDAY - today.weekday()) % 7)
    monday = today + timedelta(days=7 - today.weekday())
    month_end = today.replace(day=monthrange(today.year, today.month)[1])
    meanings: tuple[tuple[tuple[str, ...], date | None, bool], ...] = (
        (known.next_call, next_call, False),
        (known.next_week, monday + timedelta(days=_FRIDAY), True),
        (known.this_week, friday if today.weekday() <= _FRIDAY else None, True),
        (known.this_month, month_end, True),
        (known.today, today, False),
        (known.tomorrow, today + timedelta(days=1), False),
    )
    for phrases, day, is_vague in meanings:
        end = _match(spoken, at, phrases)
        if end:
            return _Day(at, end, frozenset({day} if day else ()), is_vague)
    return None


def _of_month(spoken: Sequence[str], at: int, today: date, known: DueWords) -> _Day | None:
    """Read `the fourteenth of March`, `March 14`, `14 March`, `end of March`, `in March`."""
    end = _match(spoken, at, known.at_the_end) or _match(spoken, at, known.in_)
    if end and end < len(spoken) and spoken[end] in known.month_of:
        return _Day(at, end + 1, _in_month(known.month_of[spoken[end]], None, today), is_vague=True)
    start = _match(spoken, at, known.the) or at
    number, after = _number(spoken, start, known.ordinal_of | _digits())
    if number:
        after = _match(spoken, after, known.of) or after
        if after < len(spoken) and spoken[after] in known.month_of:
            return _Day(at, after + 1, _in_month(known.month_of[spoken[after]], number, today))
    if spoken[at] in known.month_of:
        start = _match(spoken, at + 1, known.the) or at + 1
        number, after = _number(spoken, start, known.ordinal_of | _digits())
        if number:
            return _Day(at, after, _in_month(known.month_of[spoken[at]], number, today))
    return None


def _in_month(month: int, day: int | None, today: date) -> frozenset[date]:
    """Return the day of a month, or the month's last day, this year or in the near part of the next."""
    for year in (today.year, today.year + 1):
        last = monthrange(year, month)[1]
        found = date(year, month, min(day or last, last))
        if day and day > last:
            return frozenset()
        if today <= found <= today + _LONGEST_AHEAD:
            return frozenset({found})
    return frozenset()


def _after_some_days(spoken: Sequence[str], at: int, today: date, known: DueWords) -> _Day | None:
    """Read `in two weeks`, `within three working days`, `in one or two days`: the later number counts."""
    start = _match(spoken, at, known.in_)
    if not start:
        return None
    for place in (start + 2, start):  # `one or two`, else a single number
        number, after = _number(spoken, place, known.number_of)
        if not number:
            continue
        end = _match(spoken, after, known.working_day)
        if end:
            return _Day(at, end, frozenset({working_days_later(today, number)}))
        end = _match(spoken, after, known.day)
        if end:
            return _Day(at, end, frozenset({today + timedelta(days=number)}))
        end = _match(spoken, after, known.week)
        if end:
            return _Day(at, end, frozenset({today + timedelta(weeks=number)}))
    return None


def working_days_later(day: date, number: int) -> date:
    """Return the day that is a number of working days later; Saturdays and Sundays are none."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() <= _FRIDAY
    return day


def _weekday(spoken: Sequence[str], at: int, today: date, known: DueWords) -> _Day | None:
    """Read `Friday`, `this Friday`, `next Friday`: after `next`, a day of this week is unclear."""
    after_next = _match(spoken, at, known.next)
    place = after_next or _match(spoken, at, known.this) or at
    if place >= len(spoken) or spoken[place] not in known.weekday_of:
        return None
    coming = today + timedelta(days=(known.weekday_of[spoken[place]] - today.weekday() - 1) % 7 + 1)
    days = {coming}
    if after_next and coming.isocalendar().week == today.isocalendar().week:
        days.add(coming + timedelta(weeks=1))
    if at and spoken[at - 1] in known.ordinal_of:  # `the first Saturday`
        return _Day(at, place + 1, frozenset())
    return _Day(at, place + 1, frozenset(days), weekday=known.weekday_of[spoken[place]])


def _ordinal(spoken: Sequence[str], at: int, today: date, known: DueWords) -> _Day | None:
    """Read `the fourteenth`, `the 14th`; a low ordinal in words counts only after `by` or a weekday."""
    start = _match(spoken, at, known.the)
    if not start:
        return None
    number, after = _number(spoken, start, known.ordinal_of)
    in_words = bool(number) and not spoken[start][0].isdigit()
    led = _stands_before(spoken, at, known.deadline, 1) or (at > 0 and spoken[at - 1] in known.weekday_of)
    if not number or (in_words and number < _CLEAR_WITHOUT_MONTH and not led):
        return None
    month = today.month if number >= today.day else today.month % 12 + 1
    return _Day(at, after, _in_month(month, number, today))


def _joined(days: list[_Day], spoken: Sequence[str], known: DueWords) -> list[_Day]:
    """Join names of the same day that stand together: `Wednesday the eighteenth` must fit, else the day is unclear."""
    joined: list[_Day] = []
    for day in days:
        last = joined[-1] if joined else None
        between = spoken[last.end : day.start] if last else []
        if last and not (last.is_vague or day.is_vague) and len(between) <= _GAP and set(between) <= set(known.between):
            joined[-1] = _Day(last.start, day.end, _both(last, day))
        else:
            joined.append(day)
    return joined


def _both(first: _Day, second: _Day) -> frozenset[date]:
    """Return the days that two names of a day can both mean; a weekday next to a date only has to fit the date."""
    for weekday, day in ((first, second), (second, first)):
        if weekday.weekday is not None and day.weekday is None:
            return frozenset(each for each in day.days if each.weekday() == weekday.weekday)
    return first.days & second.days


def _is_set_aside(day: _Day, spoken: Sequence[str], known: DueWords) -> bool:
    """Return True if a day is not the promise's: `the invite for Monday`, `if we have it by Monday`."""
    if _stands_before(spoken, day.start, known.not_due, 1):
        return True
    return _stands_before(spoken, day.start, known.condition, _CONDITION)


def _stands_before(spoken: Sequence[str], at: int, phrases: Sequence[str], reach: int) -> bool:
    return any(_match(spoken, place, phrases) for place in range(max(at - reach, 0), at))


def _match(spoken: Sequence[str], at: int, phrases: Sequence[str]) -> int:
    """Return where the longest of the phrases that begins at a word ends; 0 if none does."""
    if at >= len(spoken):
        return 0
    possible = _by_first_word(tuple(phrases)).get(spoken[at], ())
    return max((at + len(parts) for parts in possible if tuple(spoken[at : at + len(parts)]) == parts), default=0)


@cache
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    by_first_word: dict[str, list[tuple[str, ...]]] = {}
    for parts in map(tuple, map(str.split, phrases)):
        by_first_word.setdefault(parts[0], []).append(parts)
    return by_first_word


def _number(spoken: Sequence[str], at: int, values: dict[str, int]) -> tuple[int, int]:
    """Return the number in one or two words, and where it ends; 0 if there is none."""
    for width in (2, 1):
        value = values.get(" ".join(spoken[at : at + width]))
        if value and at + width <= len(spoken):
            return value, at + width
    return 0, at


@cache
def _digits() -> dict[str, int]:
    return {str(number): number for number in range(1, 32)}
