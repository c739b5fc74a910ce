"""Metrics of each of our speakers on a call: a rep's numbers are the rep's own, not those of our whole side."""

from collections.abc import Sequence
from dataclasses import replace

from gametape.analysis.measures.metrics import (
    Numbers,
    are_possible,
    call_ms,
    longest_turn_seconds,
    open_questions,
    patience_seconds,
    talk_ms,
    words,
)
from gametape.analysis.measures.speech import Speech
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerTurn
from gametape.text.languages import Language


def speaker_metrics(turns: Sequence[SpeakerTurn], speech: Speech, language: Language | None) -> dict[str, Numbers]:
    """Return, by speaker id, the metrics of each of our people who speaks.

    Definitions are those of a side (metrics.py), with our other people as people of unknown side; but `talk_ratio` is
    the speaker's share of the talk time of both sides. A speaker id that several people share is left out: nobody knows
    who of them spoke. `turns` must be in order.
    """
    ours = {said.turn.speaker_id: said.voice for said in turns if said.voice.side is Side.OURS and said.voice.email}
    timed = are_possible(turns)
    talked = talk_ms(turns)
    metrics: dict[str, Numbers] = {}
    for speaker_id, voice in ours.items():
        if speaker_id is None:
            continue
        about = with_colleagues_unknown(turns, frozenset((voice.number,)))
        places = [place for place in range(len(speech.texts)) if speech.wording(place).said.voice == voice]
        hours = call_ms(turns) / 3_600_000 if timed else 0
        metrics[speaker_id] = (_times(about, talked) if timed else {}) | _words(speech, places, hours, language)
    return metrics


def with_colleagues_unknown(turns: Sequence[SpeakerTurn], numbers: frozenset[int]) -> list[SpeakerTurn]:
    """Return the turns, with the side of our people whose voices are not among `numbers` set to unknown."""
    return [
        replace(said, voice=replace(said.voice, side=Side.UNKNOWN))
        if said.voice.side is Side.OURS and said.voice.number not in numbers
        else said
        for said in turns
    ]


def share_of_call(own_ms: int, talked: dict[Side, int]) -> float | None:
    """Return a speaker's share of the talk time of both sides, 0 to 1; None unless both sides speak."""
    ours, theirs = talked[Side.OURS], talked[Side.THEIRS]
    return own_ms / (ours + theirs) if ours and theirs else None


def _times(about: Sequence[SpeakerTurn], talked: dict[Side, int]) -> Numbers:
    return {
        "talk_ratio": share_of_call(talk_ms(about)[Side.OURS], talked),
        "longest_turn_seconds": longest_turn_seconds(about, Side.OURS),
        "patience_seconds": patience_seconds(about, Side.OURS),
    }


def _words(speech: Speech, places: Sequence[int], hours: float, language: Language | None) -> Numbers:
    if language is None:
        return {}
    texts = [speech.texts[place] for place in places]
    hesitant = [place for place in places if not language.hesitant_words.isdisjoint(speech.spaced[place].split())]
    fillers = sum(language.count_fillers(speech.texts[place]) for place in hesitant)
    said = words(texts)
    return {
        "open_questions_per_hour": len(open_questions(texts, language)) / hours if hours else None,
        "fillers_per_100_words": 100 * fillers / said if said else None,
    }
