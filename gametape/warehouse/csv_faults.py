"""Finds the line of a CSV file that cannot be read, for a message; DuckDB does not always tell it."""

import csv
from collections.abc import Iterator
from pathlib import Path

_LONGEST_VALUE = 2**31 - 1


def first_fault(file: Path) -> str | None:
    """Say in which line and why; never what the line holds, which is a customer's. None where nothing is wrong."""
    csv.field_size_limit(_LONGEST_VALUE)
    rows = csv.reader(_lines(file), strict=True)
    try:
        width = len(next(rows, []))
        for row in rows:
            if row and len(row) != width:
                return f"line {rows.line_num} has {len(row)} values, and the first line has {width}"
    except UnicodeDecodeError:
        return f"line {rows.line_num + 1} is not UTF-8, the only encoding that is read"
    except csv.Error as error:
        return f"line {rows.line_num}: {error}"
    return None


def _lines(file: Path) -> Iterator[str]:
    with file.open("rb") as lines:
        for line in lines:
            yield line.decode("utf-8-sig")
