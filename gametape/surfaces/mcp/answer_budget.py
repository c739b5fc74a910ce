"""How an answer is told: every text in it inert, each of a bounded length, and the whole within a number of tokens.

Whoever names a deal, a call or themselves may write whatever they like there, five megabytes of it too.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_core import to_json, to_jsonable_python

from gametape.text.inert import inert

LETTERS_PER_TOKEN = 4  # an estimate for English and JSON; models differ by a fifth either way
MOST_TOKENS = 20_000  # of any answer; assistants refuse more than 25,000
ENVELOPE = 300  # tokens of what an answer says of itself, beside the items that its budget is for

_LONGEST = 1_000  # characters of a text, but for people's words, which the budget of an answer cuts
_WORDS = frozenset(("customer_text", "our_text", "mixed_text"))
_WHOLE = frozenset(("gong_url", "next_cursor"))  # made by Gong or here, and useless in part
_SHORTER = (300, 120)
_CUT = "…"
_LEFT_OUT = "Parts were left out or shortened to fit max_tokens; ask for less at once, or raise max_tokens."

Item = TypeVar("Item")


def told(value: Any) -> Any:
    """A model or other value as JSON values: without what is not known, all text inert, names of a bounded length."""
    plain = to_jsonable_python(value, exclude_none=True)
    return _each_text(plain, lambda name, text: text if name in _WHOLE else _shown(name, text))


def compact(value: Any) -> str:
    """JSON as it is sent: without blanks."""
    return to_json(value).decode()


def tokens(value: Any) -> int:
    """About how many tokens a value takes in an answer."""
    return _size(told(value))


def fitting(items: Sequence[Item], budget: int, cost: Callable[[Item], int] = tokens) -> int:
    """How many of the items fit into a budget of tokens, from the first on; one at least."""
    spent = 0
    for count, item in enumerate(items):
        spent += cost(item)
        if spent > budget and count:
            return count
    return len(items)


def bounded(answer: BaseModel, budget: int = MOST_TOKENS) -> dict[str, Any]:
    """An answer as `told`, in no more than its budget and its envelope; `truncated` says when that took something away.

    Tools keep to their budgets by themselves, page by page. This is for what no page cuts: first texts are shortened,
    then the longest list loses its end, again and again.
    """
    most = min(budget, MOST_TOKENS) + ENVELOPE
    value: dict[str, Any] = told(answer)
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
    """The beginning of a text, in at most so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _CUT


def _shown(name: str, text: str) -> str:
    return inert(text) if name in _WORDS else inert(shortened(text, _LONGEST))


def _cut_to(most: int) -> Callable[[str, str], str]:
    return lambda name, text: text if name in _WHOLE else shortened(text, most)


def _size(plain: Any) -> int:
    return len(compact(plain)) // LETTERS_PER_TOKEN


def _each_text(value: Any, change: Callable[[str, str], str], name: str = "") -> Any:
    """The value with each text changed, keys too, by the name of the field that it stands under."""
    if isinstance(value, str):
        return change(name, value)
    if isinstance(value, list):
        return [_each_text(item, change, name) for item in value]
    if isinstance(value, dict):
        return {change("", key): _each_text(item, change, key) for key, item in value.items()}
    return value


def _lists(value: Any) -> Iterator[list[Any]]:
    """All lists in a value that have something in them."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, list) and value:
        yield value
    for item in items:
        yield from _lists(item)
