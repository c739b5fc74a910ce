"""Randomness by name: every stream is derived from the seed and its own name, so that a new one shifts no other."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

_GOLDEN = 0.6180339887498949


def stream(seed: int, *name: object) -> Random:
    """Open the stream of that name; the same (seed, name) always gives the same numbers."""
    return Random("/".join(map(str, (seed, *name))))


def spread(index: int, offset: float) -> float:
    """The index-th point of a sequence that fills 0..1 evenly: shares come out close to exact, however few points."""
    return (offset + index * _GOLDEN) % 1.0


def between(rng: Random, low: float, high: float) -> float:
    """A number from low to high, all equally likely."""
    return low + (high - low) * rng.random()


def working_day(day: date) -> date:
    """That day, or the Friday before it when it is on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def office_hour(rng: Random, day: date, *, first: int = 8, last: int = 16) -> datetime:
    """A moment (UTC, to the second) within office hours of the working day nearest before `day`."""
    minute = rng.randrange(first * 12, last * 12) * 5
    return datetime.combine(working_day(day), time(minute // 60, minute % 60, rng.randrange(60)), UTC)


def at_work(moment: datetime) -> datetime:
    """The moment moved to a working day and into office hours, without fractions of a second."""
    hour = moment.hour if 8 <= moment.hour < 18 else 8 + moment.hour % 9
    return datetime.combine(working_day(moment.date()), moment.time(), moment.tzinfo).replace(hour=hour, microsecond=0)


def next_at_work(moment: datetime) -> datetime:
    """The first moment from then on that lies within office hours, without fractions of a second."""
    if moment.hour >= 18:
        moment = (moment + timedelta(days=1)).replace(hour=8)
    elif moment.hour < 8:
        moment = moment.replace(hour=8)
    return (moment + timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() > 4 else 0)).replace(microsecond=0)
