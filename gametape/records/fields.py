"""Lenient field types: a value that cannot be used becomes None with a warning, and the row is kept.

The types expect text that Postgres can store: `Record.read` first cleans a document that has other characters. Warnings
go to the list that is passed as validation context, in the form `field: what was wrong`.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo

from gametape.records.times import read_day, read_moment
from gametape.text.inert import one_line
from gametape.text.spelling import composed_beside_escapes

# Postgres stores neither NUL nor a lone surrogate.
_unstorable = re.compile("[\x00\ud800-\udfff]")
_not_in_urls = re.compile(r"[\s\x00-\x1f\x7f\"<>\\]").search
_separators = re.compile("[,;]")
_MAX_DIGITS = 30  # before or after the decimal point; an amount with more digits is a typing error
_MAX_SECONDS = 2**31 - 1
_TRUE, _FALSE = frozenset(("true", "t", "1", "yes", "y")), frozenset(("false", "f", "0", "no", "n"))


def clean_text(value: str) -> str:
    """Remove the characters that Postgres cannot store."""
    return _unstorable.sub("", value) if _unstorable.search(value) else value


def escape_unstorable(document: str) -> str:
    """Write the characters that Postgres cannot store as JSON escapes. The JSON text keeps its value."""
    return _unstorable.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def clean_json(value: Any) -> Any:
    """Make a JSON value storable in Postgres: clean and compose each string; NaN and infinity become None."""
    if isinstance(value, str):
        return composed_beside_escapes(clean_text(value))
    if isinstance(value, dict):
        return {clean_json(key): clean_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean_json(item) for item in value]
    if isinstance(value, float) and not -float("inf") < value < float("inf"):
        return None
    return value


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return (value if isinstance(value, str) else str(value)).strip() or None


def _label(value: Any) -> str | None:
    text = _text(value)
    return one_line(text) or None if text else None


def _email(value: Any) -> str | None:
    text = _text(value)
    return text.lower() if text else None


def _money(value: Any) -> Decimal | None:
    number = Decimal(str(value).strip())
    if not number.is_finite():
        raise ValueError("not a finite number")
    exponent = number.as_tuple().exponent
    if number.adjusted() >= _MAX_DIGITS or (isinstance(exponent, int) and -exponent > _MAX_DIGITS):
        raise ValueError(f"more than {_MAX_DIGITS} digits")
    return number


def _percent(value: Any) -> Decimal | None:
    number = _money(value)
    if number is not None and not 0 <= number <= 100:
        raise ValueError("outside 0-100")
    return number


def _seconds(value: Any) -> Decimal | None:
    number = _money(value)
    if number is not None and not 0 <= number <= _MAX_SECONDS:
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
        raise ValueError("not a list")  # noqa: TRY004 - pydantic takes it for a finding
    return [text for text in map(_text, value) if text]


def flag(value: Any) -> bool:
    """Parse true or false in the spellings that sources use.

    Raises:
        ValueError: the value is neither true nor false.
    """
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower().removesuffix(".0")  # a number such as "1.0"
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError("neither true nor false")


def _details(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - pydantic takes it for a finding
    return value


class Warnings(list[str]):
    """Warnings about one row. `left_out` holds the warnings about values that were dropped, by field."""

    def __init__(self) -> None:
        super().__init__()
        self.left_out: dict[str, list[str]] = {}

    def clear(self) -> None:
        """Remove all warnings, before the row is parsed a second time in another way."""
        super().clear()
        self.left_out.clear()


def warn(info: ValidationInfo, warning: str) -> None:
    """Add a warning about the current field to the warnings of the row."""
    if info.context is not None:
        info.context.append(clean_text(f"{info.field_name}: {warning}"))


class Lenient(BeforeValidator):
    """Marks a field whose unusable value is replaced by None, with a warning."""


def _lenient(parse: Callable[[Any], Any], empty: Callable[[], Any] = lambda: None) -> Lenient:
    def validate(value: Any, info: ValidationInfo) -> Any:
        if value is None or value == "":
            return empty()
        try:
            return parse(value)
        except (ValueError, InvalidOperation, OverflowError, RecursionError) as error:
            reason = "not a number" if isinstance(error, InvalidOperation) else str(error)
            leave_out(info, f"{str(value)[:60]!r} left out ({reason})")
            return empty()

    return Lenient(validate)


def leave_out(info: ValidationInfo, warning: str) -> None:
    """Add a warning that the value of this field was dropped."""
    warn(info, warning)
    if isinstance(info.context, Warnings) and info.field_name:
        info.context.left_out.setdefault(info.field_name, []).append(info.context[-1])


@cache
def lenient_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of a model's fields whose unusable values are dropped."""
    return tuple(
        name for name, field in model.model_fields.items() if any(isinstance(each, Lenient) for each in field.metadata)
    )


Text = Annotated[str | None, BeforeValidator(_text)]
Label = Annotated[str | None, BeforeValidator(_label)]  # a name, title or subject: one line, with HTML entities decoded
Email = Annotated[str | None, BeforeValidator(_email)]
Money = Annotated[Decimal | None, _lenient(_money)]
Percent = Annotated[Decimal | None, _lenient(_percent)]
Day = Annotated[date | None, _lenient(read_day)]
Moment = Annotated[datetime | None, _lenient(read_moment)]
Flag = Annotated[bool | None, _lenient(flag)]
Details = Annotated[dict[str, Any] | None, _lenient(_details)]
Seconds = Annotated[Decimal | None, _lenient(_seconds)]
Url = Annotated[str | None, _lenient(_url)]
Texts = Annotated[list[str], _lenient(_texts, list)]  # a list, JSON text of a list, or a text with , or ; as separator
Key = Annotated[str, Field(pattern=r"\S", coerce_numbers_to_str=True)]  # required: a row without its key is rejected
