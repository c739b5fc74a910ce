"""Join documents whose list is too long for the warehouse to aggregate: the list arrives with one item per row."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter

from gametape.warehouse.engine import Row

ROWS = 2000
"""Items per page of the engine; an item has about 1 kB."""


def join_items(pages: Iterable[list[Row]], items: str, size: int) -> Iterator[list[Row]]:
    """Join the adjacent rows of each id into one row, and yield pages of at most `size` joined rows.

    Each row's document ends with a list named `items` that holds one item; the text before the list is the same in all
    rows of an id. Items are sorted by their text. One document at a time is in memory.
    """
    rows = (_whole(list(group), items) for _, group in groupby(chain.from_iterable(pages), key=itemgetter(0, 1)))
    while page := list(islice(rows, size)):
        yield page


def _whole(rows: list[Row], items: str) -> Row:
    id_, stamp, first = rows[0]
    head = first[: first.index(f'"{items}":[') + len(items) + 4]
    item_texts = sorted(document[len(head) : -2] for _, _, document in rows)
    return id_, stamp, f"{head}{','.join(item_texts)}]}}"
