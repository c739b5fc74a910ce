"""Metrics of how a call was held: pure functions over its turns, each with its definition, unit and source.

Turns are sorted by their start, in whatever order they arrive. A speaker whose side is unknown is left out of every
number except `unknown_share`, which gives the share of talk time left out. A number is None when it cannot be measured:
nobody spoke, nobody answered, the times are impossible, or the call's language has no word lists.

"Gong" in a source is Gong's published definition of the interaction statistic of that name; "sample" is an entry of
`gametape.sample.truth.DEFINITIONS`.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from gametape.analysis.measures.speech import Speech
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerTurn
from gametape.records.timing import can_be_said
from gametape.text.languages import Language

VERSION: Final = 4
"""Version of the definitions; increase it when a definition changes, so that all calls are measured again."""

SAME_TURN_MS: Final = 3000
"""Longest pause (ms) inside a turn: a speaker who goes on within it, without another speaker between, continues."""

SIDES: Final = (Side.OURS, Side.THEIRS)

Numbers = dict[str, float | None]


def in_order(turns: Iterable[SpeakerTurn]) -> list[SpeakerTurn]:
    """Sort the turns by start, then by end, then by number."""
    return sorted(turns, key=lambda said: (said.turn.start_ms, said.turn.end_ms, said.number))


def call_ms(turns: Sequence[SpeakerTurn]) -> int:
    """Return the time from the start of the call to the end of its last turn, in milliseconds.

    Source: sample, `open_questions_per_hour`. The recording may be longer: silence after the last word is not part of
    the conversation.
    """
    return max((said.turn.end_ms for said in turns), default=0)


def talk_ms(turns: Sequence[SpeakerTurn]) -> dict[Side, int]:
    """Return, by side, the milliseconds in which at least one of its people speaks. Source: Gong, "talk time".

    Pauses between sentences do not count. When two people of one side speak at the same time, the time counts once;
    when they are of different sides, it counts once for each side.
    """
    talked = dict.fromkeys(Side, 0)
    reached = dict.fromkeys(Side, 0)
    stretches = sorted((*stretch, said.voice.side) for said in turns for stretch in said.turn.speech_intervals())
    for start, end, side in stretches:
        if end > reached[side]:
            talked[side] += end - max(start, reached[side])
            reached[side] = end
    return talked


def talk_ratio(talked: Mapping[Side, int], side: Side) -> float | None:
    """Return a side's share of all talk time, 0 to 1. Source: Gong, "talk ratio"; sample, `talk_ratio`.

    All talk time is the sum of both sides; people whose side is unknown count for neither. None unless both sides
    speak: when only one side is known, the other side's talk time is unknown.
    """
    ours, theirs = talked[Side.OURS], talked[Side.THEIRS]
    return talked[side] / (ours + theirs) if ours and theirs else None


def unknown_share(talked: Mapping[Side, int]) -> float | None:
    """Return the share of talk time by people whose side is unknown, 0 to 1; None without any talk."""
    everybody = sum(talked.values())
    return talked[Side.UNKNOWN] / everybody if everybody else None


def longest_turn_seconds(turns: Sequence[SpeakerTurn], side: Side) -> float | None:
    """Return the longest time that one person of a side speaks without another speaker between, in seconds.

    For our side this is the longest monologue, for the customer's side the longest customer story. Source: Gong,
    "longest monologue" and "longest customer story"; sample, `longest_monologue` and `longest_story`. The time runs
    from the start of the first turn to the end of the last, with pauses of up to `SAME_TURN_MS`. None when the side
    says nothing. `turns` must be in order (`in_order`).
    """
    longest = None
    speaker, began, ended = 0, 0, 0
    stretches = ((said.voice, *stretch) for said in turns for stretch in said.turn.speech_intervals(SAME_TURN_MS))
    for voice, start, end in stretches:
        if voice.number != speaker or start > ended + SAME_TURN_MS:
            speaker, began, ended = voice.number, start, end
        else:
            ended = max(ended, end)
        if voice.side is side:
            longest = max(longest or 0, ended - began)
    return None if longest is None else longest / 1000


def patience_seconds(turns: Sequence[SpeakerTurn], side: Side) -> float | None:
    """Return the mean silence before a side answers, in seconds. Source: Gong, "patience"; sample, `patience`.

    An answer is a turn directly after a turn of the other side. The silence begins at the latest end of all turns
    before: a person who keeps talking while the other side says a short word has waited 0 seconds, and so has a person
    who interrupts. None when the side never answers. `turns` must be in order.
    """
    other = Side.THEIRS if side is Side.OURS else Side.OURS
    waits = []
    reached = 0
    for before, said in pairwise(turns):
        reached = max(reached, before.turn.end_ms)
        if said.voice.side is side and before.voice.side is other:
            waits.append(max(0, said.turn.start_ms - reached))
    return sum(waits) / len(waits) / 1000 if waits else None


def changes(turns: Sequence[SpeakerTurn]) -> int:
    """Count the changes of speaker between the sides; per hour, this is `interactivity_per_hour`.

    Source: the count behind Gong's "interactivity". People whose side is unknown are skipped. `turns` must be in order.
    """
    sides = [said.voice.side for said in turns if said.voice.side is not Side.UNKNOWN]
    return sum(side is not following for side, following in pairwise(sides))


def words(texts: Sequence[str]) -> int:
    """Count the words of folded texts (words are separated by single spaces). Source: sample, `speech_rate`."""
    text = " ".join([text for text in texts if text])
    return text.count(" ") + 1 if text else 0


def questions(texts: Sequence[str], language: Language) -> list[str]:
    """List the sentences that end with a question mark. Source: Gong, "questions"; sample, `questions_ours`."""
    return [text for text in texts if language.is_question(text)]


def open_questions(texts: Sequence[str], language: Language) -> list[str]:
    """List the questions that begin, after any fillers, with how, what, why or an invitation to tell.

    Source: sample, `open_questions`. The language's file lists the words.
    """
    return [text for text in questions(texts, language) if language.is_open(text)]


def are_possible(turns: Sequence[SpeakerTurn]) -> bool:
    """Return True if people can say this many words in the given times; some sources write wrong times."""
    words_said = sum(words(said.turn.sentences) for said in turns)
    return can_be_said(words_said, sum(said.turn.spoken_ms for said in turns))


def time_metrics(turns: Sequence[SpeakerTurn]) -> dict[Side, Numbers]:
    """Return, by side, the metrics of times; all None when the times are impossible. `turns` must be in order."""
    if not are_possible(turns):
        return {side: dict.fromkeys(_OF_TIMES) for side in SIDES}
    talked, length = talk_ms(turns), call_ms(turns)
    of_the_call: Numbers = {
        "call_seconds": length / 1000,
        "unknown_share": unknown_share(talked),
        "interactivity_per_hour": _per_hour(changes(turns), length),
    }
    return {
        side: {
            **of_the_call,
            "talk_seconds": talked[side] / 1000,
            "talk_ratio": talk_ratio(talked, side),
            "longest_turn_seconds": longest_turn_seconds(turns, side),
            "patience_seconds": patience_seconds(turns, side),
        }
        for side in SIDES
    }


_OF_TIMES: Final = (
    "call_seconds",
    "unknown_share",
    "interactivity_per_hour",
    "talk_seconds",
    "talk_ratio",
    "longest_turn_seconds",
    "patience_seconds",
)


def word_metrics(speech: Speech, language: Language | None, of: Mapping[Side, Numbers]) -> dict[Side, Numbers]:
    """Return, by side, the metrics that need words; all None in a language that is not covered.

    `of` is the result of `time_metrics` for the same call. `words_per_minute`: the side's words over its talk time
    (sample, `speech_rate`). `fillers_per_100_words`: the side's fillers (um, uh, and "you know" between commas; sample,
    `filler_per_100_words`) over its words. Metrics `per_hour` are over the length of the call.
    """
    if language is None:
        return {side: dict.fromkeys(_OF_WORDS) for side in SIDES}
    fillers = speech.fillers(language)
    return {side: _wordings(speech, language, side, of[side], fillers[side]) for side in SIDES}


def _wordings(speech: Speech, language: Language, side: Side, of: Numbers, fillers: int) -> Numbers:
    own = [text for text, whose in zip(speech.texts, speech.sides, strict=True) if whose is side]
    said, asked = words(own), questions(own, language)
    openly = open_questions(asked, language)
    talked, length = of["talk_seconds"] or 0, (of["call_seconds"] or 0) * 1000
    values = (
        said,
        said / (talked / 60) if talked else None,
        len(asked),
        _per_hour(len(asked), length),
        len(openly),
        _per_hour(len(openly), length),
        100 * fillers / said if said else None,
    )
    return dict(zip(_OF_WORDS, values, strict=True))


_OF_WORDS: Final = (
    "words",
    "words_per_minute",
    "questions",
    "questions_per_hour",
    "open_questions",
    "open_questions_per_hour",
    "fillers_per_100_words",
)


def _per_hour(count: int, milliseconds: float) -> float | None:
    return count / (milliseconds / 3_600_000) if milliseconds else None
