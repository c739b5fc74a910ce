"""Elements of a methodology on a deal: verified, inferred or unknown, with quotes."""

from collections.abc import Iterable, Iterator

from gametape.analysis.evidence.claims import Evidence, only_asks
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.methodology import AskedFor
from gametape.analysis.insights.models import Element, ElementState
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.tracker_evidence import first_quotes
from gametape.analysis.measures.acceptances import sentence
from gametape.analysis.measures.speech import Wording
from gametape.analysis.measures.trackers import Hit, hits_of
from gametape.analysis.signals.thresholds import deciders
from gametape.queries.calls_and_emails import Side
from gametape.queries.people import Contact
from gametape.queries.signals import Fact
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.phrases import spaced_words

_QUOTES = 2  # quotes of an element
_THOUSAND = 1000  # certainty of a sentence that is heard, in place of the words of a phrase
_OPENING = 0.1  # share of a call's turns that are small talk; rounded down, so a call of under 10 turns has none


def elements(story: DealStory, ledger: Ledger) -> Iterator[Element]:
    """Yield the elements of the methodology, in its order, each with its state and evidence."""
    for asked in story.methodology.elements:
        said = _quotes_of(story, asked, Side.THEIRS, ledger)
        if said:
            yield Element(element=asked.id, state=ElementState.VERIFIED, evidence=said)
            continue
        said = _quotes_of(story, asked, Side.OURS, ledger)
        facts = tuple(_met(story)) if asked.deciders else ()
        state = ElementState.INFERRED if said or facts else ElementState.UNKNOWN
        yield Element(element=asked.id, state=state, evidence=said, facts=facts)


def _quotes_of(story: DealStory, asked: AskedFor, side: Side, ledger: Ledger) -> tuple[Evidence, ...]:
    """Return quotes that were heard, or found by the element's trackers, else by its phrases.

    The most certain come first, then the latest.
    """
    if asked.heard and side is Side.THEIRS:
        heard = _most_certain(_heard(story, asked), ledger, side)
        return tuple(quote for quote in heard if not only_asks(quote))
    tracked = (hit for tracker in asked.trackers for hit in story.found(tracker, side))
    phrases = asked.phrases if side is Side.THEIRS else asked.ours
    said = _most_certain(tracked, ledger, side) or _most_certain(_phrased(story, phrases, side), ledger, side)
    return tuple(quote for quote in said if side is Side.OURS or not only_asks(quote))


def _heard(story: DealStory, asked: AskedFor) -> Iterator[tuple[CallTalk, Hit]]:
    """Yield the customer's sentences that are heard as one of the element's kinds, the newest call first."""
    for talk in reversed(story.talks):
        for act in story.heard.get(talk.call_id, ()):
            if act.kind in asked.heard and act.side is Side.THEIRS:
                certainty = round(_THOUSAND * act.probability)
                yield talk, Hit(talk.turns[act.turn], act.start, sentence(talk, act), certainty)


def _most_certain(found: Iterable[tuple[CallTalk, Hit]], ledger: Ledger, side: Side) -> tuple[Evidence, ...]:
    """Return the most certain quotes: statements before questions, then the probable, and longer phrases."""
    candidates = [(talk, hit) for talk, hit in found if not _opens(talk, hit.said)]
    candidates.sort(key=lambda item: (item[1].sentence.endswith("?"), -item[1].words))
    return first_quotes(candidates, ledger, _QUOTES, side)


def _opens(talk: CallTalk, said: SpeakerTurn) -> bool:
    return said.number < int(_OPENING * len(talk.turns))


def _phrased(story: DealStory, phrases: tuple[str, ...], side: Side) -> Iterator[tuple[CallTalk, Hit]]:
    """Yield the sentences with one of the phrases, the newest call first; skip calls in another language."""
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
    """List the customer's contacts with a deciding title who were on a call or wrote."""
    return [person for person in story.taking_part if deciders().decides(person.title)]


def _met(story: DealStory) -> Iterator[Fact]:
    """Yield the latest call or email of each deciding contact."""
    for person in deciding_contacts(story)[:_QUOTES]:
        if fact := story.fact_at(person.last_active_at):
            yield fact
