"""Types of values in a query: text that is comparable in Postgres and composed (NFC) as stored text is, and days."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from gametape.text.spelling import composed

# Postgres has no NUL in text, so such a value could match nothing and would fail later.
AskedText = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$"), AfterValidator(composed)]
"""Text of any length that its field allows."""

AskedValue = Annotated[AskedText, StringConstraints(max_length=320)]
"""Value of a column."""

AskedWords = Annotated[AskedText, StringConstraints(max_length=200)]
"""Words to search for."""


def _written_day(value: Any) -> Any:
    if value is None or isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        return value
    raise PydanticCustomError("day", "Input should be a day, YYYY-MM-DD")


AskedDay = Annotated[date, BeforeValidator(_written_day)]
"""A day, YYYY-MM-DD. Pydantic's own date also takes numbers, as seconds since 1970."""


def renamed(given: Any, names: Mapping[str, str]) -> Any:
    """Return the query's values, with each old parameter name replaced by its current name."""
    if not isinstance(given, dict):
        return given
    moved = {old: new for old, new in names.items() if given.get(old) is not None and given.get(new) is None}
    return {moved.get(name, name): value for name, value in given.items() if name not in moved.values()}
