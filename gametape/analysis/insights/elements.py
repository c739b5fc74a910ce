"""How much is known on a deal of what a methodology asks for."""

from collections.abc import Iterable, Iterator

from gametape.analysis.evidence.claims import Evidence, Ledger
from gametape.analysis.insights.methodology import AskedFor
from gametape.analysis.insights.models import Element, ElementState
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.tracker_evidence import first_quotes
from gametape.analysis.measures.speech import Wording
from gametape.analysis.measures.trackers import Hit, hits_of
from gametape.analysis.signals.thresholds import deciders
from gametape.queries.calls_and_emails import Side
from gametape.queries.people import Contact
from gametape.queries.signals import Fact
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.phrases import spaced_words

_QUOTES = 2  # of an element
_OPENING = 0.1  # of a call's turns: the weather and the way to work. A call of a handful of turns has none.


def elements(story: DealStory, ledger: Ledger) -> Iterator[Element]:
    """One per element of the methodology, in its order."""
    for asked in story.methodology.elements:
        said = _said(story, asked, Side.THEIRS, ledger)
        if said:
            yield Element(element=asked.id, state=ElementState.VERIFIED, evidence=said)
            continue
        said = _said(story, asked, Side.OURS, ledger)
        facts = tuple(_met(story)) if asked.deciders else ()
        state = ElementState.INFERRED if said or facts else ElementState.UNKNOWN
        yield Element(element=asked.id, state=state, evidence=said, facts=facts)


def _said(story: DealStory, asked: AskedFor, side: Side, ledger: Ledger) -> tuple[Evidence, ...]:
    """By tracker, else by phrase; the surest first, and of equal ones the latest."""
    tracked = (hit for tracker in asked.trackers for hit in story.found(tracker, side))
    phrases = asked.phrases if side is Side.THEIRS else asked.ours
    return _surest(tracked, ledger, side) or _surest(_phrased(story, phrases, side), ledger, side)


def _surest(found: Iterable[tuple[CallTalk, Hit]], ledger: Ledger, side: Side) -> tuple[Evidence, ...]:
    """Who asks tells less than who says so; and a single word is said of anything, where more of them mean it."""
    told = [(talk, hit) for talk, hit in found if not _opens(talk, hit.said)]
    told.sort(key=lambda one: (one[1].sentence.endswith("?"), -one[1].words))
    return first_quotes(told, ledger, _QUOTES, side)


def _opens(talk: CallTalk, said: SpeakerTurn) -> bool:
    return said.number < int(_OPENING * len(talk.turns))


def _phrased(story: DealStory, phrases: tuple[str, ...], side: Side) -> Iterator[tuple[CallTalk, Hit]]:
    """What has one of the phrases, the newest call first; only calls in the language of the phrases."""
    if not phrases:
        return
    for talk in reversed(story.talks):
        if story.languages.get(talk.call_id) != story.methodology.language:
            continue
        for said in talk.turns:
            if said.voice.side is side:
                yield from ((talk, hit) for hit in _hits(said, phrases))


def _hits(said: SpeakerTurn, phrases: tuple[str, ...]) -> Iterator[Hit]:
    for place, text in enumerate(said.turn.sentences):
        words = spaced_words(text)
        if lengths := [phrase.count(" ") - 1 for phrase in phrases if phrase in words]:
            (hit,) = hits_of([Wording(said, place, text)])
            yield hit._replace(words=max(lengths))


def deciding_contacts(story: DealStory) -> list[Contact]:
    """People of the customer whose title says that they can decide, and who were on a call or wrote."""
    return [one for one in story.taking_part if deciders().decides(one.title)]


def _met(story: DealStory) -> Iterator[Fact]:
    """The latest call or mail of each of them."""
    for person in deciding_contacts(story)[:_QUOTES]:
        if fact := story.fact_at(person.last_active_at):
            yield fact
