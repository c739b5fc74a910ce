"""Types of text in a query: comparable in Postgres, and composed (NFC) as stored text is."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints

from gametape.text.spelling import composed

# Postgres has no NUL in text, so such a value could match nothing and would fail later.
AskedText = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$"), AfterValidator(composed)]
"""Text of any length that its field allows."""

AskedValue = Annotated[AskedText, StringConstraints(max_length=320)]
"""Value of a column."""

AskedWords = Annotated[AskedText, StringConstraints(max_length=200)]
"""Words to search for."""


def renamed(given: Any, names: Mapping[str, str]) -> Any:
    """Return the query's values, with each old parameter name replaced by its current name."""
    if not isinstance(given, dict):
        return given
    moved = {old: new for old, new in names.items() if given.get(old) is not None and given.get(new) is None}
    return {moved.get(name, name): value for name, value in given.items() if name not in moved.values()}
