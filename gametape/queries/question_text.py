"""Types of text in a query: comparable in Postgres, and composed (NFC) as stored text is."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from gametape.text.spelling import composed

# Postgres has no NUL in text, so such a value could match nothing and would fail later.
AskedText = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$"), AfterValidator(composed)]
"""Text of any length that its field allows."""

AskedValue = Annotated[AskedText, StringConstraints(max_length=320)]
"""Value of a column."""

AskedWords = Annotated[AskedText, StringConstraints(max_length=200)]
"""Words to search for."""
