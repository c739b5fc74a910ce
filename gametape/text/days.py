"""Days as people read them: the one date format of every sentence."""

from datetime import date


def written_day(day: date, *, year: bool = True) -> str:
    """Write a day in the format of every surface.

    >>> written_day(date(2026, 11, 2))
    'Nov 2, 2026'
    >>> written_day(date(2026, 11, 2), year=False)
    'Nov 2'
    """
    return f"{day:%b} {day.day}, {day.year}" if year else f"{day:%b} {day.day}"
