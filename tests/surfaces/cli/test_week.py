"""Days as the commands of the week take them."""

from datetime import date

import pytest

from gametape.errors import BadRequest
from gametape.surfaces.cli.week import day_of_text

TUESDAY, MONDAY = date(2026, 12, 1), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("monday", TUESDAY, MONDAY),
        ("Monday", MONDAY, date(2026, 11, 23)),
        ("yesterday", TUESDAY, MONDAY),
        ("today", TUESDAY, TUESDAY),
        ("7d", TUESDAY, date(2026, 11, 24)),
        ("2026-01-05", TUESDAY, date(2026, 1, 5)),
    ],
)
def test_a_day_is_named_or_written(text: str, today: date, day: date) -> None:
    assert day_of_text(text, today) == day


@pytest.mark.parametrize("text", ["", "d", "soon", "9999999999d", "2026-13-01", "2026-12-02", "-3d"])
def test_what_is_no_day_of_the_past_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        day_of_text(text, TUESDAY)
