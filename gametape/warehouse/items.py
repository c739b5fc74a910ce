"""Documents that are too long to be put together by the warehouse: their list comes one item per row."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter

from gametape.warehouse.engine import Row

ROWS = 2000
"""Items per page of the engine, of about 1 kB each."""


def joined(pages: Iterable[list[Row]], items: str, size: int) -> Iterator[list[Row]]:
    """Rows of one id, which come one after the other, as one row; pages of at most `size`, one at a time in memory.

    Each row's document ends with a list named `items` that holds one item; what stands before is the same for all.
    The text of the items puts them in order.
    """
    rows = (_whole(list(group), items) for _, group in groupby(chain.from_iterable(pages), key=itemgetter(0, 1)))
    while page := list(islice(rows, size)):
        yield page


def _whole(rows: list[Row], items: str) -> Row:
    id_, stamp, first = rows[0]
    head = first[: first.index(f'"{items}":[') + len(items) + 4]
    told = sorted(document[len(head) : -2] for _, _, document in rows)
    return id_, stamp, f"{head}{','.join(told)}]}}"
