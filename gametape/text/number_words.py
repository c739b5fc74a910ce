"""Number words: numbers in words, units, and the words around them, by language from `numbers.toml`."""

from decimal import Decimal
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict

from gametape.text.languages import Part, languages


class NumberGrammar(BaseModel):
    """Words that stand around numbers: `and a half`, `minus`, `per`; `pair` begins a range with `and`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    half: tuple[str, ...]
    article: tuple[str, ...]
    also: tuple[str, ...]
    point: tuple[str, ...]
    range: tuple[str, ...]
    pair: tuple[str, ...]
    minus: tuple[str, ...]
    per: tuple[str, ...]
    between: tuple[str, ...]


class NumberWords(BaseModel):
    """Words of a language from its `numbers.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, int]
    magnitudes: dict[str, int]
    units: dict[str, str]
    sentence: NumberGrammar
    bounds: dict[str, tuple[str, ...]]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Words with which a number can begin."""
        return frozenset((*self.words, *self.magnitudes))


@cache
def number_words() -> NumberWords:
    """Merge the words of all languages."""
    files = [known for each in languages() if (known := each.read(NumberWords, Part.NUMBERS))]
    names = NumberGrammar.model_fields
    lists = {name: tuple(word for file in files for word in getattr(file.sentence, name)) for name in names}
    return NumberWords(
        words={word: number for file in files for word, number in file.words.items()},
        magnitudes={word: number for file in files for word, number in file.magnitudes.items()},
        units={word: unit for file in files for word, unit in file.units.items()},
        sentence=NumberGrammar(**lists),
        bounds={
            name: tuple(phrase for file in files for phrase in file.bounds[name]) for name in ("most", "least", "about")
        },
    )


class Numeral:
    """Number that is read word by word: `two hundred` `thousand` `fifty`."""

    def __init__(self) -> None:
        self._thousands = Decimal()
        self._rest: Decimal | None = None
        self._last = 0

    @property
    def is_begun(self) -> bool:
        """True after the first word of a number."""
        return self._rest is not None

    @property
    def may_continue(self) -> bool:
        """True after a magnitude, where `and` may follow: `one hundred and fifty`."""
        return self.is_begun and self._last >= 100

    @property
    def value(self) -> Decimal:
        """The number so far."""
        return self._thousands + (self._rest or 0)

    def add(self, fraction: Decimal) -> None:
        """Add a fraction."""
        self._rest = (self._rest or Decimal()) + fraction

    def take(self, word: str) -> bool:
        """Add a word; return False if the number does not continue with it: `five six` are two numbers."""
        known = number_words()
        if word in known.words and self._may_follow(known.words[word]):
            self._last = known.words[word]
            self.add(Decimal(self._last))
            return True
        if word in known.magnitudes:
            self._multiply(known.magnitudes[word])
            return True
        return False

    def _may_follow(self, number: int) -> bool:
        is_first = not self.is_begun or self._last >= 100
        return is_first or (20 <= self._last <= 90 and 0 < number < 10)

    def _multiply(self, size: int) -> None:
        self._rest = (Decimal(1) if self._rest is None else self._rest) * size
        self._last = size
        if size >= 1_000:
            self._thousands, self._rest = self._thousands + self._rest, Decimal()
