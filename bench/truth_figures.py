"""A figure of the truth bench: what was measured, the bar it must meet, and whether it does."""

from dataclasses import dataclass
from math import sqrt

STRICT = 150
"""From so many tries on a share is held against the bar itself; below, chance gets 1.64 standard errors."""

FEWEST = 10
"""Of fewer tries a share is told, and held against nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `is_met` is None where there is no bar."""

    key: str
    what: str
    value: float | None
    bar: str | None
    is_met: bool | None
    detail: str

    @property
    def shown(self) -> str:
        """The value as it is printed."""
        if self.value is None:
            return ""
        return f"{self.value:,.0f}" if self.value == int(self.value) and self.value > 1 else f"{self.value:.3g}"


def share_at_most(key: str, what: str, hits: int, tries: int, bar: float, detail: str) -> Figure:
    """A share that must not be above the bar."""
    slack = _slack(bar, tries)
    return _share(key, what, (hits, tries), f"<= {bar:.0%}", hits / tries <= bar + slack, detail)


def share_at_least(key: str, what: str, hits: int, tries: int, bar: float, detail: str) -> Figure:
    """A share that must not be below the bar."""
    slack = _slack(bar, tries)
    return _share(key, what, (hits, tries), f">= {bar:.0%}", hits / tries >= bar - slack, detail)


def _share(key: str, what: str, counts: tuple[int, int], bar: str, is_met: bool, detail: str) -> Figure:  # noqa: FBT001
    hits, tries = counts
    told = f"{hits} of {tries}; {detail}"
    if tries < FEWEST:
        return Figure(key, what, hits / tries, None, None, f"{told}; too few for the bar of {bar}")
    chance = "" if tries >= STRICT else f" or as chance allows with {tries}"
    return Figure(key, what, hits / tries, f"{bar}{chance}", is_met, told)


def _slack(bar: float, tries: int) -> float:
    return 0.0 if tries >= STRICT else 1.64 * sqrt(bar * (1 - bar) / tries)
