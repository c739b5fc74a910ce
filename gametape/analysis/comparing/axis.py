"""The axis on which values of a dimension are drawn: where it begins and ends, and these numbers as text."""

from collections.abc import Iterable

from pydantic import Field

from gametape.analysis.comparing.dimensions import Unit, shown
from gametape.queries.deals import ResultRow

_MARGIN = 0.1  # of the range of the values, left free on each side


class Axis(ResultRow):
    """Ends of an axis, in the unit of what is drawn on it."""

    low: float
    high: float
    low_shown: str = Field(description="Lower end with its unit, as people read it.")
    high_shown: str


def axis_of(values: Iterable[float | None], unit: Unit, highest: float) -> Axis | None:
    """Return an axis that holds all values, with a margin of a tenth of their range, within 0 to `highest`.

    None without values. A single value gets a margin of a tenth of itself.

    Args:
        values: means, ends of intervals and targets; None is skipped.
        unit: unit of the values; a share is 0 to 1.
        highest: end of the scale: 1 for a share, 100 for points (`high` in dimensions.toml).
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    least, most = min(known), max(known)
    margin = (most - least or abs(most) or 1) * _MARGIN
    low, high = max(0.0, least - margin), min(highest, most + margin)
    return Axis(low=low, high=high, low_shown=shown(low, unit), high_shown=shown(high, unit))
