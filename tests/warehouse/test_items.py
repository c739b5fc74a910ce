"""Documents that come in pieces."""

import json
from collections.abc import Iterator

from gametape.warehouse.engine import Row
from gametape.warehouse.items import join_items


def piece(id_: str | None, place: int, stamp: int | None = 1) -> Row:
    document = {"id": id_, "is_deleted": False, "said": [{"at": f"{place:03}", "text": '"said":[{}]}'}]}
    return id_, stamp, json.dumps(document, separators=(",", ":"))


def places(row: Row) -> list[int]:
    return [int(item["at"]) for item in json.loads(row[2])["said"]]


def test_pieces_are_joined_across_pages_and_put_in_order() -> None:
    pages = [[piece("a", 10), piece("a", 2)], [piece("a", 0), piece("b", 1)], [piece("b", 0)], [piece("c", 5)]]
    assert [[(row[0], places(row)) for row in page] for page in join_items(pages, "said", 2)] == [
        [("a", [0, 2, 10]), ("b", [0, 1])],
        [("c", [5])],
    ]


def test_a_name_that_looks_like_the_list_is_none() -> None:
    odd = 'x","said":['
    ((row,),) = join_items([[piece(odd, 1), piece(odd, 0)]], "said", 10)
    assert json.loads(row[2])["id"] == odd
    assert places(row) == [0, 1]


def test_the_same_id_of_another_moment_is_another_row() -> None:
    ((first, second, third),) = join_items([[piece(None, 0, None), piece("a", 0, 1), piece("a", 1, 2)]], "said", 10)
    assert [(row[0], row[1], places(row)) for row in (first, second, third)] == [
        (None, None, [0]),
        ("a", 1, [0]),
        ("a", 2, [1]),
    ]


def test_no_more_is_read_than_a_page_takes() -> None:
    read: list[str] = []

    def pages() -> Iterator[list[Row]]:
        for id_ in "abcd":
            read.append(id_)
            yield [piece(id_, 0)]

    next(join_items(pages(), "said", 1))
    assert read == ["a", "b"], "the row after tells that one is whole"


def test_nothing_gives_no_page() -> None:
    assert list(join_items([], "said", 10)) == []
