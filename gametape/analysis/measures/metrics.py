"""What is measured of how a call was held: pure functions over its turns, each by its definition, unit and source.

Turns are taken in the order in which they begin, whatever order they come in. Somebody whose side is not known is left
out of every number but `unknown_share`, which says how much that was. A number is None where there is nothing to
measure: nobody spoke, nobody answered, the times cannot be true, or the call is in a language without word lists.

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

VERSION: Final = 3
"""Raised whenever a definition changes, so that all calls are measured again."""

SAME_TURN_MS: Final = 3000
"""A speaker who goes on within this time, with nobody else in between, has not stopped."""

SIDES: Final = (Side.OURS, Side.THEIRS)

Numbers = dict[str, float | None]


def in_order(turns: Iterable[SpeakerTurn]) -> list[SpeakerTurn]:
    """The turns as they begin; of those that begin together, the one that ends first."""
    return sorted(turns, key=lambda said: (said.turn.start_ms, said.turn.end_ms, said.number))


def call_ms(turns: Sequence[SpeakerTurn]) -> int:
    """From the start of the call to the end of its last turn, in milliseconds.

    Source: sample, `open_questions_per_hour`. Not the recording's length: silence after the last word is no
    part of the conversation.
    """
    return max((said.turn.end_ms for said in turns), default=0)


def talk_ms(turns: Sequence[SpeakerTurn]) -> dict[Side, int]:
    """By side the milliseconds in which at least one of its people speaks. Source: Gong, "talk time".

    Pauses between sentences are no talk. Two of one side who speak at once are counted once; two of different sides,
    once for each.
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
    """A side's share of all talk time, 0 to 1. Source: Gong, "talk ratio"; sample, `talk_ratio`.

    All talk time is that of both sides: people whose side is not known count on neither. None unless both sides speak:
    where only one is known, nobody can tell how much the other one spoke.
    """
    ours, theirs = talked[Side.OURS], talked[Side.THEIRS]
    return talked[side] / (ours + theirs) if ours and theirs else None


def unknown_share(talked: Mapping[Side, int]) -> float | None:
    """Talk time of people whose side is not known, as a share of everybody's, 0 to 1: what other numbers leave out."""
    everybody = sum(talked.values())
    return talked[Side.UNKNOWN] / everybody if everybody else None


def longest_turn_seconds(turns: Sequence[SpeakerTurn], side: Side) -> float | None:
    """The longest that one person of a side speaks with nobody else in between, in seconds.

    Of ours the longest monologue, of theirs the longest customer story. Source: Gong, "longest monologue" and "longest
    customer story"; sample, `longest_monologue` and `longest_story`. From the beginning of the first turn to the end of
    the last, pauses of up to `SAME_TURN_MS` included. None when the side says nothing. Turns in order.
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
    """Mean silence before a side answers the other, in seconds. Source: Gong, "patience"; sample, `patience`.

    An answer is a turn right after one of the other side. The silence reaches from the end of all that was said before:
    whoever speaks on under a short word of the other side was not patient, and who cuts in waited 0. None
    when the side never answers. Turns in order.
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
    """Changes between the sides; per hour, this is `interactivity_per_hour`. Source: Gong, "interactivity", its grade.

    People whose side is not known are passed over. Turns in order.
    """
    sides = [said.voice.side for said in turns if said.voice.side is not Side.UNKNOWN]
    return sum(one is not other for one, other in pairwise(sides))


def words(texts: Sequence[str]) -> int:
    """What stands between spaces. Source: sample, `speech_rate`."""
    text = " ".join([text for text in texts if text])
    return text.count(" ") + 1 if text else 0


def questions(texts: Sequence[str], language: Language) -> list[str]:
    """Sentences that end with a question mark. Source: Gong, "questions"; sample, `questions_ours`."""
    return [text for text in texts if language.is_question(text)]


def open_questions(texts: Sequence[str], language: Language) -> list[str]:
    """Questions that begin with how, what, why or an invitation to tell, fillers aside.

    Source: sample, `open_questions`. Which words these are is in the language's file.
    """
    return [text for text in questions(texts, language) if language.is_open(text)]


def are_possible(turns: Sequence[SpeakerTurn]) -> bool:
    """Whether people can say these words in these times; a source may write times that are none."""
    words_said = sum(words(said.turn.sentences) for said in turns)
    return can_be_said(words_said, sum(said.turn.spoken_ms for said in turns))


def times(turns: Sequence[SpeakerTurn]) -> dict[Side, Numbers]:
    """By side what needs no words; all None where the times are not possible. Turns in order."""
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


def wordings(speech: Speech, language: Language | None, of: Mapping[Side, Numbers]) -> dict[Side, Numbers]:
    """By side what rests on words, where `of` are the call's `times`; all None in a language that is not covered.

    `words_per_minute` are the side's words over its talk time (sample, `speech_rate`), `fillers_per_100_words` its
    fillers (um, uh, and "you know" between commas; sample, `filler_per_100_words`) over its words; what is `per_hour`
    is over the length of the call.
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
