"""Acceptance that settles an objection: the customer's, after it, and about it.

An objection stays open until the customer accepts. Silence is no acceptance, and neither is an acceptance of something
else. An acceptance is about an objection if it is the customer's reply in the exchange about it, or if it shares words
of substance with the objection and our answer. In a turn that raises an objection, nothing is accepted.
"""

from collections.abc import Collection, Iterable, Sequence

from gametape.analysis.hearing.hear import ACCEPTANCE, OBJECTION
from gametape.queries.calls_and_emails import Side
from gametape.queries.heard import HeardAct
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Language
from gametape.text.words import words

_SHARED = 2  # words of substance that a later acceptance shares with the objection or our answer
_SUBSTANCE = 4  # letters of the shortest word of substance


def find_acceptance(
    talk: CallTalk,
    raised: Sequence[HeardAct],
    answer: Iterable[SpeakerTurn],
    replies: Collection[int],
    acts: Sequence[HeardAct],
    language: Language | None,
) -> HeardAct | None:
    """Return the first acceptance that settles an objection; None if it stays open.

    Args:
        talk: the call.
        raised: sentences that raise the objection.
        answer: our answer in the exchange about it.
        replies: numbers of the customer's turns in that exchange that follow something that we said.
        acts: all that is heard on the call, in order.
        language: language of the call.
    """
    objecting = {act.turn for act in acts if act.kind == OBJECTION}
    subject = _words([*(sentence(talk, act) for act in raised), *(said.turn.text for said in answer)], language)
    for act in acts:
        if (
            act.kind != ACCEPTANCE
            or act.side is not Side.THEIRS
            or act.turn in objecting
            or act.turn <= raised[-1].turn
        ):
            continue
        if act.turn in replies or len(subject & _words([sentence(talk, act)], language)) >= _SHARED:
            return act
    return None


def sentence(talk: CallTalk, act: HeardAct) -> str:
    """Return the sentence of an act."""
    return talk.turns[act.turn].turn.text[act.start : act.end]


def _words(texts: Iterable[str], language: Language | None) -> set[str]:
    """Return the words of substance of the texts: no small word of the language, and none of a few letters."""
    small = language.small_words if language else frozenset()
    return {word for text in texts for word in words(text) if len(word) >= _SUBSTANCE and word not in small}
