"""Lenient field types: a value that cannot be used becomes None with a warning, and the row is kept.

The types expect text that Postgres can store: `Record.read` first cleans a document that has other characters.
"""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlsplit

from gametape.errors import BadRecord
from gametape.records.json_model import Reads
from gametape.records.storable import clean_json
from gametape.records.times import read_day, read_moment
from gametape.text.inert import one_line

_not_in_urls = re.compile(r"[\s\x00-\x1f\x7f\"<>\\]").search
_separators = re.compile("[,;]")
_MAX_DIGITS = 30  # before or after the decimal point; an amount with more digits is a typing error
_MAX_SECONDS = 2**31 - 1
_TRUE, _FALSE = frozenset(("true", "t", "1", "yes", "y")), frozenset(("false", "f", "0", "no", "n"))


def _text(value: Any) -> str | None:
    return (value if isinstance(value, str) else str(value)).strip() or None


def _label(value: Any) -> str | None:
    return one_line(value if isinstance(value, str) else str(value)) or None


def _email(value: Any) -> str | None:
    text = _text(value)
    return text.lower() if text else None


def _money(value: Any) -> Decimal:
    text = str(value).strip()
    number = Decimal(text)
    if len(text) < _MAX_DIGITS and text.replace(".", "", 1).isdecimal():
        return number  # nearly all: neither a sign nor an exponent
    if not number.is_finite():
        raise ValueError("not a finite number")
    exponent = number.as_tuple().exponent
    if number.adjusted() >= _MAX_DIGITS or (isinstance(exponent, int) and -exponent > _MAX_DIGITS):
        raise ValueError(f"more than {_MAX_DIGITS} digits")
    return number


def _percent(value: Any) -> Decimal:
    number = _money(value)
    if not 0 <= number <= 100:
        raise ValueError("outside 0-100")
    return number


def _seconds(value: Any) -> Decimal:
    number = _money(value)
    if not 0 <= number <= _MAX_SECONDS:
        raise ValueError("not a duration")
    return number


def _url(value: Any) -> str | None:
    text = _text(value)
    if text is None:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or _not_in_urls(text):
        raise ValueError("not a web address")
    return text


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        value = clean_json(json.loads(value)) if value.lstrip().startswith("[") else _separators.split(value)
    if not isinstance(value, list):
        raise ValueError("not a list")  # noqa: TRY004 - the reader of the row leaves such a value out
    return [text for text in map(_text, value) if text]


def flag(value: Any) -> bool:
    """Parse true or false in the spellings that sources use.

    Raises:
        ValueError: the value is neither true nor false.
    """
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")  # as warehouses write it
    text = str(value).strip().lower().removesuffix(".0")  # a number such as "1.0"
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError("neither true nor false")


def _details(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - the reader of the row leaves such a value out
    return value


def _key(value: Any) -> str:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise BadRecord("id: not a text")
    text = str(value)
    if not text.strip():
        raise BadRecord("id is missing")
    return text


Text = Annotated[str | None, Reads(_text)]
Label = Annotated[str | None, Reads(_label)]  # a name, title or subject: one line, with HTML entities decoded
Email = Annotated[str | None, Reads(_email)]
Money = Annotated[Decimal | None, Reads(_money, counted=True)]
Percent = Annotated[Decimal | None, Reads(_percent, counted=True)]
Day = Annotated[date | None, Reads(read_day, counted=True)]
Moment = Annotated[datetime | None, Reads(read_moment, counted=True)]
Flag = Annotated[bool | None, Reads(flag, counted=True)]
Details = Annotated[dict[str, Any] | None, Reads(_details, counted=True)]
Seconds = Annotated[Decimal | None, Reads(_seconds, counted=True)]
Url = Annotated[str | None, Reads(_url, counted=True)]
Texts = Annotated[list[str], Reads(_texts, counted=True)]  # a list, JSON text of a list, or a text with , or ; between
Key = Annotated[str, Reads(_key)]  # the required `id`: a row without it is rejected
