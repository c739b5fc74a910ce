"""Words for days, from a language's `dates.toml`: days that people agree on, and days on which a promise is due."""

from collections.abc import Sequence
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict

from gametape.text.languages import Part, language


class DueWords(BaseModel):
    """Words by which a promise names its day, in a language's `dates.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    today: tuple[str, ...]
    tomorrow: tuple[str, ...]
    this_week: tuple[str, ...]
    next_week: tuple[str, ...]
    this_month: tuple[str, ...]
    next_call: tuple[str, ...]
    deadline: tuple[str, ...]
    not_due: tuple[str, ...]
    condition: tuple[str, ...]
    next: tuple[str, ...]
    this: tuple[str, ...]
    the: tuple[str, ...]
    of: tuple[str, ...]
    in_: tuple[str, ...]
    at_the_end: tuple[str, ...]
    between: tuple[str, ...]
    day: tuple[str, ...]
    working_day: tuple[str, ...]
    week: tuple[str, ...]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    numbers: tuple[str, ...]
    ordinals: tuple[str, ...]
    ordinal_endings: tuple[str, ...]

    @cached_property
    def weekday_of(self) -> dict[str, int]:
        """Weekday by its names, Monday is 0."""
        return _numbered(self.weekdays, 0)

    @cached_property
    def month_of(self) -> dict[str, int]:
        """Month by its names, from 1."""
        return _numbered(self.months, 1) | _numbered(self.short_months, 1)

    @cached_property
    def ordinal_of(self) -> dict[str, int]:
        """Day of the month by its ordinals: `fourteenth`, `14th`."""
        written = {f"{number}{end}": number for number in range(1, 32) for end in self.ordinal_endings}
        return _numbered(self.ordinals, 1) | written

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Number by its word or digits, up to 60."""
        return {str(number): number for number in range(1, 61)} | _numbered(self.numbers, 1)


class DateWords(BaseModel):
    """Words for days in a language's `dates.toml`: days that people agree on, and days on which a promise is due."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: tuple[str, ...]
    due: DueWords | None = None


@cache
def due_words(code: str) -> DueWords | None:
    """Return the words for due days of a language; None if it has none."""
    known = language(code)
    read = known and known.read(DateWords, Part.DATES)
    return read.due if read else None


@cache
def date_words(code: str) -> frozenset[str]:
    """Return the single words of a language's names of days: weekdays, months, ordinals, `today`, `week`."""
    known = due_words(code)
    if known is None:
        return frozenset()
    days = (*known.weekdays, *known.months, *known.short_months, *known.ordinals, *known.numbers)
    near = (*known.today, *known.tomorrow, *known.this_week, *known.next_week, *known.day, *known.week)
    return frozenset(word for name in (*days, *near) for word in name.split()) | frozenset(known.ordinal_of)


def _numbered(names: Sequence[str], first: int) -> dict[str, int]:
    return {name: number for number, name in enumerate(names, start=first)}
