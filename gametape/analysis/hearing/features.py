"""Features of a sentence for the hearing model, as short strings.

A sentence gives two sequences: its words, and the classes of words with similar meaning (`vocabulary.toml`). Both
sequences give single items and pairs of neighbours as features. Negation, question, tense, the speaker's side, the
beginning and the end add more features, and so do the classes around a name, the classes of what was said before and
after, and the first words of the reply: a seller who answers "No, that's fair" has heard an objection.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gametape.analysis.hearing.vocabulary import MARKS, SentenceWords, Vocabulary, stem, vocabulary

_NEGATED = 5  # words that a negation reaches forward
_AROUND = 24  # classes of the text before and after, those next to the sentence
_REPLY = 10  # words of the reply
_NAME = "xname"  # stands in place of a name
_names = re.compile(r"(?<=[\w,;] )[A-Z]\w+(?:[ -][A-Z]\w+)*")  # capital letters within a sentence
_FRAMES = ("PAST", "OTHERS", "SAID", "IF", "SETTLED", "WORRY")


def features(text: str, side: str, before: str, after: str, language: str = "en") -> list[str]:
    """List the features of a sentence and of what stands around it, without repetition.

    Args:
        text: the sentence.
        side: `theirs` (the customer), `ours` (the seller) or `unknown`.
        before: the end of the turn before; empty at the start of the call.
        after: the beginning of the turn after; empty at the end of the call.
        language: ISO 639-1 code of a language that has a vocabulary.

    >>> "too DEAR" in features("It's too steep.", "theirs", "", "")
    True
    """
    return [*own_features(text, side, language), *around_features(before, after, language)]


def own_features(text: str, side: str, language: str) -> list[str]:
    """List the features of the sentence alone, without repetition."""
    known = vocabulary(language)
    words, classes = known.read(text)
    present = known.class_names.intersection(classes)
    names = dict.fromkeys(_runs(list(map(stem, words)), ""))
    names.update(dict.fromkeys(_runs(classes, "C ")))
    if not known.negation.isdisjoint(words):
        names.update(dict.fromkeys([*_negated(words, known), *_negated(classes, known)]))
    asked = words[-1:] == ["?"] or (words and words[0] in known.question)
    shape = [f"side {side}", f"length {min(len(words) // 4, 8)}"]
    if asked:
        shape.append(f"asked {side}")
    frame = "asked" if asked else side
    shape += [f"{frame} {name}" for name in present]
    for frame in _FRAMES:
        if frame in present:
            shape += [f"{frame} {name}" for name in present if name != frame]
    if classes:
        shape += [f"^ {classes[0]}", f"^ {' '.join(classes[:2])}", f"$ {' '.join(classes[-3:])}"]
    shape += _around_names(text, known)
    names.update(dict.fromkeys(shape))
    return list(names)


def around_features(before: str, after: str, language: str) -> list[str]:
    """List the features of the texts before and after a sentence, without repetition."""
    known = vocabulary(language)
    return features_of_neighbours(known.read(before), known.read(after), known)


def features_of_neighbours(before: SentenceWords, after: SentenceWords, known: Vocabulary) -> list[str]:
    """List the features of the texts before and after a sentence whose words were read, without repetition."""
    return [*_around(before, "before", known), *_around(after, "after", known), *_reply(after)]


def topic_words(text: str, language: str) -> list[str]:
    """List the words of a text and their classes, without repetition and without marks: what the text is about."""
    known = vocabulary(language)
    words, classes = known.read(text)
    named = (f"C {name}" for name in known.class_names.intersection(classes))
    return list(dict.fromkeys([*(stem(word) for word in words if word not in MARKS), *named]))


def _runs(words: Sequence[str], prefix: str) -> list[str]:
    """Return the words and the pairs of neighbours, with a prefix."""
    pairs = [f"{prefix}{first} {second}" for first, second in pairwise(words)]
    return [prefix + word for word in words] + pairs if prefix else [*words, *pairs]


def _negated(words: Sequence[str], known: Vocabulary) -> Iterator[str]:
    """Yield `not WORD` for each word or class within the reach of a negation."""
    left = 0
    for word in words:
        if word in known.negation:
            left = _NEGATED
        elif word in known.negation_ends:
            left = 0
        elif left:
            left -= 1
            yield f"not {word}"


def _around(text: SentenceWords, where: str, known: Vocabulary) -> list[str]:
    words, classes = text
    if not words:
        return [f"{where}: none"]
    near = classes[-_AROUND:] if where == "before" else classes[:_AROUND]
    told = [name for name in near if name in known.class_names or name in ("yes", "no", "not")]
    return list(dict.fromkeys(f"{where}: {name}" for name in ("?" if "?" in words else ".", *told)))


def _reply(after: SentenceWords) -> list[str]:
    """List the words and pairs of words with which a reply begins."""
    words = list(map(stem, after.words[:_REPLY]))
    openings = [f"reply: ^ {' '.join(words[:count])}" for count in (1, 2, 3) if len(words) >= count]
    return list(dict.fromkeys([*_runs(words, "reply: "), *openings]))


def _around_names(text: str, known: Vocabulary) -> list[str]:
    """List the classes next to each name, and those in a sentence with a name."""
    marked = _names.sub(lambda match: match[0] if known.is_common(match[0]) else _NAME, text)
    if _NAME not in marked:
        return []
    classes = ["", "", *known.classes(known.words(marked)), "", ""]
    names = ["NAME", *(f"NAME & {name}" for name in known.class_names.intersection(classes))]
    for place in (place for place, name in enumerate(classes) if name == _NAME):
        first, second, _, third, fourth = classes[place - 2 : place + 3]
        names += [f"{second} NAME", f"{first} {second} NAME", f"NAME {third}", f"NAME {third} {fourth}"]
    return list(dict.fromkeys(names))
