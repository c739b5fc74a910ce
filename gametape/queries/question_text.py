"""Text in a question: what Postgres can compare, composed as stored text is."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from gametape.text.spelling import composed

# Postgres has no NUL in text: such a value can match nothing and would only be an error further down.
AskedText = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$"), AfterValidator(composed)]
"""Any text, of the length that its field allows."""

AskedValue = Annotated[AskedText, StringConstraints(max_length=320)]
"""The value of a column."""

AskedWords = Annotated[AskedText, StringConstraints(max_length=200)]
"""Words to look for."""
