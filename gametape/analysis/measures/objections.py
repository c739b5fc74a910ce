"""What became of an objection: the exchange that follows it, by rules.

After an objection our side asks back, as often as it likes, and then answers. How the customer takes the answer
decides: words that leave it on the table, or take it off. Who reacts with neither has let it pass:
resolved when our side had asked back before answering, open when it had not. The words are a language's own
(text/languages/<code>/objections.toml); where it has none, nobody knows what became of an objection.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pydantic import BaseModel, ConfigDict, field_validator

from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Language, Part
from gametape.text.phrases import contains_phrase, spaced_words

OPEN = "objection_open"
"""The tracker of objections that were left open in their call; turns are those in which they were raised."""

_PREFIX = "objection_"
CODE = 3
"""Goes up when the rules change, so that the same exchange may be judged differently."""

_ROUNDS = 3  # of asking back


class _Reactions(BaseModel):
    """What a language's `objections.toml` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    open: tuple[str, ...]
    resolved: tuple[str, ...]
    evaded: tuple[str, ...]

    @field_validator("open", "resolved", "evaded")
    @classmethod
    def _spaced(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(spaced_words, value))


@dataclass(frozen=True, slots=True)
class ObjectionThread:
    """An objection in one call, our answer, and how the customer took it; empty where nobody said anything.

    `mentions` are the numbers of the exchange's turns that have it, from the first one, `turn`, on. `is_open` is None
    where the call's language has no words to tell it by.
    """

    kind: str
    mentions: tuple[int, ...]
    is_open: bool | None
    answer: tuple[SpeakerTurn, ...]
    reaction: tuple[SpeakerTurn, ...]

    @property
    def turn(self) -> int:
        """In which it was raised."""
        return self.mentions[0]

    @property
    def over(self) -> int:
        """The last turn of the exchange."""
        return self.reaction[-1].number if self.reaction else self.turn


def kind_of(tracker: str) -> str | None:
    """`price` of `objection_price`; None of trackers that are of no kind of objection."""
    return tracker.removeprefix(_PREFIX) if tracker.startswith(_PREFIX) and tracker != OPEN else None


def judge_objections(
    talk: CallTalk, trackers: Mapping[str, Sequence[int]], language: Language | None
) -> list[ObjectionThread]:
    """What became of each objection of the customer in a call, by turn; `trackers` are those of the customer's side.

    What one exchange repeats of a kind is one objection; what it raises beside that ends as the exchange does.
    """
    raised = sorted((turn, kind) for name, turns in trackers.items() if (kind := kind_of(name)) for turn in turns)
    by_kind: dict[str, list[ObjectionThread]] = defaultdict(list)
    for turn, kind in raised:
        known = by_kind[kind]
        if known and turn <= known[-1].over:
            known[-1] = replace(known[-1], mentions=(*known[-1].mentions, turn))
        else:
            known.append(_within(by_kind, turn, kind) or _judge(talk, turn, kind, language))
    return sorted((one for found in by_kind.values() for one in found), key=lambda one: one.turn)


def with_open(
    talk: CallTalk, side: Side, trackers: dict[str, list[int]], language: Language | None
) -> dict[str, list[int]]:
    """The trackers of a side, and for the customer's the turns that have what was left open: the tracker `OPEN`."""
    if side is not Side.THEIRS:
        return trackers
    turns = sorted({turn for one in judge_objections(talk, trackers, language) if one.is_open for turn in one.mentions})
    return trackers | {OPEN: turns} if turns else trackers


def _within(by_kind: Mapping[str, Sequence[ObjectionThread]], turn: int, kind: str) -> ObjectionThread | None:
    """An objection that comes up while the customer explains, or takes the answer to, another one."""
    around = (one for found in by_kind.values() for one in found if one.turn < turn <= one.over)
    first = min(around, key=lambda one: one.turn, default=None)
    return first and replace(first, kind=kind, mentions=(turn,))


def telling(said: Sequence[SpeakerTurn], language: Language | None) -> tuple[SpeakerTurn, str] | None:
    """The sentence of a stretch that tells how it stands with the objection, else its longest, and whose turn it is."""
    sentences = [(one, text) for one in said for text in one.turn.sentences]
    known = _reactions(language)
    for phrases in (known.open, known.resolved) if known else ():
        for one, text in sentences:
            if contains_phrase(spaced_words(text), phrases):
                return one, text
    return max(sentences, key=lambda sentence: len(sentence[1]), default=None)


def _judge(talk: CallTalk, turn: int, kind: str, language: Language | None) -> ObjectionThread:
    asked, answer, reaction = _exchange(talk.turns[turn + 1 :])
    known = _reactions(language)
    is_open = _is_open(known, answer, reaction, asked=asked) if known else None
    return ObjectionThread(kind, (turn,), is_open, tuple(answer), tuple(reaction) if answer else ())


def _is_open(known: _Reactions, answer: Sequence[SpeakerTurn], reaction: Sequence[SpeakerTurn], *, asked: bool) -> bool:
    words = spaced_words(_text(reaction))
    if not answer or contains_phrase(words, known.open):
        return True
    if contains_phrase(words, known.resolved):
        return False
    return not asked or contains_phrase(spaced_words(_text(answer)), known.evaded)


def _exchange(following: Sequence[SpeakerTurn]) -> tuple[bool, list[SpeakerTurn], list[SpeakerTurn]]:
    """Whether we asked back and were told; our answer; how the customer took it."""
    stretches = iter(_stretches(following))
    asked = False
    for _ in range(_ROUNDS):
        ours = next(stretches, [])
        if ours and ours[0].voice.side is not Side.OURS:
            ours = next(stretches, [])  # the customer goes on
        theirs = next(stretches, [])
        if not (ours and theirs) or not _asks(ours):
            return asked, ours, theirs
        asked = True
    return asked, ours, theirs


def _stretches(turns: Sequence[SpeakerTurn]) -> Iterator[list[SpeakerTurn]]:
    """What one side says in one go, whoever of it speaks; who is on no side is left out."""
    known = (said for said in turns if said.voice.side is not Side.UNKNOWN)
    for _, stretch in groupby(known, key=lambda said: said.voice.side):
        yield list(stretch)


def _asks(stretch: Sequence[SpeakerTurn]) -> bool:
    return _text(stretch).rstrip().endswith("?")


def _text(stretch: Sequence[SpeakerTurn]) -> str:
    return " ".join(said.turn.text for said in stretch)


def _reactions(language: Language | None) -> _Reactions | None:
    return language.read(_Reactions, Part.OBJECTIONS) if language else None
