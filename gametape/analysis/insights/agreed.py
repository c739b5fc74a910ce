"""Whether the next step is agreed on already."""

from gametape.analysis.insights.story import DealStory
from gametape.analysis.measures.metrics import call_ms
from gametape.queries.signals import SignalName
from gametape.queries.talk import CallTalk
from gametape.records.phrases import contains_phrase, spaced_words

_SILENT = {SignalName.GHOSTED, SignalName.NO_ACTIVITY}
_AT_THE_END = 0.8  # of the call: from here on its end begins
_ANSWER = 2  # turns in which the other side says which day suits it
_DAYS = tuple(
    map(
        spaced_words,
        (
            *("monday", "tuesday", "wednesday", "thursday", "friday", "tomorrow", "next week", "same time"),
            *("january", "february", "march", "april", "june", "july"),  # not may, which is said of anything
            *("august", "september", "october", "november", "december"),
            *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "nächste woche", "nächster woche"),
            *("januar", "februar", "märz", "juni", "juli", "oktober", "dezember"),
        ),
    )
)


def has_next_step(story: DealStory) -> bool:
    """Whether the last call with the customer ends with a next step on a day, and nobody fell silent."""
    held = [one for one in story.calls if not one.is_internal]
    talk = story.texts.get(held[-1].id) if held else None
    return talk is not None and not fell_silent(story) and _ends_with_a_day(story, talk)


def fell_silent(story: DealStory) -> bool:
    """Whether nothing happens any more on the deal: what was agreed on has lapsed."""
    return any(one.name in _SILENT for one in story.signals)


def _ends_with_a_day(story: DealStory, talk: CallTalk) -> bool:
    end = call_ms(talk.turns) * _AT_THE_END
    late = {
        number
        for hit in story.hits.get(talk.call_id, {}).get("next_steps", ())
        if hit.said.turn.start_ms >= end
        for number in range(hit.said.number, hit.said.number + _ANSWER + 1)
    }
    return any(contains_phrase(spaced_words(said.turn.text), _DAYS) for said in talk.turns if said.number in late)
