"""Days as people read them."""

from datetime import date

from gametape.text.days import written_day


def test_a_day_has_no_leading_zero_and_its_year_where_it_is_asked_for() -> None:
    assert written_day(date(2026, 11, 2)) == "Nov 2, 2026"
    assert written_day(date(2026, 11, 12), year=False) == "Nov 12"
