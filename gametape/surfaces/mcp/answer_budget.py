"""Limits of an answer: every text is inert and of bounded length, and the whole answer fits a number of tokens.

Names of deals, calls and people are written by strangers: they may contain anything, and be megabytes long.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_core import to_json, to_jsonable_python

from gametape.text.inert import inert

LETTERS_PER_TOKEN = 4  # an estimate for English and JSON; models differ by a fifth either way
MOST_TOKENS = 20_000  # maximum of any answer; assistants refuse more than 25,000
ENVELOPE = 300  # tokens of an answer's own fields (coverage, limitations), in addition to the budget of its items

_LONGEST = 1_000  # characters of a text, except people's words, which the budget of the answer limits
_WORDS = frozenset(("customer_text", "our_text", "mixed_text"))
_WHOLE = frozenset(("gong_url", "next_cursor"))  # never shortened: made by Gong or gametape, and useless in part
_SHORTER = (300, 120)
_CUT = "…"
_LEFT_OUT = "Parts were left out or shortened to fit max_tokens; ask for less at once, or raise max_tokens."

Item = TypeVar("Item")


def as_json_values(value: Any) -> Any:
    """Return a model or other value as JSON values: without null fields, all text inert, names of bounded length."""
    plain = to_jsonable_python(value, exclude_none=True)
    return _each_text(plain, lambda name, text: text if name in _WHOLE else _shown(name, text))


def compact(value: Any) -> str:
    """Return a value as JSON text without spaces, as it is sent."""
    return to_json(value).decode()


def tokens(value: Any) -> int:
    """Return about how many tokens a value takes in an answer."""
    return _size(as_json_values(value))


def fitting(items: Sequence[Item], budget: int, cost: Callable[[Item], int] = tokens) -> int:
    """Return how many of the first items fit into a budget of tokens together; at least 1 if there is any item."""
    spent = 0
    for count, item in enumerate(items):
        spent += cost(item)
        if spent > budget and count:
            return count
    return len(items)


def bounded(answer: BaseModel, budget: int = MOST_TOKENS) -> dict[str, Any]:
    """Return an answer as JSON values that take at most `budget` and `ENVELOPE` tokens.

    Tools keep their budgets themselves by returning pages. For parts that are not paged, texts are shortened first;
    then the second half of the longest list is removed, until the answer fits. `truncated` says so.
    """
    most = min(budget, MOST_TOKENS) + ENVELOPE
    value: dict[str, Any] = as_json_values(answer)
    if _size(value) <= most:
        return value
    value["truncated"] = value.get("truncated") or _LEFT_OUT
    for longest in _SHORTER:
        if _size(value) > most:
            value = _each_text(value, _cut_to(longest))
    while _size(value) > most and (lists := sorted(_lists(value), key=_size)):
        del lists[-1][len(lists[-1]) // 2 :]
    return value


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text, `most` characters at most, with "…" if it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _CUT


def _shown(name: str, text: str) -> str:
    return inert(text) if name in _WORDS else inert(shortened(text, _LONGEST))


def _cut_to(most: int) -> Callable[[str, str], str]:
    return lambda name, text: text if name in _WHOLE else shortened(text, most)


def _size(plain: Any) -> int:
    return len(compact(plain)) // LETTERS_PER_TOKEN


def _each_text(value: Any, change: Callable[[str, str], str], name: str = "") -> Any:
    """Return the value with `change(field name, text)` applied to each text, and to keys with an empty field name."""
    if isinstance(value, str):
        return change(name, value)
    if isinstance(value, list):
        return [_each_text(item, change, name) for item in value]
    if isinstance(value, dict):
        return {change("", key): _each_text(item, change, key) for key, item in value.items()}
    return value


def _lists(value: Any) -> Iterator[list[Any]]:
    """Yield all lists in a value that are not empty."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, list) and value:
        yield value
    for item in items:
        yield from _lists(item)
