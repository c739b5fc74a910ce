"""Search for the turn of a call that shows a dimension: candidate turns, the best first, and a verified quote."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gametape.analysis.comparing.dimensions import Dimension
from gametape.analysis.evidence.claims import Evidence, NotSaid, Quote, verify
from gametape.analysis.measures.metrics import in_order
from gametape.analysis.measures.objections import judge_objections
from gametape.analysis.measures.speech import Speech, language_of
from gametape.queries.calls_and_emails import Side
from gametape.queries.heard import HeardAct
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Language
from gametape.text.words import count_words

_FEW_WORDS = 6
_MOST_SENTENCES = 3
_SUBSTANCE = 8  # fewest words of a quoted sentence of a new contact: shorter sentences are greetings and thanks
_OPENING_MS = 120_000  # first part of a call, with small talk

Trackers = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class _Scene:
    """Call in which the finders search.

    `by_side`: by side and tracker, the numbers of the turns with a hit; `heard`: the customer's acts; `rep`: addresses
    of the rep, in lower case; `much`: whether to show a high value of the dimension, or a low value.
    """

    talk: CallTalk
    by_side: Mapping[str, Trackers]
    heard: Sequence[HeardAct]
    rep: Collection[str]
    much: bool
    language: Language | None
    speech: Speech

    def is_rep(self, turn: SpeakerTurn) -> bool:
        """Tell whether the rep speaks the turn; a colleague's turn shows nothing about the rep."""
        return turn.voice.side is Side.OURS and (turn.voice.email or "").lower() in self.rep

    def may_quote(self, turn: SpeakerTurn) -> bool:
        """Tell whether the turn may be quoted: any turn of the customer, of our side only the rep's."""
        return turn.voice.side is not Side.OURS or self.is_rep(turn)

    def of_rep(self) -> list[SpeakerTurn]:
        return [turn for turn in in_order(self.talk.turns) if self.is_rep(turn)]

    def of_customer(self) -> list[SpeakerTurn]:
        return [turn for turn in in_order(self.talk.turns) if turn.voice.side is Side.THEIRS]

    def tracked(self, name: str) -> list[SpeakerTurn]:
        """List the turns of both sides in which a tracker has a hit."""
        numbers = {number for trackers in self.by_side.values() for number in trackers.get(name, ())}
        return [turn for turn in self.talk.turns if turn.number in numbers]


Place = tuple[SpeakerTurn, int]  # turn, and index of the sentence in the turn


def moment(
    dimension: Dimension,
    talk: CallTalk,
    trackers: Mapping[str, Trackers],
    heard: Sequence[HeardAct] = (),
    *,
    rep: Collection[str],
    much: bool,
) -> Evidence | None:
    """Find the quote of the rep or the customer that shows a dimension best on a call, verified; None without one.

    Args:
        dimension: dimension to show.
        talk: turns of the call.
        trackers: by side and tracker, the numbers of the turns with a hit, as stored.
        heard: what the customer's sentences do, as stored.
        rep: every address of the rep, in lower case; nobody else of our side is quoted.
        much: show a high value of the dimension (True) or a low value (False).
    """
    speech = Speech(talk.turns)
    scene = _Scene(talk, trackers, heard, rep, much, language_of(talk.language, speech), speech)
    for turn, place in _places(dimension, scene):
        if scene.may_quote(turn) and (evidence := _quoted(talk, turn, place)):
            return evidence
    return None


def _places(dimension: Dimension, scene: _Scene) -> Iterator[Place]:
    """Yield candidate sentences, the best first."""
    if dimension.scope == "tracker" and dimension.name != "next_steps":
        yield from _starts(scene.tracked(dimension.metric) if scene.much else ())
        return
    if dimension.name in _FINDERS:
        yield from _FINDERS[dimension.name](scene)


def _quoted(talk: CallTalk, turn: SpeakerTurn, place: int) -> Evidence | None:
    """Quote the sentence, with the next sentences if it is short or cannot be verified alone."""
    sentences = turn.turn.sentences[place : place + _MOST_SENTENCES]
    texts = [" ".join(sentences[:count]) for count in range(1, len(sentences) + 1)]
    enough = next((at for at, text in enumerate(texts) if count_words(text) >= _FEW_WORDS), 0)
    for text in texts[enough:]:
        try:
            return verify(Quote(talk.call_id, turn.number, text), talk)
        except NotSaid:
            continue
    return None


def _starts(turns: Sequence[SpeakerTurn]) -> Iterator[Place]:
    return ((turn, 0) for turn in turns)


def _long_enough(turns: Sequence[SpeakerTurn]) -> list[SpeakerTurn]:
    return list(filter(_says_enough, turns))


def _says_enough(turn: SpeakerTurn) -> bool:
    return count_words(turn.turn.text) >= _FEW_WORDS


def _length(turn: SpeakerTurn) -> int:
    return turn.turn.end_ms - turn.turn.start_ms


def _asking(scene: _Scene) -> Iterator[Place]:
    """Yield the rep's open questions with the longest answers; for a low value, closed questions and monologues."""
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
    after = {before.number: turn for before, turn in pairwise(in_order(scene.talk.turns))}

    def answered(turn: SpeakerTurn) -> int:
        reply = after.get(turn.number)
        return _length(reply) if reply and reply.voice.side is Side.THEIRS else 0

    ranked = sorted(asked, key=lambda each: answered(each.said), reverse=scene.much)
    yield from ((each.said, each.place) for each in ranked if count_words(each.text) >= _FEW_WORDS)
    if not scene.much:
        yield from _monologue(scene)


def _in_the_middle(talk: CallTalk, turn: SpeakerTurn) -> bool:
    """Tell whether the turn is neither greeting nor goodbye."""
    return 0.15 <= turn.number / len(talk.turns) <= 0.9


def _monologue(scene: _Scene) -> Iterator[Place]:
    """Yield the starts of the rep's longest turns."""
    return _starts(sorted(_long_enough(scene.of_rep()), key=_length, reverse=True)[:3])


def _story(scene: _Scene) -> Iterator[Place]:
    """Yield the starts of the customer's longest turns."""
    return _starts(sorted(scene.of_customer(), key=_length, reverse=True)[:3])


def _talking(scene: _Scene) -> Iterator[Place]:
    """Yield the rep's longest turns for much talking, the customer's longest turns for much listening."""
    return _monologue(scene) if scene.much else _story(scene)


def _monologue_or_short(scene: _Scene) -> Iterator[Place]:
    """Yield the rep's longest turns; for a low value, turns of several sentences with the longest answers."""
    if scene.much:
        return _monologue(scene)
    after = [
        (before, turn)
        for before, turn in pairwise(in_order(scene.talk.turns))
        if scene.is_rep(before) and turn.voice.side is Side.THEIRS and len(before.turn.sentences) > 1
    ]
    return _starts([before for before, _ in sorted(after, key=lambda pair: _length(pair[1]), reverse=True)[:3]])


def _waiting(scene: _Scene) -> Iterator[Place]:
    """Yield the rep's answers after the longest silences; for a low value, after the shortest."""
    answers = [
        (turn.turn.start_ms - before.turn.end_ms, turn)
        for before, turn in pairwise(in_order(scene.talk.turns))
        if scene.is_rep(turn) and before.voice.side is Side.THEIRS and _says_enough(turn)
    ]
    return _starts([turn for _, turn in sorted(answers, key=lambda pair: pair[0], reverse=scene.much)[:5]])


def _pace(scene: _Scene) -> Iterator[Place]:
    """Yield the fastest of the rep's longer turns; for a low value, the slowest."""
    turns = [turn for turn in scene.of_rep() if count_words(turn.turn.text) >= 20 and _length(turn) > 0]
    ranked = sorted(turns, key=lambda turn: count_words(turn.turn.text) / _length(turn), reverse=scene.much)
    return _starts(ranked[:3])


def _filling(scene: _Scene) -> Iterator[Place]:
    """Yield the rep's turns with most fillers; for a low value, the longest turns without fillers."""
    if scene.language is None:
        return iter(())
    language = scene.language
    counted = [(Speech([turn]).fillers(language)[Side.OURS], turn) for turn in _long_enough(scene.of_rep())]
    if scene.much:
        return _starts([turn for _, turn in sorted(counted, key=lambda pair: pair[0], reverse=True)[:3]])
    return _starts(sorted((turn for count, turn in counted if not count), key=_length, reverse=True)[:3])


def _closing(scene: _Scene) -> Iterator[Place]:
    """Yield the turns in which the next step is agreed; for a low value, the rep's last turns."""
    if scene.much:
        return _starts(scene.tracked("next_steps")[::-1])
    return _starts(_long_enough(scene.of_rep())[::-1][:3])


def _joining(scene: _Scene) -> Iterator[Place]:
    """Yield the longest sentences of the customer's people, from the person who was the last to begin to speak.

    First sentences are left out: people join with a greeting, and calls open with small talk.
    """
    by_voice: dict[int, list[SpeakerTurn]] = {}
    for turn in scene.of_customer():
        by_voice.setdefault(turn.voice.number, []).append(turn)
    for turns in reversed(by_voice.values()):
        yield from _substance([turn for turn in turns if _is_past_opening(scene.talk, turn)])


def _is_past_opening(talk: CallTalk, turn: SpeakerTurn) -> bool:
    start = min(each.turn.start_ms for each in talk.turns)
    return turn.turn.start_ms - start >= _OPENING_MS and _in_the_middle(talk, turn)


def _substance(turns: Sequence[SpeakerTurn]) -> list[Place]:
    """List the sentences with enough words, the longest first."""
    counted = [
        (count_words(sentence), turn, place) for turn in turns for place, sentence in enumerate(turn.turn.sentences)
    ]
    long_enough = [each for each in counted if each[0] >= _SUBSTANCE]
    return [(turn, place) for _, turn, place in sorted(long_enough, key=lambda each: each[0], reverse=True)]


def _objecting(scene: _Scene) -> Iterator[Place]:
    """Yield the answers to resolved objections; for a low value, the objections that were left open."""
    for thread in judge_objections(scene.talk, scene.heard, scene.language):
        if thread.is_open is (not scene.much):
            yield from ((turn, 0) for turn in (thread.answer if scene.much else (scene.talk.turns[thread.turn],)))


def _pricing(scene: _Scene) -> Iterator[Place]:
    """Yield the turns in which money is named, the first turn first."""
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
