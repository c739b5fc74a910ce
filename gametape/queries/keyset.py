"""Keyset paging: a page starts where another ended, regardless of rows inserted or removed between.

Rows are ordered by a column, NULLs last in both directions, and then by id. A cursor names a row by these two values
and gives the direction. It is opaque to clients, bound to its query, and checked when it comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import TypeAdapter

from gametape.queries import cursors


@dataclass(frozen=True, slots=True)
class Sort:
    """Order of rows: `name` as clients write it ("-amount"), the column, and the type of its values.

    With `is_nullable=False`, an index on the column serves both directions and pages far down.
    """

    name: str
    column: sa.ColumnElement[Any]
    value: TypeAdapter[Any]
    is_nullable: bool = True

    @property
    def descending(self) -> bool:
        """True if the largest value comes first."""
        return self.name.startswith("-")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Row (value, id) at the edge of a page. With `backwards`, the page before this row is meant."""

    value: Any
    id: UUID
    backwards: bool = False


_parts = TypeAdapter(tuple[bool, Any, UUID])


def decode(text: str, sort: Sort, scope: str) -> Cursor:
    """Return the row at which a page ended, from a cursor that `cut_page` made for the same sort and scope.

    Raises:
        BadRequest: the cursor was made for another query, or was changed.
    """
    backwards, value, id_ = cursors.decode(text, _bound(sort, scope), _parts)
    return Cursor(None if value is None else sort.value.validate_python(value), id_, backwards)


def _bound(sort: Sort, scope: str) -> str:
    return f"{sort.name} {scope}"


def after_cursor(sort: Sort, id_: sa.ColumnElement[UUID], cursor: Cursor) -> sa.ColumnElement[bool]:
    """Return the condition for rows after the cursor's row, in the cursor's direction."""
    upwards = sort.descending == cursor.backwards
    column, value = sort.column, cursor.value
    if not sort.is_nullable:
        row, edge = sa.tuple_(column, id_), sa.tuple_(sa.literal(value, column.type), sa.literal(cursor.id))
        return row > edge if upwards else row < edge
    further_id = id_ > cursor.id if upwards else id_ < cursor.id
    if value is None:
        tie = sa.and_(column.is_(None), further_id)
        return sa.or_(column.is_not(None), tie) if cursor.backwards else tie
    further = column > value if upwards else column < value
    tie = sa.and_(column == value, further_id)
    return sa.or_(further, tie) if cursor.backwards else sa.or_(further, tie, column.is_(None))


def order(
    sort: Sort, column: sa.ColumnElement[Any], id_: sa.ColumnElement[UUID], *, backwards: bool
) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Return the ORDER BY of a page; reversed when going backwards.

    `column` is the sort's column, or the same column of a subquery.
    """
    upwards = sort.descending == backwards
    by = column.asc() if upwards else column.desc()
    by_id = id_.asc() if upwards else id_.desc()
    if not sort.is_nullable:
        return by, by_id
    return (by.nulls_first() if backwards else by.nulls_last(), by_id)


def page_rows(
    sort: Sort, id_: sa.ColumnElement[UUID], condition: sa.ColumnElement[bool], cursor: Cursor | None, limit: int
) -> sa.Subquery:
    """Select `id` and `sorted_by` of the first `limit` rows under `condition` after the cursor.

    Rows with a value and rows without are read separately, so an index on (column, id) serves both directions, although
    NULLs come last in both.
    """
    backwards = cursor is not None and cursor.backwards
    not_null = replace(sort, is_nullable=False)
    by_value, by_id = order(not_null, sort.column, id_, backwards=backwards)
    rows = sa.select(id_.label("id"), sort.column.label("sorted_by")).where(condition).limit(limit)
    with_value = rows.where(sort.column.is_not(None)).order_by(by_value, by_id)
    without_value = rows.where(sort.column.is_(None)).order_by(by_id)
    if cursor is not None and cursor.value is not None:
        with_value = with_value.where(after_cursor(not_null, id_, cursor))
        without_value = without_value.where(sa.false() if backwards else sa.true())
    elif cursor is not None:
        with_value = with_value.where(sa.true() if backwards else sa.false())
        without_value = without_value.where(after_cursor(sort, id_, cursor))
    both = sa.union_all(with_value, without_value).subquery()
    first = sa.select(both).order_by(*order(sort, both.c.sorted_by, both.c.id, backwards=backwards)).limit(limit)
    return first.subquery("page")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page, and the cursors of the next and the previous page; None at the end of the list."""

    rows: Sequence[Any]
    next: str | None
    previous: str | None


def cut_page(rows: Sequence[Any], limit: int, sort: Sort, cursor: Cursor | None, scope: str) -> Page:
    """Make a page out of at most `limit` + 1 rows in reading order; rows have `sorted_by` and `id`.

    `scope` names the query; the cursors are valid for no other query (see `cursors.scope_of`).
    """
    backwards = cursor is not None and cursor.backwards
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows = rows[::-1]
    has_next = more or backwards
    has_previous = more if backwards else cursor is not None
    return Page(
        rows,
        next=_edge(rows[-1], sort, scope, backwards=False) if rows and has_next else None,
        previous=_edge(rows[0], sort, scope, backwards=True) if rows and has_previous else None,
    )


def _edge(row: Any, sort: Sort, scope: str, *, backwards: bool) -> str:
    return cursors.encode([backwards, row.sorted_by, row.id], _bound(sort, scope))
