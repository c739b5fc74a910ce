"""Parse dates and times as sources write them; no other module parses them from text or numbers.

Accepted is ISO 8601 with `T` or a blank, with or without a fraction, with `Z`, `UTC`, `GMT` or an offset, with or
without a blank before: `2026-06-01 08:00:00 UTC` comes from `bq extract`, `2026-06-01 08:00:00.000 +0000` from
Snowflake. A number of 10, 13, 16 or 19 digits is the time since 1970 in seconds, milliseconds, microseconds or
nanoseconds.

`12/31/2026` is refused: in `3/4/2026` the month cannot be told from the day, so this form is never accepted.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

_form = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d|\d{8})"
    r"(?:(?:T|\s+)(?P<time>\d\d(?::?\d\d){0,2}(?:[.,]\d+)?)\s*(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?",
    re.IGNORECASE | re.ASCII,
).fullmatch
_slashed = re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}\b.*").fullmatch
_epoch = re.compile(r"(?:\d{10}|\d{13}|\d{16}|\d{19})(?:\.\d*)?", re.ASCII).fullmatch
_1970 = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS_DIGITS = 10
_WORDS_FOR_UTC = frozenset(("Z", "UTC", "GMT"))


def read_moment(value: Any) -> datetime:
    """Parse an instant and return it in UTC; a time without a zone counts as UTC.

    Raises:
        ValueError: the value has none of the forms above.
        OverflowError: the instant lies outside the years 1 to 9999.
    """
    if isinstance(value, datetime):
        return _in_utc(value)
    text = str(value).strip()
    if _epoch(text):
        return _since_1970(text)
    day, time, zone = _parts(text)
    return _in_utc(datetime.fromisoformat(f"{day}T{time}{zone}" if time else day))


def read_day(value: Any) -> date:
    """Parse a calendar day as written. Midnight in a time zone stays on that day.

    Raises:
        ValueError: the value has none of the forms above.
        OverflowError: the instant lies outside the years 1 to 9999.
    """
    text = str(value).strip()
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii() and text.replace("-", "").isdigit():
        return date.fromisoformat(text)  # nearly all days are written so
    if _epoch(text):
        return read_moment(text).date()
    day, _, _ = _parts(text)
    return date.fromisoformat(day)


def _parts(text: str) -> tuple[str, str, str]:
    form = _form(text)
    if form is None:
        reason = "day and month cannot be told apart" if _slashed(text) else "not a date or time"
        raise ValueError(f"{reason}; use YYYY-MM-DD, and YYYY-MM-DD HH:MM:SS with a time zone")
    zone = form["zone"] or ""
    return form["day"], form["time"] or "", "+00:00" if zone.upper() in _WORDS_FOR_UTC else zone


def _since_1970(text: str) -> datetime:
    digits = text.replace(".", "").ljust(_SECONDS_DIGITS + 6, "0")  # each finer unit adds three digits to the seconds
    return _1970 + timedelta(microseconds=int(digits[: _SECONDS_DIGITS + 6]))


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
