"""Parse values independently, without gametape's code: text in, one comparable form out."""

import html
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

_day = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)").match
_digits = re.compile(r"\d{10}|\d{13}|\d{16}|\d{19}").fullmatch
_address = re.compile(r"[^\s<>\"'(),;:\[\]]+@[^\s<>\"'(),;:\[\]]+").search
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Bad:
    """Unreadable value: the store must leave it out and report it."""

    text: str


Value = str | Decimal | date | datetime | bool | int | tuple[object, ...] | Bad | None


def text(value: str | None) -> str | None:
    """Normalize a name for comparison: composed, entities decoded, blanks joined, nothing invisible."""
    if value is None:
        return None
    shown = unicodedata.normalize("NFC", html.unescape(value))
    visible = "".join(" " if unicodedata.category(c) == "Cc" else c for c in shown if unicodedata.category(c) != "Cf")
    return " ".join(visible.split()) or None


def unquoted(value: str | None) -> str | None:
    """Return the content of a JSON string; other text unchanged."""
    if value and value.startswith('"'):
        try:
            return str(json.loads(value))
        except ValueError:
            return value
    return None if value == "null" else value


def deal_key(value: str | None) -> str | None:
    """Return a deal's id without the three characters that Salesforce adds, so that both lengths are equal."""
    key = (value or "").strip()
    return (key[:15] if len(key) in (15, 18) else key) or None


def related(value: str | None) -> str | None:
    """Return the deal that a row is related to: only ids of opportunities begin with 006."""
    return deal_key(value) if (value or "").startswith("006") else None


def flag(value: str | None) -> bool | None:
    """Parse true or false in the words that warehouses use; None for anything else."""
    word = (value or "").strip().lower().removesuffix(".0")
    return True if word in {"true", "t", "yes", "y", "1"} else False if word in {"false", "f", "no", "n", "0"} else None


def money(value: str | None) -> Decimal | Bad | None:
    """Parse an amount exactly."""
    if value is None or not value.strip():
        return None
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return Bad(value)
    return number if number.is_finite() and number.adjusted() < _MOST_DIGITS else Bad(value)


def day(value: str | None) -> date | Bad | None:
    """Parse a day as written, whatever time zone follows; `3/4/2026` is ambiguous and therefore Bad."""
    if value is None or not value.strip():
        return None
    if _digits(value.strip()):
        at = moment(value)
        return at.date() if isinstance(at, datetime) else at
    parts = _day(value.strip())
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3])) if parts else Bad(value)
    except ValueError:
        return Bad(value)


def moment(value: str | None) -> datetime | Bad | None:
    """Parse an instant and return it in UTC; without a zone it is UTC."""
    if value is None or not value.strip():
        return None
    written = value.strip()
    try:
        if _digits(written):
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(written.ljust(16, "0")[:16]))
        zoned = re.sub(r"\s*(?:UTC|GMT|Z)$", "+00:00", written, flags=re.IGNORECASE)
        at = datetime.fromisoformat(re.sub(r"\s+([+-]\d\d)", r"\1", zoned))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return Bad(value)


def seconds(value: str | None) -> int | Bad | None:
    """Parse a duration in whole seconds."""
    number = money(value)
    if not isinstance(number, Decimal):
        return number
    return round(number) if 0 <= number < 2**31 else Bad(value or "")


def address(value: str | None) -> str | None:
    """Return the first email address in a text, in lower case."""
    match = _address((value or "").lower())
    return match[0] if match else None
