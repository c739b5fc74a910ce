"""Find the line at which a CSV file cannot be read, for an error message; DuckDB does not always report the line."""

import csv
from collections.abc import Iterator
from pathlib import Path

_LONGEST_VALUE = 2**31 - 1


def first_fault(file: Path) -> str | None:
    """Describe the first unreadable line and the reason; None if the file can be read.

    The description never quotes the line, because the line holds customer data.
    """
    csv.field_size_limit(_LONGEST_VALUE)
    rows = csv.reader(_lines(file), strict=True)
    try:
        width = len(next(rows, []))
        for row in rows:
            if row and len(row) != width:
                return f"line {rows.line_num} has {len(row)} values, but the first line has {width}"
    except UnicodeDecodeError:
        return f"line {rows.line_num + 1} is not UTF-8, the only supported encoding"
    except csv.Error as error:
        return f"line {rows.line_num}: {error}"
    return None


def _lines(file: Path) -> Iterator[str]:
    with file.open("rb") as lines:
        for line in lines:
            yield line.decode("utf-8-sig")
