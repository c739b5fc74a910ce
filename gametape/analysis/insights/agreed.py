"""Agreement on a next step: tell whether the last call with the customer ends with a step on a day."""

from collections.abc import Sequence

from gametape.analysis.insights.story import DealStory
from gametape.analysis.measures.metrics import call_ms
from gametape.queries.signals import SignalName
from gametape.queries.talk import CallTalk
from gametape.text.date_words import DateWords
from gametape.text.languages import Part, language
from gametape.text.phrases import contains_phrase, spaced_words

_SILENT = {SignalName.GHOSTED, SignalName.NO_ACTIVITY}
_AT_THE_END = 0.8  # share of the call after which its end begins
_ANSWER = 2  # turns after the proposal in which the other side may name a day


def has_next_step(story: DealStory) -> bool | None:
    """Tell whether the last call with the customer ends with a next step on a day, and activity goes on.

    None if the language of the call has no words for days.
    """
    held = [call for call in story.calls if not call.is_internal]
    talk = story.texts.get(held[-1].id) if held else None
    if talk is None or fell_silent(story):
        return False
    known = language(story.languages.get(talk.call_id))
    dates = known and known.read(DateWords, Part.DATES)
    return _ends_with_a_day(story, talk, [spaced_words(day) for day in dates.days]) if dates else None


def fell_silent(story: DealStory) -> bool:
    """Return True if a signal says that activity has stopped; an agreed next step no longer counts then."""
    return any(signal.name in _SILENT for signal in story.signals)


def _ends_with_a_day(story: DealStory, talk: CallTalk, days: Sequence[str]) -> bool:
    end = call_ms(talk.turns) * _AT_THE_END
    late = {
        number
        for hit in story.hits.get(talk.call_id, {}).get("next_steps", ())
        if hit.said.turn.start_ms >= end
        for number in range(hit.said.number, hit.said.number + _ANSWER + 1)
    }
    return any(contains_phrase(spaced_words(said.turn.text), days) for said in talk.turns if said.number in late)
