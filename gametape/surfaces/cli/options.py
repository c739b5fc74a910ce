"""Options that several commands share, and parsers of their values."""

import re
from datetime import timedelta
from typing import Annotated

import typer

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
_length = re.compile(r"(\d+(?:\.\d+)?)([smh]?)").fullmatch


def length_of_time(text: str) -> timedelta:
    """Parse a duration such as `240s`, `4m` or `1.5h`; a number without a unit means seconds.

    Raises:
        typer.BadParameter: the text is not a duration.
    """
    match = _length(text.strip())
    if not match:
        raise typer.BadParameter(f"{text!r} is not a duration. Use 240s, 4m or 1h.")
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Budget = Annotated[
    timedelta | None,
    typer.Option(
        parser=length_of_time, metavar="TIME", help="Time budget, e.g. 240s or 4m; stops cleanly before it ends."
    ),
]
