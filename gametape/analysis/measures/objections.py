"""Objections on a call, each with the exchange that follows it, and whether it was settled there.

After an objection our side may ask questions back, and then answers; the customer reacts. Which sentences raise an
objection and which accept something is heard by the model (`measures/heard_acts.py`); `measures/acceptances.py` says
which acceptance settles which objection.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.measures.acceptances import find_acceptance, sentence
from gametape.queries.calls_and_emails import Side
from gametape.queries.heard import HeardAct
from gametape.queries.objection_names import OPEN_OBJECTION, RAISED, tracker_of
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Language

CODE = 4
"""Version of the rules; increase it when the same exchange may be judged differently."""

_ROUNDS = 3  # times that our side may ask back before its answer


@dataclass(frozen=True, slots=True)
class ObjectionThread:
    """Objection in one call, our answer, and the customer's reaction; answer and reaction may be empty.

    `raised` are the sentences that raise it, in order. `acceptance` is the customer's sentence that settles it.
    """

    raised: tuple[HeardAct, ...]
    answer: tuple[SpeakerTurn, ...]
    reaction: tuple[SpeakerTurn, ...]
    acceptance: HeardAct | None

    @property
    def kind(self) -> str | None:
        """Kind of the objection; None if it is not certain enough to be shown."""
        return next((act.detail for act in self.raised if act.detail), None)

    @property
    def mentions(self) -> tuple[int, ...]:
        """Numbers of the turns that raise the objection."""
        return tuple(dict.fromkeys(act.turn for act in self.raised))

    @property
    def turn(self) -> int:
        """Number of the turn that raises the objection first."""
        return self.raised[0].turn

    @property
    def is_open(self) -> bool:
        """True if the customer accepted nothing about it."""
        return self.acceptance is None

    @property
    def over(self) -> int:
        """Number of the last turn of the exchange."""
        return self.reaction[-1].number if self.reaction else self.raised[-1].turn


def judge_objections(talk: CallTalk, acts: Sequence[HeardAct], language: Language | None) -> list[ObjectionThread]:
    """List the customer's objections in a call with their outcome, sorted by turn.

    A kind that comes up again within the exchange about it is one objection; several sentences of a turn are one
    objection unless their kinds differ.
    """
    threads: list[ObjectionThread] = []
    for act in acts:
        if act.kind != OBJECTION or act.side is not Side.THEIRS:
            continue
        place = next((place for place, thread in enumerate(threads) if _belongs(act, thread)), None)
        if place is None:
            threads.append(_judge(talk, (act,), acts, language))
        else:
            threads[place] = _judge(talk, (*threads[place].raised, act), acts, language)
    return threads


def objection_trackers(threads: Sequence[ObjectionThread]) -> dict[str, list[int]]:
    """Return the turns that raise objections under the names of their trackers (`queries/objection_names.py`)."""
    turns: dict[str, set[int]] = {}
    for thread in threads:
        for name in (RAISED, tracker_of(thread.kind), *([OPEN_OBJECTION] if thread.is_open else [])):
            turns.setdefault(name, set()).update(thread.mentions)
    return {name: sorted(numbers) for name, numbers in turns.items()}


def outcome_sentence(talk: CallTalk, thread: ObjectionThread) -> tuple[SpeakerTurn, str] | None:
    """Return turn and text of the acceptance; of an open objection, the longest sentence of the reaction."""
    if thread.acceptance:
        return talk.turns[thread.acceptance.turn], sentence(talk, thread.acceptance)
    sentences = [(spoken, text) for spoken in thread.reaction for text in spoken.turn.sentences]
    return max(sentences, key=lambda found: len(found[1]), default=None)


def _belongs(act: HeardAct, thread: ObjectionThread) -> bool:
    if act.turn == thread.raised[-1].turn:
        return act.detail is None or thread.kind in (None, act.detail)
    return act.detail is not None and act.detail == thread.kind and act.turn <= thread.over


def _judge(
    talk: CallTalk, raised: tuple[HeardAct, ...], acts: Sequence[HeardAct], language: Language | None
) -> ObjectionThread:
    replies, answer, reaction = _exchange(talk.turns[raised[-1].turn + 1 :])
    acceptance = find_acceptance(talk, raised, answer, replies, acts, language)
    return ObjectionThread(raised, tuple(answer), tuple(reaction) if answer else (), acceptance)


def _exchange(following: Sequence[SpeakerTurn]) -> tuple[set[int], list[SpeakerTurn], list[SpeakerTurn]]:
    """Return the numbers of the customer's replies to our side, our answer, and the customer's reaction to it."""
    stretches = _stretches(following)
    replies: set[int] = set()
    ours: list[SpeakerTurn] = []
    theirs: list[SpeakerTurn] = []
    for _ in range(_ROUNDS):
        ours = next(stretches, [])
        if ours and ours[0].voice.side is not Side.OURS:
            ours = next(stretches, [])  # the stretch before was the customer's: still part of the objection
        theirs = next(stretches, [])
        replies.update(said.number for said in theirs)
        if not (ours and theirs) or not _asks(ours):
            break
    return replies, ours, theirs


def _stretches(turns: Sequence[SpeakerTurn]) -> Iterator[list[SpeakerTurn]]:
    """Yield the successive turns of one side, of all its speakers; skip speakers whose side is unknown."""
    known = (said for said in turns if said.voice.side is not Side.UNKNOWN)
    for _, stretch in groupby(known, key=lambda said: said.voice.side):
        yield list(stretch)


def _asks(stretch: Sequence[SpeakerTurn]) -> bool:
    return " ".join(said.turn.text for said in stretch).rstrip().endswith("?")
