"""Named random streams: each is derived from the seed and its name, so that a new stream changes no other."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

_GOLDEN = 0.6180339887498949


def stream(seed: int, *name: object) -> Random:
    """Open the stream with this name; the same (seed, name) always gives the same numbers."""
    return Random("/".join(map(str, (seed, *name))))


def spread(index: int, offset: float) -> float:
    """Return the point with this index of a sequence that fills 0..1 evenly: even few points give exact shares."""
    return (offset + index * _GOLDEN) % 1.0


def between(rng: Random, low: float, high: float) -> float:
    """Draw a uniformly distributed number from low to high."""
    return low + (high - low) * rng.random()


def working_day(day: date) -> date:
    """Return the day, or the Friday before if it is on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def office_hour(rng: Random, day: date, *, first: int = 8, last: int = 16) -> datetime:
    """Draw a time (UTC, in seconds) within office hours of the last working day up to `day`."""
    minute = rng.randrange(first * 12, last * 12) * 5
    return datetime.combine(working_day(day), time(minute // 60, minute % 60, rng.randrange(60)), UTC)


def at_work(moment: datetime) -> datetime:
    """Move a time to a working day and into office hours, without fractions of a second."""
    hour = moment.hour if 8 <= moment.hour < 18 else 8 + moment.hour % 9
    return datetime.combine(working_day(moment.date()), moment.time(), moment.tzinfo).replace(hour=hour, microsecond=0)


def next_at_work(moment: datetime) -> datetime:
    """Return the first time from `moment` on that is within office hours, without fractions of a second."""
    if moment.hour >= 18:
        moment = (moment + timedelta(days=1)).replace(hour=8)
    elif moment.hour < 8:
        moment = moment.replace(hour=8)
    return (moment + timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() > 4 else 0)).replace(microsecond=0)
