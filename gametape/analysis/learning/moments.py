"""Finds the turn of a call that shows a dimension: where to look, and the words said there, checked."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gametape.analysis.comparing.dimensions import Dimension
from gametape.analysis.evidence.claims import Evidence, NotSaid, Quote, verify
from gametape.analysis.measures.metrics import in_order
from gametape.analysis.measures.objections import judge_objections
from gametape.analysis.measures.speech import Speech, language_of
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Language

LONGEST = 280  # characters of a quote
_FEW_WORDS = 6
_MOST_SENTENCES = 3
_SUBSTANCE = 8  # words of a sentence of somebody who joined: shorter ones are greetings and thanks
_OPENING_MS = 120_000  # of a call, in which people talk of weather and cameras

Trackers = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class _Scene:
    """A call as the finders see it.

    `by_side`: the trackers' turns of each side; `rep`: the addresses of whom it is about; `much`: whether to show much
    of it.
    """

    talk: CallTalk
    by_side: Mapping[str, Trackers]
    rep: Collection[str]
    much: bool
    language: Language | None
    speech: Speech

    def is_rep(self, said: SpeakerTurn) -> bool:
        """Whether the rep speaks: what a colleague says on the same call shows nothing of the rep."""
        return said.voice.side is Side.OURS and (said.voice.email or "").lower() in self.rep

    def may_quote(self, said: SpeakerTurn) -> bool:
        """Of our side the rep alone."""
        return said.voice.side is not Side.OURS or self.is_rep(said)

    def of_rep(self) -> list[SpeakerTurn]:
        return [said for said in in_order(self.talk.turns) if self.is_rep(said)]

    def of_customer(self) -> list[SpeakerTurn]:
        return [said for said in in_order(self.talk.turns) if said.voice.side is Side.THEIRS]

    def tracked(self, name: str) -> list[SpeakerTurn]:
        """The turns of a tracker on either side."""
        numbers = {number for trackers in self.by_side.values() for number in trackers.get(name, ())}
        return [said for said in self.talk.turns if said.number in numbers]


Place = tuple[SpeakerTurn, int]  # a turn, and the sentence of it


def moment(
    one: Dimension, talk: CallTalk, trackers: Mapping[str, Trackers], *, rep: Collection[str], much: bool
) -> Evidence | None:
    """The words of the rep or the customer that show a dimension best on a call, verified; None where nothing does.

    Args:
        one: the dimension.
        talk: the call.
        trackers: by side, by tracker the numbers of its turns, as stored.
        rep: every address of the rep, in lower case: nobody else of ours is quoted.
        much: whether to show much of it, or little.
    """
    speech = Speech(talk.turns)
    scene = _Scene(talk, trackers, rep, much, language_of(talk.language, speech), speech)
    for said, place in _places(one, scene):
        if scene.may_quote(said) and (evidence := _quoted(talk, said, place)):
            return evidence
    return None


def _places(one: Dimension, scene: _Scene) -> Iterator[Place]:
    """Where to look, the best first."""
    if one.kind == "tracker" and one.name != "next_steps":
        yield from _starts(scene.tracked(one.of) if scene.much else ())
        return
    if one.name in _FINDERS:
        yield from _FINDERS[one.name](scene)


def _quoted(talk: CallTalk, said: SpeakerTurn, place: int) -> Evidence | None:
    """The sentence; with those after it where it is short, or proves nothing alone; cut where it is too long."""
    sentences = said.turn.sentences[place : place + _MOST_SENTENCES]
    texts = [" ".join(sentences[:count]) for count in range(1, len(sentences) + 1)]
    enough = next((at for at, text in enumerate(texts) if len(text.split()) >= _FEW_WORDS), 0)
    for text in texts[enough:]:
        try:
            return verify(Quote(talk.call_id, said.number, _cut(text)), talk)
        except NotSaid:
            continue
    return None


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0]


def _starts(turns: Sequence[SpeakerTurn]) -> Iterator[Place]:
    return ((said, 0) for said in turns)


def _long_enough(turns: Sequence[SpeakerTurn]) -> list[SpeakerTurn]:
    return list(filter(_says_enough, turns))


def _says_enough(said: SpeakerTurn) -> bool:
    return len(said.turn.text.split()) >= _FEW_WORDS


def _length(said: SpeakerTurn) -> int:
    return said.turn.end_ms - said.turn.start_ms


def _asking(scene: _Scene) -> Iterator[Place]:
    """An open question of the rep's that got a long answer; where there should be few, one that was closed."""
    speech, language = scene.speech, scene.language
    if language is None:
        return
    ours = (speech.wording(place) for place, side in enumerate(speech.sides) if side is Side.OURS)
    asked = [
        each
        for each in ours
        if scene.is_rep(each.said)
        and language.is_question(each.text)
        and language.is_open(each.text) is scene.much
        and _in_the_middle(scene.talk, each.said)
    ]
    after = {before.number: said for before, said in pairwise(in_order(scene.talk.turns))}

    def answered(said: SpeakerTurn) -> int:
        reply = after.get(said.number)
        return _length(reply) if reply and reply.voice.side is Side.THEIRS else 0

    ranked = sorted(asked, key=lambda each: answered(each.said), reverse=scene.much)
    yield from ((each.said, each.place) for each in ranked if len(each.text.split()) >= _FEW_WORDS)
    if not scene.much:
        yield from _monologue(scene)


def _in_the_middle(talk: CallTalk, said: SpeakerTurn) -> bool:
    """Neither greeting nor goodbye."""
    return 0.15 <= said.number / len(talk.turns) <= 0.9


def _monologue(scene: _Scene) -> Iterator[Place]:
    """The rep's longest turn."""
    return _starts(sorted(_long_enough(scene.of_rep()), key=_length, reverse=True)[:3])


def _story(scene: _Scene) -> Iterator[Place]:
    """The customer's longest turn."""
    return _starts(sorted(scene.of_customer(), key=_length, reverse=True)[:3])


def _talking(scene: _Scene) -> Iterator[Place]:
    """Who talks much shows it in the longest monologue, who listens in the customer's longest story."""
    return _monologue(scene) if scene.much else _story(scene)


def _monologue_or_short(scene: _Scene) -> Iterator[Place]:
    """The rep's longest turn; where it should be short, a middling one that the customer answers at length."""
    if scene.much:
        return _monologue(scene)
    after = [
        (before, said)
        for before, said in pairwise(in_order(scene.talk.turns))
        if scene.is_rep(before) and said.voice.side is Side.THEIRS and len(before.turn.sentences) > 1
    ]
    return _starts([before for before, _ in sorted(after, key=lambda pair: _length(pair[1]), reverse=True)[:3]])


def _waiting(scene: _Scene) -> Iterator[Place]:
    """The rep's answer after the longest silence; after the shortest where there is little patience."""
    answers = [
        (said.turn.start_ms - before.turn.end_ms, said)
        for before, said in pairwise(in_order(scene.talk.turns))
        if scene.is_rep(said) and before.voice.side is Side.THEIRS and _says_enough(said)
    ]
    return _starts([said for _, said in sorted(answers, key=lambda pair: pair[0], reverse=scene.much)[:5]])


def _pace(scene: _Scene) -> Iterator[Place]:
    """The fastest of the rep's longer turns, or the slowest."""
    turns = [said for said in scene.of_rep() if len(said.turn.text.split()) >= 20 and _length(said) > 0]
    ranked = sorted(turns, key=lambda said: len(said.turn.text.split()) / _length(said), reverse=scene.much)
    return _starts(ranked[:3])


def _filling(scene: _Scene) -> Iterator[Place]:
    """The rep's turn with most fillers; where there are few, the rep's longest without."""
    if scene.language is None:
        return iter(())
    language = scene.language
    counted = [(Speech([said]).fillers(language)[Side.OURS], said) for said in _long_enough(scene.of_rep())]
    if scene.much:
        return _starts([said for _, said in sorted(counted, key=lambda pair: pair[0], reverse=True)[:3]])
    return _starts(sorted((said for count, said in counted if not count), key=_length, reverse=True)[:3])


def _closing(scene: _Scene) -> Iterator[Place]:
    """Where the next step is agreed; where none is, how the rep ends."""
    if scene.much:
        return _starts(scene.tracked("next_steps")[::-1])
    return _starts(_long_enough(scene.of_rep())[::-1][:3])


def _joining(scene: _Scene) -> Iterator[Place]:
    """What matters to whoever of the customer speaks last of all for the first time: their longest sentence.

    Not the first: people join with a greeting, and calls open with small talk.
    """
    spoken: dict[int, list[SpeakerTurn]] = {}
    for said in scene.of_customer():
        spoken.setdefault(said.voice.number, []).append(said)
    for turns in reversed(spoken.values()):
        yield from _substance([said for said in turns if _is_past_opening(scene.talk, said)])


def _is_past_opening(talk: CallTalk, said: SpeakerTurn) -> bool:
    start = min(one.turn.start_ms for one in talk.turns)
    return said.turn.start_ms - start >= _OPENING_MS and _in_the_middle(talk, said)


def _substance(turns: Sequence[SpeakerTurn]) -> list[Place]:
    """The sentences with enough words, the longest first."""
    counted = [
        (len(sentence.split()), said, place) for said in turns for place, sentence in enumerate(said.turn.sentences)
    ]
    told = [each for each in counted if each[0] >= _SUBSTANCE]
    return [(said, place) for _, said, place in sorted(told, key=lambda each: each[0], reverse=True)]


def _objecting(scene: _Scene) -> Iterator[Place]:
    """The rep's answer to an objection that was resolved; where few are, the objection that was left open."""
    judged = judge_objections(scene.talk, scene.by_side.get(Side.THEIRS, {}), scene.language)
    for each in judged:
        if each.is_open is (not scene.much):
            yield from ((said, 0) for said in (each.answer if scene.much else (scene.talk.turns[each.turn],)))


def _pricing(scene: _Scene) -> Iterator[Place]:
    """Where money is named first."""
    return _starts(scene.tracked("pricing"))


_FINDERS: dict[str, Callable[[_Scene], Iterator[Place]]] = {
    "open_questions": _asking,
    "talk_ratio": _talking,
    "next_steps": _closing,
    "contacts": _joining,
    "objections_handled": _objecting,
    "longest_monologue": _monologue_or_short,
    "patience": _waiting,
    "pricing_at": _pricing,
    "filler": _filling,
    "speech_rate": _pace,
    "customer_story": _story,
    "interactivity": _talking,
}
