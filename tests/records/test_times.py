"""Every form in which a supported source writes a date or a time, and the forms that are refused."""

from datetime import UTC, date, datetime

import pytest

from gametape.records.times import read_day, read_moment

EIGHT = datetime(2026, 6, 1, 8, tzinfo=UTC)
HALF = EIGHT.replace(microsecond=500_000)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-06-01 08:00:00 UTC", EIGHT),  # bq extract
        ("2026-06-01 08:00:00.5 UTC", HALF),
        ("2026-06-01 08:00:00.500000 utc", HALF),
        ("2026-06-01 08:00:00.500 Z", HALF),
        ("2026-06-01T08:00:00Z", EIGHT),
        ("2026-06-01T08:00:00.500+0000", HALF),  # Salesforce
        ("2026-06-01 10:00:00.000 +0200", EIGHT),  # Snowflake
        ("2026-06-01 13:30:00 +05:30", EIGHT),
        ("2026-06-01 08:00:00+00", EIGHT),  # Postgres, DuckDB
        ("2026-06-01 08:00", EIGHT),
        ("20260601T080000Z", EIGHT),
        ("2026-06-01T08:00:00.500000999", HALF),  # nanoseconds of pandas
        ("2026-06-01", EIGHT.replace(hour=0)),
        ("1780300800", EIGHT),
        (1780300800, EIGHT),
        ("1780300800.5", HALF),
        (1780300800500, HALF),
        ("1780300800500000", HALF),
        ("1780300800500000000", HALF),
        (HALF, HALF),
    ],
)
def test_every_form_is_the_same_instant(written: object, meant: datetime) -> None:
    assert read_moment(written) == meant
    assert read_day(str(written)) == date(2026, 6, 1)


@pytest.mark.parametrize("written", ["6/1/2026", "06/01/2026 08:00", "1.6.2026", "12/31/2026"])
def test_a_day_whose_month_is_not_certain_is_refused_with_what_to_write(written: str) -> None:
    for read in (read_day, read_moment):
        with pytest.raises(ValueError, match="cannot be told apart; use YYYY-MM-DD"):
            read(written)


@pytest.mark.parametrize(
    "written", ["soon", "", "2026-06-01 08:00:00 PST", "2026-06-01x", "178030080", "2026-06-01T", "２０２６-06-01"]
)
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a date or time"):
        read_moment(written)
