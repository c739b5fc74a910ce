"""Parse monologues as Gong and Fivetran write them, leniently.

A monologue has an index, a speaker and sentences; the sentences are a list or JSON text of a list. An unreadable
monologue is left out with a warning; the others are kept.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from gametape.records.storable import clean_json, parse_json

_STARTS = ("start", "start_time", "startTime", "start_ms")
_ENDS = ("end", "end_time", "endTime", "end_ms")
_MAX_TIME = 10**9  # ms; 11 days, longer than any call


class MonologueSentence(Struct, frozen=True):
    """Sentence with its times in the source's unit."""

    text: str
    start: float | None
    end: float | None


class Monologue(Struct, frozen=True):
    """Uninterrupted speech of one speaker, as far as it can be parsed."""

    index: int | None
    speaker_id: str | None
    topic: str | None
    sentences: tuple[MonologueSentence, ...]


def read_monologues(value: Any, warnings: list[str]) -> list[Monologue]:
    """Parse the monologues, ordered by index, or by start time if an index is missing; duplicates are removed."""
    monologues = list(dict.fromkeys(_each(value, warnings)))
    for orders in ([each.index for each in monologues], [each.sentences[0].start for each in monologues]):
        if None not in orders:
            return [each for _, each in sorted(zip(orders, monologues, strict=True), key=_order)]
    return monologues


def _order(pair: tuple[float | None, Monologue]) -> float:
    return pair[0] or 0


def _each(value: Any, warnings: list[str]) -> Iterator[Monologue]:
    try:
        listed = _list(value)
    except ValueError as error:
        warnings.append(f"left out ({error})")
        return
    for place, item in enumerate(listed):
        if not isinstance(item, dict):
            warnings.append(f"monologue {place} left out (not an object)")
            continue
        try:
            sentences = _list(_first(item, ("sentence", "sentences")))
        except ValueError as error:
            warnings.append(f"monologue {item.get('index', place)!s:.20} left out ({error})")
            continue
        parsed = tuple(sentence for sentence in map(_sentence, sentences) if sentence)
        if parsed:
            speaker = _first(item, ("speaker_id", "speakerId"))
            yield Monologue(_index(item.get("index")), _label(speaker), _label(item.get("topic")), parsed)


def _list(value: Any) -> list[Any]:
    if isinstance(value, str):
        try:
            # Raw characters that Postgres cannot store were removed before; only a JSON escape can still produce one.
            value = clean_json(parse_json(value)) if "\\u" in value else parse_json(value)
        except RecursionError:
            raise ValueError("nested too deeply") from None
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError("not a list")  # noqa: TRY004 - the caller treats it like JSON that is none
    return value


def _sentence(item: Any) -> MonologueSentence | None:
    if not isinstance(item, dict):
        return None
    text = item.get("text")
    text = " ".join(text.split()) if isinstance(text, str) else ""
    if not text:
        return None
    start, end = item.get("start"), item.get("end")
    if type(start) is type(end) is int and 0 <= start <= _MAX_TIME and 0 <= end <= _MAX_TIME:
        return MonologueSentence(text, start, end)  # nearly all
    start, end = _time(_first(item, _STARTS)), _time(_first(item, _ENDS))
    if end is None and start is not None and (lasts := _time(item.get("duration"))) is not None:
        end = start + lasts
    return MonologueSentence(text, start, end)


def _first(item: dict[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        if (value := item.get(name)) is not None:
            return value
    return None


def _time(value: Any) -> float | None:
    if type(value) is int:  # fast path: nearly all values are integers
        return value if 0 <= value <= _MAX_TIME else None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number <= _MAX_TIME else None


def _index(value: Any) -> int | None:
    number = _time(value)
    return None if number is None else int(number)


def _label(value: Any) -> str | None:
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text or None
