"""Turn monologues into turns: find the unit of their times, and fill in missing times."""

from collections.abc import Sequence

from gametape.records.monologues import Monologue, MonologueSentence
from gametape.store.turns import TENTH_MS, Turn
from gametape.text.words import count_words

# Words per second that nobody reaches. The fastest on record came to 11; 2 to 3 are usual.
_IMPOSSIBLE_WORDS_PER_SECOND = 15
_MS_PER_WORD = 400  # 150 words per minute, for a sentence with an unknown end


def turns_of(monologues: Sequence[Monologue], warnings: list[str]) -> tuple[Turn, ...]:
    """Make one turn of each monologue, in the same order.

    Times are milliseconds, as Gong documents. They are read as seconds if, as milliseconds, the speech would be
    impossibly fast, and as seconds it would not.
    """
    unit = 1000 if _in_seconds(monologues) else 1
    unknown = sum(sentence.start is None or sentence.end is None for each in monologues for sentence in each.sentences)
    if unknown:
        warnings.append(
            f"{unknown} sentences have no start or end time; times are taken from the sentences next to them"
        )
    turns: list[Turn] = []
    now = 0
    for monologue, limit in zip(monologues, _limits(monologues, unit), strict=True):
        turns.append(_turn(monologue, unit, now, limit))
        now = turns[-1].end_ms
    return tuple(turns)


def _in_seconds(monologues: Sequence[Monologue]) -> bool:
    sentences = [sentence for monologue in monologues for sentence in monologue.sentences]
    times = [time for sentence in sentences for time in (sentence.start, sentence.end) if time is not None]
    words = count_words(" ".join([sentence.text for sentence in sentences]))
    length = max(times) - min(times) if times else 0
    return not can_be_said(words, length) and can_be_said(words, length * 1000)


def can_be_said(words: int, milliseconds: float) -> bool:
    """Tell whether a person can say that many words in that time."""
    return words * 1000 <= milliseconds * _IMPOSSIBLE_WORDS_PER_SECOND


def _turn(monologue: Monologue, unit: int, now: int, limit: int | None) -> Turn:
    sentences = _in_order(monologue.sentences)
    starts: list[int] = []
    pauses: list[int] = []
    end, is_given = 0, False
    for sentence in sentences:
        starts.append(now if sentence.start is None else round(sentence.start * unit))
        # If the sentence before has no end time, the length of the pause after it is unknown.
        pauses.append(round(max(starts[-1] - end, 0) / TENTH_MS) if is_given else 0)
        now = _end(sentence, unit, starts[-1], limit if sentence is sentences[-1] else None)
        end, is_given = max(end, now), sentence.end is not None
    return Turn(
        speaker_id=monologue.speaker_id,
        start_ms=starts[0],
        end_ms=max(end, starts[0]),
        sentences=tuple(sentence.text for sentence in sentences),
        marks=tuple((start - starts[0]) // TENTH_MS for start in starts[1:]),
        topic=monologue.topic,
        pauses=tuple(pauses[1:]) if any(pauses) else (),
    )


def _in_order(sentences: Sequence[MonologueSentence]) -> Sequence[MonologueSentence]:
    starts = [sentence.start for sentence in sentences]
    if None in starts:
        return sentences
    return sorted(sentences, key=lambda sentence: sentence.start or 0)


def _end(sentence: MonologueSentence, unit: int, start: int, limit: int | None) -> int:
    """Return the given end (ms), or an estimate from the number of words, but not later than `limit`.

    `limit` counts only if it lies after the start.
    """
    if sentence.end is not None:
        return max(start, round(sentence.end * unit))
    end = start + count_words(sentence.text) * _MS_PER_WORD
    return end if limit is None or limit < start else min(end, limit)


def _limits(monologues: Sequence[Monologue], unit: int) -> list[int | None]:
    """Return for each monologue the next known start of a later monologue (ms); None if there is none."""
    limits: list[int | None] = []
    nearest: int | None = None
    for monologue in reversed(monologues):
        limits.append(nearest)
        starts = (round(sentence.start * unit) for sentence in monologue.sentences if sentence.start is not None)
        nearest = next(starts, nearest)
    return limits[::-1]
