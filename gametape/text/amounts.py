"""Amounts: numbers in a text with sign, magnitude, unit and bound, whether in digits or in words.

`1,500`, `1.5k`, `1 500` and `fifteen hundred` are one number; `15`, `-3`, `3%` and `€3` are four.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

import regex

from gametape.text.number_words import Numeral, number_words
from gametape.text.words import fold

Bound = Literal["most", "least"]

_GROUPED = r"\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)"
_token = regex.compile(
    rf"(?P<written>\d+(?:[:/]\d+)+|\d+(?:[-.]\d+){{2,}}|(?=\w*\d)\p{{L}}[\w-]*)"
    rf"|(?<![\p{{L}}\d])(?P<sign>[-−–])?(?P<money>[$€£¥])?\s?(?P<digits>{_GROUPED}|\d+(?:[.,]\d+)?)"
    rf"(?P<scale>\s?(?:k|bn|tn|mn|mio)\b|m\b)?(?P<after>\s?[%‰€$£]|x\b)?(?:st|nd|rd|th)?(?!\p{{L}})"
    rf"|(?P<word>\p{{L}}[\p{{L}}'’]*)|(?P<other>\d\w*)",
    regex.IGNORECASE,
)
_SCALES = {"k": 1_000, "m": 10**6, "mn": 10**6, "mio": 10**6, "bn": 10**9, "tn": 10**12}
_digit = regex.compile(r"\d").search
_word = regex.compile(r"\p{L}[\p{L}'’]*").findall
_group = regex.compile(_GROUPED).fullmatch
_MOST_WORDS = 4  # of a bound before a number


@dataclass(frozen=True, slots=True)
class Amount:
    """Number in a text, at `start` to `end` with everything that belongs to it, as in `up to 50 dollars a month`.

    `values`: the numbers that it may mean, for `1.500` may be two. `written`: its spelling, for what is no quantity:
    `10:30`, `Q3`.
    """

    start: int
    end: int
    values: frozenset[Decimal] = frozenset()
    unit: str | None = None
    bound: Bound | None = None
    written: str | None = None

    def fits(self, other: "Amount") -> bool:
        """Tell whether this amount, as claimed, is what `other` says: number, unit and bound.

        Only a currency may be left out.
        """
        if self.written or other.written:
            return self.written == other.written
        same_unit = self.unit == other.unit or (self.unit is None and other.unit in _MONEY)
        return bool(self.values & other.values) and same_unit and self.bound == other.bound


_MONEY = frozenset(("$", "€", "£", "¥", "chf"))


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    amount: Amount | None


def amounts(text: str) -> list[Amount]:
    """List the amounts in a text, in order.

    >>> [sorted(map(str, each.values)) for each in amounts("It is 1.5k, or fifteen hundred.")]
    [['1500'], ['1500']]
    """
    if not _may_have_number(text):
        return []
    tokens = [_read(match) for match in _token.finditer(text)]
    found: list[Amount] = []
    place = 0
    while place < len(tokens):
        after, amount = _number(tokens, place, text)
        if amount is None:
            place += 1
            continue
        after, amount = _with_unit(tokens, after, amount, text)
        found.append(_bounded(tokens, place, amount, text))
        place = after
    return _ranges(found, text)


def _may_have_number(text: str) -> bool:
    """Tell whether a text has a digit or a number word: few have."""
    return _digit(text) is not None or not number_words().vocabulary.isdisjoint(_word(fold(text)))


def missing(claim: str, quotes: list[str]) -> str | None:
    """Return the first amount of a claim, as it is written there, that no quote says; None if they say all.

    >>> missing("They lose 15 orders", ["We lose 1,500 orders."])
    '15'
    """
    said = [amount for quote in quotes for amount in amounts(quote)]
    for amount in amounts(claim):
        if not any(amount.fits(other) for other in said):
            return claim[amount.start : amount.end].strip()
    return None


def _read(match: "regex.Match[str]") -> _Token:
    amount = None
    start, end = match.span()
    start += len(match[0]) - len(match[0].lstrip())
    if match["written"] or match["other"]:
        amount = Amount(start, end, written=fold(match[0]))
    elif match["digits"]:
        scale = _SCALES.get((match["scale"] or "").strip().lower(), 1)
        sign = -1 if match["sign"] else 1
        unit = match["money"] or (match["after"] or "").strip().lower() or None
        values = frozenset(sign * scale * value for value in _values(match["digits"]))
        amount = Amount(start, end, values=values, unit=unit)
    return _Token(start, end, fold(match[0].strip()), amount)


def _values(digits: str) -> Iterator[Decimal]:
    """Yield the numbers that digits may mean: a dot before three digits may group them, or begin a fraction."""
    if _group(digits):
        marks = [mark for mark in digits if not mark.isdigit()]
        fraction = len(digits) - max(digits.rfind("."), digits.rfind(",")) - 1
        is_fraction = marks[-1] in ".," and fraction != 3
        whole = digits[: -fraction - 1] if is_fraction else digits
        number = "".join(filter(str.isdigit, whole))
        yield Decimal(f"{number}.{digits[-fraction:]}" if is_fraction else number)
        if marks == ["."]:
            yield Decimal(digits)
        return
    yield Decimal(digits.replace(",", "."))


def _number(tokens: list[_Token], place: int, text: str) -> tuple[int, Amount | None]:
    """Read the number that begins at a token, in digits or words, and return the place after it."""
    known = number_words().sentence
    at = place + (tokens[place].text in known.minus)
    if at < len(tokens) and (amount := tokens[at].amount):
        return (at + 1, amount) if amount.written else _in_digits(tokens, place, at)
    if at < len(tokens) and tokens[at].text in known.article and _is_magnitude(tokens, at + 1, text):
        at += 1
    numeral, begins = Numeral(), at
    while at < len(tokens) and (at == begins or _joined(tokens[at - 1], tokens[at], text)):
        if tokens[at].text in known.point and _is_word(tokens, at + 1) and numeral.is_begun:
            at = _read_fraction(tokens, at + 1, numeral)
            break
        is_and = tokens[at].text in known.also and numeral.may_continue and _is_word(tokens, at + 1)
        if not (is_and or numeral.take(tokens[at].text)):
            break
        at += 1
    if not numeral.is_begun or _is_pronoun(tokens, begins, at, text):
        return place + 1, None
    value = -numeral.value if tokens[place].text in known.minus else numeral.value
    return at, Amount(tokens[place].start, tokens[at - 1].end, values=frozenset((value,)))


def _is_pronoun(tokens: list[_Token], begins: int, at: int, text: str) -> bool:
    """Tell whether a number of one word is no number: `one of them`, but not `one week`."""
    is_one = at == begins + 1 and number_words().words.get(tokens[begins].text) == 1
    return is_one and not _unit(tokens, at, text)


def _in_digits(tokens: list[_Token], place: int, at: int) -> tuple[int, Amount]:
    """Read digits with the magnitude that may follow: `1.5 million`."""
    amount = tokens[at].amount or Amount(0, 0)
    size, end = -1 if at > place else 1, at + 1
    while end < len(tokens) and tokens[end].text in number_words().magnitudes:
        size *= number_words().magnitudes[tokens[end].text]
        end += 1
    values = frozenset(size * value for value in amount.values)
    return end, replace(amount, start=tokens[place].start, end=tokens[end - 1].end, values=values)


def _read_fraction(tokens: list[_Token], at: int, numeral: Numeral) -> int:
    digits = ""
    while at < len(tokens) and 0 <= number_words().words.get(tokens[at].text, -1) <= 9:
        digits += str(number_words().words[tokens[at].text])
        at += 1
    numeral.add(Decimal(f"0.{digits}"))
    return at


def _joined(before: _Token, after: _Token, text: str) -> bool:
    return text[before.end : after.start].strip(" \n\u00a0") in ("", "-")


def _is_word(tokens: list[_Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text in number_words().words


def _is_magnitude(tokens: list[_Token], at: int, text: str) -> bool:
    return (
        at < len(tokens) and tokens[at].text in number_words().magnitudes and _joined(tokens[at - 1], tokens[at], text)
    )


def _unit(tokens: list[_Token], at: int, text: str) -> str | None:
    if at < len(tokens) and _joined(tokens[at - 1], tokens[at], text):
        return number_words().units.get(tokens[at].text)
    return None


def _with_unit(tokens: list[_Token], at: int, amount: Amount, text: str) -> tuple[int, Amount]:
    """Add the unit after a number, a half, and what it is counted per: `a month`."""
    known = number_words()
    if amount.written:
        return at, amount
    halves = [half.split() for half in known.sentence.half]
    if any([token.text for token in tokens[at : at + len(half)]] == half for half in halves):
        size = max(map(len, halves))
        at, end = at + size, tokens[at + size - 1].end
        amount = replace(amount, end=end, values=frozenset(value + Decimal("0.5") for value in amount.values))
        if _is_magnitude(tokens, at, text):
            factor = known.magnitudes[tokens[at].text]
            amount = replace(amount, end=tokens[at].end, values=frozenset(value * factor for value in amount.values))
            at += 1
    skipped = at < len(tokens) and tokens[at].text in known.sentence.between and _unit(tokens, at + 1, text) is not None
    if unit := _unit(tokens, at + skipped, text):
        at += 1 + skipped
        amount = replace(amount, end=tokens[at - 1].end, unit=unit)
    if at + 1 < len(tokens) and tokens[at].text in known.sentence.per and _joined(tokens[at - 1], tokens[at], text):
        amount = replace(amount, end=tokens[at + 1].end)
    return at, amount


def _bounded(tokens: list[_Token], place: int, amount: Amount, text: str) -> Amount:
    """Add the words before a number that bound it."""
    for count in range(min(_MOST_WORDS, place), 0, -1):
        before = tokens[place - count : place]
        gaps = text[before[-1].end : amount.start].strip(" -$€£¥")
        phrase = " ".join(token.text for token in before)
        for bound, phrases in number_words().bounds.items():
            if phrase in phrases and not gaps:
                known: Bound | None = "most" if bound == "most" else "least" if bound == "least" else None
                return replace(amount, start=before[0].start, bound=known)
    return amount


def _ranges(found: list[Amount], text: str) -> list[Amount]:
    """Give both ends of a range its whole place and its unit: `20 to 30 percent`."""
    for place, (low, high) in enumerate(pairwise(found)):
        if low.written or high.written or not _is_range(low, fold(text[low.end : high.start].strip()), text):
            continue
        found[place] = replace(low, end=high.end, unit=low.unit or high.unit)
        found[place + 1] = replace(high, start=low.start)
    return found


def _is_range(low: Amount, gap: str, text: str) -> bool:
    known = number_words().sentence
    if gap in known.also:
        return fold(text[low.start : low.end]).startswith(known.pair)
    return gap in ("-", "–", "—") or gap in known.range
