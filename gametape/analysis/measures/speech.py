"""Speech: all that is said on a call, sentence by sentence, in the form in which it is searched and counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import compress
from typing import NamedTuple

from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerTurn
from gametape.text.languages import Language, identify
from gametape.text.words import apart, fold_lines

_END = "."  # of a sentence, among words: no word is written so


class Wording(NamedTuple):
    """A sentence as it is searched: its turn, its place there, and its text in one form."""

    said: SpeakerTurn
    place: int
    text: str


class Speech:
    """Sentences of a call.

    `texts`, `sides` and `spaced` go along with each other: each sentence in one form, whose it is, and its words alone,
    each between single spaces.
    """

    def __init__(self, turns: Iterable[SpeakerTurn]) -> None:
        self._places = [(said, place) for said in turns for place in range(len(said.turn.sentences))]
        lines = _lines([said.turn.sentences[place] for said, place in self._places])
        self.texts = lines.split("\n") if self._places else []
        self.sides = [said.voice.side for said, _ in self._places]
        self._words = apart(lines).replace("\n", f" {_END} ").split()
        self.spaced = f" {' '.join(self._words)} ".split(_END)
        self.vocabulary = set(self._words) - {_END}

    def wording(self, place: int) -> Wording:
        """The sentence at a place."""
        return Wording(*self._places[place], self.texts[place])

    def places(self, words: Collection[str]) -> dict[str, list[int]]:
        """By word the places of the sentences that have it, one for each time."""
        found: dict[str, list[int]] = {word: [] for word in words}
        wanted = {*words, _END}
        place = 0
        for word in compress(self._words, map(wanted.__contains__, self._words)):
            if word == _END:
                place += 1
            else:
                found[word].append(place)
        return found

    def counts(self) -> Counter[str]:
        """Count how often each word is said."""
        counts = Counter(self._words)
        del counts[_END]
        return counts

    def fillers(self, language: Language) -> Counter[Side]:
        """Count the fillers of each side."""
        found: Counter[Side] = Counter()
        if hesitant := language.hesitant_words & self.vocabulary:
            for place in {place for places in self.places(hesitant).values() for place in places}:
                found[self.sides[place]] += language.count_fillers(self.texts[place])
        return found


def language_of(told: str | None, speech: Speech) -> Language | None:
    """Tell the language of a call, if it is covered; `told` is the source's name of it."""
    return identify(told, speech.counts())


def _lines(sentences: Sequence[str]) -> str:
    """Fold each sentence, and put each on a line of its own."""
    text = "\n".join(sentences)
    if text.count("\n") >= len(sentences):  # some sentence has lines of its own
        text = "\n".join([sentence.replace("\n", " ") for sentence in sentences])
    return fold_lines(text)
