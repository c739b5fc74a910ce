"""How much is known on a deal of what a methodology asks for."""

from collections.abc import Iterator

from gametape.analysis.evidence import Evidence, Ledger
from gametape.analysis.insights.methodology import AskedFor
from gametape.analysis.insights.models import Element, ElementState
from gametape.analysis.insights.quotes import first_quotes, quote
from gametape.analysis.insights.story import Story
from gametape.analysis.thresholds import deciders
from gametape.queries.conversations import Side
from gametape.queries.people import Contact
from gametape.queries.signs import Fact
from gametape.records.phrases import says, spaced

_QUOTES = 2  # of an element


def elements(story: Story, ledger: Ledger) -> Iterator[Element]:
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


def _said(story: Story, asked: AskedFor, side: Side, ledger: Ledger) -> tuple[Evidence, ...]:
    """By tracker, else by phrase; the latest first."""
    hits = [found for tracker in asked.trackers for found in story.found(tracker, side)]
    found = first_quotes(hits, ledger, _QUOTES, side)
    phrases = asked.phrases if side is Side.THEIRS else asked.ours
    if found or not phrases:
        return found
    kept = []
    for talk in reversed(story.talks):
        if story.languages.get(talk.call_id) is None:
            continue
        sentences = (
            (said, text)
            for said in talk.turns
            if said.voice.side is side
            for text in said.turn.sentences
            if says(spaced(text), phrases)
        )
        evidence = next(filter(None, (quote(talk, said, text, ledger, side) for said, text in sentences)), None)
        kept += [evidence] if evidence else []
        if len(kept) == _QUOTES:
            break
    return tuple(kept)


def deciding_contacts(story: Story) -> list[Contact]:
    """People of the customer whose title says that they can decide, and who were on a call or wrote."""
    return [
        one
        for one in story.contacts.people
        if one.side is Side.THEIRS and (one.calls or one.emails_sent) and deciders().decides(one.title)
    ]


def _met(story: Story) -> Iterator[Fact]:
    """The latest call or mail of each of them."""
    for person in deciding_contacts(story)[:_QUOTES]:
        if fact := story.fact_at(person.last_active_at):
            yield fact
