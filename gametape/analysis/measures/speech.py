"""Speech: the sentences of a call, folded for searching and counting."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import compress
from typing import NamedTuple

from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerTurn
from gametape.text.languages import Language, identify
from gametape.text.words import apart, fold_lines

_END = "."  # mark between sentences in a list of words; no word has this spelling


class Wording(NamedTuple):
    """Sentence as it is searched: its turn, its index in the turn, and its folded text."""

    said: SpeakerTurn
    place: int
    text: str


class Speech:
    """Sentences of a call.

    `texts`, `sides` and `spaced` have one entry per sentence, in the same order: its folded text, the speaker's side,
    and its words without punctuation, each between single spaces.
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
        """Return the sentence at an index."""
        return Wording(*self._places[place], self.texts[place])

    def places(self, words: Collection[str]) -> dict[str, list[int]]:
        """Return, by word, the indexes of the sentences that contain the word; an index repeats as the word does."""
        by_word: dict[str, list[int]] = {word: [] for word in words}
        wanted = {*words, _END}
        place = 0
        for word in compress(self._words, map(wanted.__contains__, self._words)):
            if word == _END:
                place += 1
            else:
                by_word[word].append(place)
        return by_word

    def counts(self) -> Counter[str]:
        """Count how often each word is said."""
        counts = Counter(self._words)
        del counts[_END]
        return counts

    def fillers(self, language: Language) -> Counter[Side]:
        """Count the fillers of each side."""
        counts: Counter[Side] = Counter()
        if hesitant := language.hesitant_words & self.vocabulary:
            for place in {place for places in self.places(hesitant).values() for place in places}:
                counts[self.sides[place]] += language.count_fillers(self.texts[place])
        return counts


def language_of(told: str | None, speech: Speech) -> Language | None:
    """Return the language of a call, None if it is not covered; `told` is the language's name at the source."""
    return identify(told, speech.counts())


def _lines(sentences: Sequence[str]) -> str:
    """Fold the sentences and join them, a line each."""
    text = "\n".join(sentences)
    if text.count("\n") >= len(sentences):  # a sentence contains line breaks
        text = "\n".join([sentence.replace("\n", " ") for sentence in sentences])
    return fold_lines(text)
