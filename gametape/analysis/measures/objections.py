"""Outcome of an objection, open or resolved: rules over the exchange that follows it.

After an objection our side may ask questions back, and then answers. The customer's reaction to the answer decides:
some phrases say that the objection stays open, others that it is resolved. With neither, the objection is resolved when
our side asked back before it answered, and open when it did not. The phrases belong to the language
(text/languages/<code>/objections.toml); in a language without them the outcome is unknown.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pydantic import BaseModel, ConfigDict, field_validator

from gametape.queries.call_metrics import OBJECTION, OPEN_OBJECTION
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Language, Part
from gametape.text.phrases import contains_phrase, spaced_words

CODE = 3
"""Version of the rules; increase it when the same exchange may be judged differently."""

_ROUNDS = 3  # times that our side may ask back before its answer


class _Reactions(BaseModel):
    """Phrases of a language's `objections.toml`, each word between single spaces."""

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
    """Objection in one call, our answer, and the customer's reaction; answer and reaction may be empty.

    `mentions` are the numbers of the turns that contain the objection, the first of them is `turn`. `is_open` is None
    when the call's language has no phrases for reactions.
    """

    kind: str
    mentions: tuple[int, ...]
    is_open: bool | None
    answer: tuple[SpeakerTurn, ...]
    reaction: tuple[SpeakerTurn, ...]

    @property
    def turn(self) -> int:
        """Number of the turn that raises the objection."""
        return self.mentions[0]

    @property
    def over(self) -> int:
        """Number of the last turn of the exchange."""
        return self.reaction[-1].number if self.reaction else self.turn


def kind_of(tracker: str) -> str | None:
    """Return the kind of objection of a tracker: `price` for `objection_price`; None for all other trackers."""
    return tracker.removeprefix(OBJECTION) if tracker.startswith(OBJECTION) and tracker != OPEN_OBJECTION else None


def judge_objections(
    talk: CallTalk, trackers: Mapping[str, Sequence[int]], language: Language | None
) -> list[ObjectionThread]:
    """List the customer's objections in a call with their outcome, sorted by turn.

    `trackers`: the customer's turns by tracker name. Repeated mentions of a kind within one exchange are one objection;
    an objection of another kind within the exchange has the exchange's outcome.
    """
    raised = sorted((turn, kind) for name, turns in trackers.items() if (kind := kind_of(name)) for turn in turns)
    by_kind: dict[str, list[ObjectionThread]] = defaultdict(list)
    for turn, kind in raised:
        known = by_kind[kind]
        if known and turn <= known[-1].over:
            known[-1] = replace(known[-1], mentions=(*known[-1].mentions, turn))
        else:
            known.append(_within(by_kind, turn, kind) or _judge(talk, turn, kind, language))
    return sorted((thread for threads in by_kind.values() for thread in threads), key=lambda thread: thread.turn)


def with_open_objections(
    talk: CallTalk, side: Side, trackers: dict[str, list[int]], language: Language | None
) -> dict[str, list[int]]:
    """Return a side's trackers; for the customer's side, add `OPEN_OBJECTION` with the turns of open objections."""
    if side is not Side.THEIRS:
        return trackers
    threads = judge_objections(talk, trackers, language)
    turns = sorted({turn for thread in threads if thread.is_open for turn in thread.mentions})
    return trackers | {OPEN_OBJECTION: turns} if turns else trackers


def _within(by_kind: Mapping[str, Sequence[ObjectionThread]], turn: int, kind: str) -> ObjectionThread | None:
    """Return the thread of an objection raised within the exchange about another; None outside any exchange."""
    around = (thread for threads in by_kind.values() for thread in threads if thread.turn < turn <= thread.over)
    first = min(around, key=lambda thread: thread.turn, default=None)
    return first and replace(first, kind=kind, mentions=(turn,))


def outcome_sentence(said: Sequence[SpeakerTurn], language: Language | None) -> tuple[SpeakerTurn, str] | None:
    """Return turn and text of the sentence that shows the objection's outcome, else of the longest sentence."""
    sentences = [(spoken, text) for spoken in said for text in spoken.turn.sentences]
    known = _reactions(language)
    for phrases in (known.open, known.resolved) if known else ():
        for spoken, text in sentences:
            if contains_phrase(spaced_words(text), phrases):
                return spoken, text
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
    """Return whether our side asked back and got an answer; our answer; and the customer's reaction."""
    stretches = iter(_stretches(following))
    asked = False
    for _ in range(_ROUNDS):
        ours = next(stretches, [])
        if ours and ours[0].voice.side is not Side.OURS:
            ours = next(stretches, [])  # the stretch before was the customer's: still part of the objection
        theirs = next(stretches, [])
        if not (ours and theirs) or not _asks(ours):
            return asked, ours, theirs
        asked = True
    return asked, ours, theirs


def _stretches(turns: Sequence[SpeakerTurn]) -> Iterator[list[SpeakerTurn]]:
    """Yield the successive turns of one side, of all its speakers; skip speakers whose side is unknown."""
    known = (said for said in turns if said.voice.side is not Side.UNKNOWN)
    for _, stretch in groupby(known, key=lambda said: said.voice.side):
        yield list(stretch)


def _asks(stretch: Sequence[SpeakerTurn]) -> bool:
    return _text(stretch).rstrip().endswith("?")


def _text(stretch: Sequence[SpeakerTurn]) -> str:
    return " ".join(said.turn.text for said in stretch)


def _reactions(language: Language | None) -> _Reactions | None:
    return language.read(_Reactions, Part.OBJECTIONS) if language else None
