"""Pages of a list that is computed whole for each answer: the cursor is the number of items before the page."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, TypeAdapter

from gametape.queries import cursors
from gametape.surfaces.mcp.answer_budget import fitting, tokens

_start = TypeAdapter(int)

Item = TypeVar("Item")


class ListPage(NamedTuple, Generic[Item]):
    """Items of a page, and the cursor of the next page; None at the end of the list."""

    items: list[Item]
    next: str | None


def page_of(
    items: Sequence[Item],
    asked: BaseModel,
    *,
    limit: int,
    budget: int,
    cost: Callable[[Item], int] = tokens,
) -> ListPage[Item]:
    """Cut the page that `asked.cursor` names out of a list: at most `limit` items, of at most `budget` tokens together.

    Raises:
        BadRequest: the cursor cannot be read, or belongs to another question.
    """
    scope = cursors.scope_of(type(asked).__name__, asked)
    cursor: str | None = getattr(asked, "cursor", None)
    start = cursors.decode(cursor, scope, _start) if cursor else 0
    page = list(items[start : start + limit])
    page = page[: fitting(page, budget, cost)]
    end = start + len(page)
    return ListPage(page, cursors.encode(end, scope) if end < len(items) else None)
