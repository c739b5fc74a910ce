"""Features of a sentence for the hearing model, as short strings.

A sentence gives two sequences: its words, and the classes of words with similar meaning (`vocabulary.toml`). Both
sequences give single items and pairs of neighbours as features. Negation, question, tense, the speaker's side, and the
sentences before and after add more features.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from gametape.text.languages import Part, part_file

_TOKEN = re.compile(r"[a-z]+(?:[-'][a-z]+)*|[$€£%]|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|[?!.,;]")
_MARKS = frozenset(".,;!?")
_NEGATED = 5  # words that a negation reaches forward
_LONGEST_PHRASE = 4  # words in the longest phrase of vocabulary.toml


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of a language from which the features are computed."""

    contractions: dict[str, str]
    endings: tuple[tuple[str, str], ...]
    hesitation: frozenset[str]
    negation: frozenset[str]
    negation_ends: frozenset[str]
    question: frozenset[str]
    classes: dict[str, str]  # word or phrase, words joined by a space -> name of the class
    phrase_starts: frozenset[str]  # first words of phrases of several words


@cache
def vocabulary(language: str) -> Vocabulary:
    """Read the vocabulary of a language, `en` for instance.

    Raises:
        FileNotFoundError: hearing has no vocabulary of that language.
    """
    read = tomllib.loads((part_file(language, Part.HEARING) / "vocabulary.toml").read_text(encoding="utf-8"))
    classes = {phrase: name for name, phrases in read["classes"].items() for phrase in phrases}
    hesitation = frozenset([*read["hesitation"]["words"], *read["hesitation"]["phrases"]])
    return Vocabulary(
        contractions=read["contractions"],
        endings=tuple(read["endings"].items()),
        hesitation=hesitation,
        negation=frozenset(read["negation"]["words"]),
        negation_ends=frozenset(read["negation"]["ends"]),
        question=frozenset(read["question"]["words"]),
        classes=classes,
        phrase_starts=frozenset(phrase.split()[0] for phrase in (*classes, *hesitation) if " " in phrase),
    )


def features(text: str, side: str, before: str, after: str, language: str = "en") -> list[str]:
    """List the features of a sentence, without repetition.

    Args:
        text: the sentence.
        side: `theirs` (the customer), `ours` (the seller) or `unknown`.
        before: the sentence before it, of any speaker; empty at the start of the call.
        after: the sentence after it, of any speaker; empty at the end of the call.
        language: ISO 639-1 code of a language that has a vocabulary.

    >>> "too DEAR" in features("It's too steep.", "theirs", "", "")
    True
    """
    known = vocabulary(language)
    words = tokens(text, known)
    classes = _classes(words, known)
    names = dict.fromkeys(_runs([_stem(word) for word in words], ""))
    names.update(dict.fromkeys(_runs(classes, "C ")))
    names.update(dict.fromkeys(_negated(words, classes, known)))
    present = set(classes)
    asked = words[-1:] == ["?"] or (words and words[0] in known.question)
    shape = [f"side {side}"]
    if asked:
        shape += [f"asked {side}", *(f"asked {name}" for name in present if name.isupper())]
    else:
        shape += [f"{side} {name}" for name in present if name.isupper()]
    for frame in ("PAST", "OTHERS", "SAID", "IF", "SETTLED", "WORRY"):
        if frame in present:
            shape += [f"{frame} {name}" for name in present if name.isupper() and name != frame]
    shape.append(f"length {min(len(words) // 4, 8)}")
    names.update(dict.fromkeys(shape))
    names.update(dict.fromkeys(_around(before, "before", known)))
    names.update(dict.fromkeys(_around(after, "after", known)))
    return list(names)


def tokens(text: str, known: Vocabulary) -> list[str]:
    """Split a text into lower-case words and marks, contractions in full, without hesitation, numbers as `#`."""
    words: list[str] = []
    for word in _TOKEN.findall(text.lower().replace("’", "'").replace("`", "'")):
        for part in _written_out(word, known):
            if part in known.hesitation or (words and words[-1] == part and part not in _MARKS):
                continue
            words.append("#" if part[0].isdigit() else part)
    return words


def _written_out(word: str, known: Vocabulary) -> Sequence[str]:
    if "'" not in word and word not in known.contractions:
        return (word,)
    if word in known.contractions:
        return known.contractions[word].split()
    for ending, instead in known.endings:
        if word.endswith(ending):
            return (word.removesuffix(ending) + instead).split()
    return (word.removesuffix("'s").replace("'", ""),) if word.removesuffix("'s").strip("'") else ()


def _classes(words: Sequence[str], known: Vocabulary) -> list[str]:
    """Replace words and phrases that have a class by the class's name, longest phrase first; stem the other words."""
    out: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        if word in known.phrase_starts:
            for width in range(min(_LONGEST_PHRASE, len(words) - place), 1, -1):
                phrase = " ".join(words[place : place + width])
                if phrase in known.hesitation:
                    break
                if phrase in known.classes:
                    out.append(known.classes[phrase])
                    break
            else:
                width = 1
                out.append(known.classes.get(word) or _stem(word))
            place += width
            continue
        out.append(known.classes.get(word) or _stem(word))
        place += 1
    return out


def _runs(words: Sequence[str], prefix: str) -> Iterator[str]:
    """Yield the words and the pairs of neighbours, with a prefix."""
    before = ""
    for word in words:
        yield prefix + word
        if before:
            yield f"{prefix}{before} {word}"
        before = word


def _negated(words: Sequence[str], classes: Sequence[str], known: Vocabulary) -> Iterator[str]:
    """Yield `not WORD` for each word and class within the reach of a negation."""
    for sequence in (words, classes):
        left = 0
        for word in sequence:
            if word in known.negation:
                left = _NEGATED
            elif word in _MARKS or word in known.negation_ends:
                left = 0
            elif left:
                left -= 1
                yield f"not {word}"


def _around(text: str, where: str, known: Vocabulary) -> Iterator[str]:
    words = tokens(text, known)
    if not words:
        return
    yield f"{where} ?" if "?" in words else f"{where} ."
    for name in _classes(words, known)[:20]:
        if name.isupper() or name in ("yes", "no", "not"):
            yield f"{where} {name}"


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """Remove a common English ending, so that `integrating` and `integrate` have the same stem."""
    for ending, least in (("ies", 5), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4), ("e", 5), ("ly", 6)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)]
    return word
