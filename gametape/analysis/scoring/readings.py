"""Measurements of a rep on a call, for the local scorer: numbers, the numbers in words, and quotes.

Measurements that need words use the word lists of the call's language, and are missing when it lacks them. All of them
are about this rep and the customer: turns of colleagues and of people whose side is unknown are left out. A measurement
is missing when the call has nothing to measure.
"""

from collections.abc import Iterable
from itertools import pairwise
from statistics import fmean

from gametape.analysis.measures.acceptances import sentence
from gametape.analysis.measures.metrics import (
    are_possible,
    call_ms,
    changes,
    in_order,
    longest_turn_seconds,
    patience_seconds,
    talk_ms,
)
from gametape.analysis.measures.objections import ObjectionThread, judge_objections, outcome_sentence
from gametape.analysis.measures.speaker_metrics import share_of_call
from gametape.analysis.measures.speech import Speech, language_of
from gametape.analysis.scoring.call_view import (
    MOST_QUOTES,
    CallView,
    Measurement,
    MeasurementsByName,
    Readings,
    all_sentences,
    as_evidence,
    duration_ms,
    known_sides,
    longest_quotes,
    longest_sentence,
    opening_sentence,
    sentences_of,
    turns_about,
    words_in,
)
from gametape.analysis.scoring.knowledge import knowledge
from gametape.analysis.scoring.scorer import Measures, Rep
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Part
from gametape.text.plurals import no_or_count
from gametape.text.words import count_words, fold

TOPICS = ("pain", "timeline", "decision_process", "decision_maker", "budget")
"""Qualification topics of a deal, as names of trackers."""

_LONG_ANSWER = 20  # words of a customer's turn after which a follow-up question is expected
_AT_THE_END = 0.8  # share of the call after which its end begins


def read(talk: CallTalk, metrics: Measures, rep: Rep) -> Readings:
    """Measure everything that a rubric may use."""
    turns = in_order(turns_about(talk, rep))
    language = language_of(talk.language, Speech(talk.turns)) if metrics[Side.OURS].words_covered else None
    view = CallView(talk, turns, language)
    measurements = _times(view)
    if language is None:
        return Readings(measurements)
    lacks = metrics[Side.OURS].lacks
    measurements |= _asking(view) | _fillers(view)
    if Part.TRACKERS not in lacks:
        measurements |= _topics(view, metrics) | _next_step(view, metrics)
    if Part.HEARING not in lacks:
        measurements |= _objections(view, metrics)
    return Readings(measurements | knowledge(view, language), language.name, lacks)


def _times(view: CallView) -> MeasurementsByName:
    measurements: MeasurementsByName = {}
    turns = view.turns
    if not are_possible(turns):
        return measurements
    share = share_of_call(talk_ms(turns)[Side.OURS], talk_ms(in_order(view.talk.turns)))
    if share is not None:
        ours = len({said.voice.number for said in view.talk.turns if said.voice.side is Side.OURS})
        beside = f", with {ours} of our people speaking" if ours > 1 else ""
        measurements["talk_ratio"] = Measurement(share, f"spoke {100 * share:.0f}% of the call{beside}")
    monologue = longest_turn_seconds(turns, Side.OURS)
    if monologue is not None:
        longest = max(view.of(Side.OURS), key=duration_ms)
        words = f"longest monologue: {monologue:.0f} seconds"
        measurements["longest_turn_seconds"] = Measurement(
            monologue, words, as_evidence(view, [opening_sentence(longest)])
        )
    story = longest_turn_seconds(turns, Side.THEIRS)
    if story is not None:
        longest = max(view.of(Side.THEIRS), key=duration_ms)
        words = f"the customer's longest story: {story:.0f} seconds"
        measurements["customer_story_seconds"] = Measurement(
            story, words, as_evidence(view, [opening_sentence(longest)])
        )
    patience = patience_seconds(turns, Side.OURS)
    if patience is not None:
        measurements["patience_seconds"] = Measurement(patience, f"waited {patience:.1f} seconds before answering")
    if view.hours:
        passed = changes(turns) / view.hours
        measurements["interactivity_per_hour"] = Measurement(
            passed, f"the speaker switched sides {passed:.0f} times an hour"
        )
    return measurements


def _asking(view: CallView) -> MeasurementsByName:
    language = view.language
    if language is None or not view.hours:
        return {}
    asked = [(said, text) for said in view.of(Side.OURS) for text in view.questions(said)]
    openly = [(said, text) for said, text in asked if language.is_open(fold(text))]
    rate = len(openly) / view.hours
    words = f"asked {no_or_count(len(openly), 'open question')} in {view.hours * 60:.0f} minutes"
    measurements = {
        "open_questions_per_hour": Measurement(
            rate, f"{words}, {rate:.0f} an hour", as_evidence(view, longest_quotes(openly)), sentences_of(openly)
        )
    }
    long, followed = [], []
    for before, after in pairwise(known_sides(view.turns)):
        if before.voice.side is Side.THEIRS and after.voice.side is Side.OURS and words_in(before) >= _LONG_ANSWER:
            long.append(after)
            followed += [(after, text) for text in view.questions(after)[:1]]
    if long:
        words = f"followed up {len(followed)} of {no_or_count(len(long), 'long answer')} with a question"
        asked_then = [(after, text) for after in long for text in view.questions(after)]
        measurements["follow_ups"] = Measurement(
            len(followed) / len(long), words, as_evidence(view, longest_quotes(followed)), sentences_of(asked_then)
        )
    return measurements


def _topics(view: CallView, metrics: Measures) -> MeasurementsByName:
    theirs = metrics[Side.THEIRS].trackers
    known = [name for name in TOPICS if theirs.get(name)]
    # Missing means: no phrase of our lists. The customer may have used other words.
    missing = [name.replace("_", " ") for name in TOPICS if name not in known]
    said = {turn.number: turn for turn in view.turns}
    first = [said[theirs[name][0]] for name in known if theirs[name][0] in said]
    words = f"customer phrases found on {len(known)} of {len(TOPICS)} qualification topics"
    if missing and known:
        words += f"; none on {', '.join(missing)}"
    return {
        "topics": Measurement(
            len(known),
            words,
            as_evidence(view, [longest_sentence(turn) for turn in first]),
            all_sentences(_brought_up(view, metrics)),
        )
    }


def _brought_up(view: CallView, metrics: Measures) -> list[SpeakerTurn]:
    """List the rep's turns that mention a topic, or come directly before a customer's turn that does."""
    ours, theirs = (
        {number for name in TOPICS for number in metrics[side].trackers.get(name, ())}
        for side in (Side.OURS, Side.THEIRS)
    )
    before = {said.number for said, after in pairwise(known_sides(view.turns)) if after.number in theirs}
    return [said for said in view.of(Side.OURS) if said.number in ours | before]


def _objections(view: CallView, metrics: Measures) -> MeasurementsByName:
    threads = [
        thread
        for thread in judge_objections(view.talk, metrics[Side.THEIRS].heard, view.language)
        if _concerns(view, thread)
    ]
    if not threads:
        return {}
    said = {turn.number: turn for turn in view.talk.turns}
    settled = [thread for thread in threads if not thread.is_open]
    raised = no_or_count(len(threads), "objection")
    kinds = ", ".join(dict.fromkeys(thread.kind for thread in threads if thread.kind))
    which = f" ({kinds})" if kinds else ""
    quotes = [(said[thread.turn], sentence(view.talk, thread.raised[0])) for thread in threads] + [
        t for thread in threads if (t := outcome_sentence(view.talk, thread))
    ]
    asked = [thread for thread in threads if _asked_back(view, thread)]
    back = [(said[number], text) for thread in asked for number, text in _asked_back(view, thread)[:1]]
    answers = [sum(map(duration_ms, thread.answer)) / 1000 for thread in threads if thread.answer]
    readings = {
        "objections_settled": Measurement(
            len(settled) / len(threads),
            f"{len(settled)} of {raised}{which} settled on the call",
            as_evidence(view, quotes, most=2 * MOST_QUOTES),
            all_sentences(_mine(view, (said for thread in settled for said in thread.answer))),
        ),
        "objections_asked_back": Measurement(
            len(asked) / len(threads),
            f"probed {len(asked)} of {raised} before answering",
            as_evidence(view, back),
            tuple(sentence for thread in asked for sentence in _asked_back(view, thread)),
        ),
    }
    if answers:
        words = f"answers to objections took {fmean(answers):.0f} seconds on average"
        spoken = [longest_sentence(thread.answer[0]) for thread in threads if thread.answer]
        readings["objection_answer_seconds"] = Measurement(fmean(answers), words, as_evidence(view, spoken))
    return readings


def _mine(view: CallView, turns: Iterable[SpeakerTurn]) -> list[SpeakerTurn]:
    """Return the rep's turns among the given turns."""
    mine = {said.number for said in view.of(Side.OURS)}
    return [said for said in turns if said.number in mine]


def _concerns(view: CallView, thread: ObjectionThread) -> bool:
    """Return True if the rep spoke in the objection's exchange, or nobody of our side did."""
    last = max((said.number for said in (*thread.answer, *thread.reaction)), default=thread.turn)
    ours = {
        said.number for said in view.talk.turns if said.voice.side is Side.OURS and thread.turn < said.number <= last
    }
    return not ours or bool(_mine(view, (said for said in view.talk.turns if said.number in ours)))


def _asked_back(view: CallView, thread: ObjectionThread) -> list[tuple[int, str]]:
    """List the rep's questions between an objection and its answer, each with its turn's number."""
    first = thread.answer[0].number if thread.answer else thread.turn + 2
    return [
        (said.number, text)
        for said in view.of(Side.OURS)
        if thread.turn < said.number < first
        for text in view.questions(said)
    ]


def _next_step(view: CallView, metrics: Measures) -> MeasurementsByName:
    numbers = sorted({n for side in (Side.OURS, Side.THEIRS) for n in metrics[side].trackers.get("next_steps", ())})
    end = call_ms(view.turns) * _AT_THE_END
    said = {turn.number: turn for turn in view.turns}
    late = [said[number] for number in numbers if number in said and said[number].turn.start_ms >= end]
    words = "next step agreed at the end" if late else "no next step agreed at the end"
    evidence = as_evidence(view, [longest_sentence(turn) for turn in late])
    return {"next_step": Measurement(float(bool(late)), words, evidence, all_sentences(_mine(view, late)))}


def _fillers(view: CallView) -> MeasurementsByName:
    if view.language is None:
        return {}
    own = Speech(view.of(Side.OURS))
    total = sum(count_words(text) for said in view.of(Side.OURS) for text in said.turn.sentences)
    if not total:
        return {}
    rate = 100 * own.fillers(view.language)[Side.OURS] / total
    return {"fillers_per_100_words": Measurement(rate, f"{rate:.1f} filler words (um, uh, you know) per 100 words")}
