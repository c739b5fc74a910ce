"""Figure of the truth benchmark: value, limit, and whether the limit is met."""

from dataclasses import dataclass
from math import sqrt

STRICT = 150
"""Number of tries from which a share is compared with the limit itself.

With fewer, 1.64 standard errors are allowed.
"""

FEWEST = 10
"""Fewest tries for a limit; with fewer, a share is only reported."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Line of the table; `is_met` is None if there is no limit."""

    key: str
    what: str
    value: float | None
    bar: str | None
    is_met: bool | None
    detail: str

    @property
    def shown(self) -> str:
        """Value as printed."""
        if self.value is None:
            return ""
        return f"{self.value:,.0f}" if self.value == int(self.value) and self.value > 1 else f"{self.value:.3g}"


def share_at_most(key: str, what: str, hits: int, tries: int, bar: float, detail: str) -> Figure:
    """Return the figure of a share that must not be above the limit."""
    slack = _slack(bar, tries)
    return _share(key, what, (hits, tries), f"<= {bar:.0%}", hits / tries <= bar + slack, detail)


def share_at_least(key: str, what: str, hits: int, tries: int, bar: float, detail: str) -> Figure:
    """Return the figure of a share that must not be below the limit."""
    slack = _slack(bar, tries)
    return _share(key, what, (hits, tries), f">= {bar:.0%}", hits / tries >= bar - slack, detail)


def _share(key: str, what: str, counts: tuple[int, int], bar: str, is_met: bool, detail: str) -> Figure:  # noqa: FBT001
    hits, tries = counts
    counts_text = f"{hits} of {tries}; {detail}"
    if tries < FEWEST:
        return Figure(key, what, hits / tries, None, None, f"{counts_text}; too few for the bar of {bar}")
    chance = "" if tries >= STRICT else f" or as chance allows with {tries}"
    return Figure(key, what, hits / tries, f"{bar}{chance}", is_met, counts_text)


def _slack(bar: float, tries: int) -> float:
    return 0.0 if tries >= STRICT else 1.64 * sqrt(bar * (1 - bar) / tries)
