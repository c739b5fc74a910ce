"""What the local scorer reads off a call about one of our people: numbers, what they say, and the words behind them.

What rests on words is read with those of the call's language, and not at all where it lacks them. Everything is about
this one person and the customer: what colleagues say on the same call is left out, as are people whose side nobody
knows. A reading is None where the call has nothing of the kind.
"""

from collections.abc import Iterable
from itertools import pairwise
from statistics import fmean

from gametape.analysis.measures.metrics import (
    are_possible,
    call_ms,
    changes,
    in_order,
    longest_turn_seconds,
    patience_seconds,
    talk_ms,
    talk_ratio,
)
from gametape.analysis.measures.objections import ObjectionThread, judge_objections, outcome_sentence
from gametape.analysis.measures.speech import Speech, language_of
from gametape.analysis.scoring.call_view import (
    MOST_QUOTES,
    CallView,
    Measurement,
    MeasurementsByName,
    Readings,
    about,
    all_of,
    length,
    longest_ones,
    longest_sentence,
    of_both_sides,
    opening,
    quoted,
    sentences_of,
    words_in,
)
from gametape.analysis.scoring.knowledge import knowledge
from gametape.analysis.scoring.scorer import Measures, Rep
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Part
from gametape.text.plurals import no_or_count
from gametape.text.words import fold

TOPICS = ("pain", "timeline", "decision_process", "decision_maker", "budget")
"""What is worth knowing of a deal, by the trackers that find it."""

_LONG_ANSWER = 20  # words of the customer that are worth a question
_AT_THE_END = 0.8  # of the call: from here on its end begins


def read(talk: CallTalk, metrics: Measures, rep: Rep) -> Readings:
    """Read everything that a rubric may ask for off a call."""
    turns = in_order(about(talk, rep))
    language = language_of(talk.language, Speech(talk.turns)) if metrics[Side.OURS].words_covered else None
    heard = CallView(talk, turns, language)
    found = _times(heard)
    if language is None:
        return Readings(found)
    lacks = metrics[Side.OURS].lacks
    found |= _asking(heard) | _fillers(heard)
    if Part.TRACKERS not in lacks:
        found |= _topics(heard, metrics) | _next_step(heard, metrics)
    if not lacks & {Part.TRACKERS, Part.OBJECTIONS}:
        found |= _objections(heard, metrics)
    return Readings(found | knowledge(heard, language), language.name, lacks)


def _times(heard: CallView) -> MeasurementsByName:
    found: MeasurementsByName = {}
    turns = heard.turns
    if not are_possible(turns):
        return found
    share = talk_ratio(talk_ms(turns), Side.OURS)
    if share is not None:
        found["talk_ratio"] = Measurement(share, f"our side spoke {100 * share:.0f}% of the time")
    monologue = longest_turn_seconds(turns, Side.OURS)
    if monologue is not None:
        longest = max(heard.of(Side.OURS), key=length)
        words = f"longest monologue: {monologue:.0f} seconds"
        found["longest_turn_seconds"] = Measurement(monologue, words, quoted(heard, [opening(longest)]))
    story = longest_turn_seconds(turns, Side.THEIRS)
    if story is not None:
        longest = max(heard.of(Side.THEIRS), key=length)
        words = f"the customer's longest story: {story:.0f} seconds"
        found["customer_story_seconds"] = Measurement(story, words, quoted(heard, [opening(longest)]))
    patience = patience_seconds(turns, Side.OURS)
    if patience is not None:
        found["patience_seconds"] = Measurement(patience, f"waited {patience:.1f} seconds before answering")
    if heard.hours:
        passed = changes(turns) / heard.hours
        found["interactivity_per_hour"] = Measurement(passed, f"the speaker switched sides {passed:.0f} times an hour")
    return found


def _asking(heard: CallView) -> MeasurementsByName:
    language = heard.language
    if language is None or not heard.hours:
        return {}
    asked = [(said, text) for said in heard.of(Side.OURS) for text in heard.questions(said)]
    openly = [(said, text) for said, text in asked if language.is_open(fold(text))]
    rate = len(openly) / heard.hours
    words = f"asked {no_or_count(len(openly), 'open question')} in {heard.hours * 60:.0f} minutes"
    found = {
        "open_questions_per_hour": Measurement(
            rate, f"{words}, {rate:.0f} an hour", quoted(heard, longest_ones(openly)), sentences_of(openly)
        )
    }
    long, followed = [], []
    for before, after in pairwise(of_both_sides(heard.turns)):
        if before.voice.side is Side.THEIRS and after.voice.side is Side.OURS and words_in(before) >= _LONG_ANSWER:
            long.append(after)
            followed += [(after, text) for text in heard.questions(after)[:1]]
    if long:
        words = f"followed up {len(followed)} of {no_or_count(len(long), 'long answer')} with a question"
        asked_then = [(after, text) for after in long for text in heard.questions(after)]
        found["follow_ups"] = Measurement(
            len(followed) / len(long), words, quoted(heard, longest_ones(followed)), sentences_of(asked_then)
        )
    return found


def _topics(heard: CallView, metrics: Measures) -> MeasurementsByName:
    theirs = metrics[Side.THEIRS].trackers
    known = [name for name in TOPICS if theirs.get(name)]
    missing = [name.replace("_", " ") for name in TOPICS if name not in known]  # in our lists; they may have said it
    said = {one.number: one for one in heard.turns}
    first = [said[theirs[name][0]] for name in known if theirs[name][0] in said]
    words = f"customer phrases found on {len(known)} of {len(TOPICS)} qualification topics"
    if missing and known:
        words += f"; none on {', '.join(missing)}"
    return {
        "topics": Measurement(
            len(known),
            words,
            quoted(heard, [longest_sentence(one) for one in first]),
            all_of(_brought_up(heard, metrics)),
        )
    }


def _brought_up(heard: CallView, metrics: Measures) -> list[SpeakerTurn]:
    """The person's turns that speak of a topic, or come right before the customer does."""
    ours, theirs = (
        {number for name in TOPICS for number in metrics[side].trackers.get(name, ())}
        for side in (Side.OURS, Side.THEIRS)
    )
    before = {said.number for said, after in pairwise(of_both_sides(heard.turns)) if after.number in theirs}
    return [said for said in heard.of(Side.OURS) if said.number in ours | before]


def _objections(heard: CallView, metrics: Measures) -> MeasurementsByName:
    found = [
        one
        for one in judge_objections(heard.talk, metrics[Side.THEIRS].trackers, heard.language)
        if _concerns(heard, one)
    ]
    if not found:
        return {}
    said = {one.number: one for one in heard.talk.turns}
    settled = [one for one in found if not one.is_open]
    raised = no_or_count(len(found), "objection")
    kinds = ", ".join(dict.fromkeys(one.kind for one in found))
    quotes = [longest_sentence(said[one.turn]) for one in found] + [
        t for one in found if (t := outcome_sentence(one.reaction, heard.language))
    ]
    asked = [one for one in found if _asked_back(heard, one)]
    back = [(said[number], text) for one in asked for number, text in _asked_back(heard, one)[:1]]
    answers = [sum(map(length, one.answer)) / 1000 for one in found if one.answer]
    readings = {
        "objections_settled": Measurement(
            len(settled) / len(found),
            f"{len(settled)} of {raised} ({kinds}) settled on the call",
            quoted(heard, quotes, most=2 * MOST_QUOTES),
            all_of(_mine(heard, (said for one in settled for said in one.answer))),
        ),
        "objections_asked_back": Measurement(
            len(asked) / len(found),
            f"probed {len(asked)} of {raised} before answering",
            quoted(heard, back),
            tuple(sentence for one in asked for sentence in _asked_back(heard, one)),
        ),
    }
    if answers:
        words = f"answers to objections took {fmean(answers):.0f} seconds on average"
        spoken = [longest_sentence(one.answer[0]) for one in found if one.answer]
        readings["objection_answer_seconds"] = Measurement(fmean(answers), words, quoted(heard, spoken))
    return readings


def _mine(heard: CallView, turns: Iterable[SpeakerTurn]) -> list[SpeakerTurn]:
    """Those of the turns that are the person's."""
    mine = {said.number for said in heard.of(Side.OURS)}
    return [said for said in turns if said.number in mine]


def _concerns(heard: CallView, one: ObjectionThread) -> bool:
    """Whether it was this person's to answer: they spoke in the exchange, or nobody of ours did."""
    last = max((said.number for said in (*one.answer, *one.reaction)), default=one.turn)
    ours = {said.number for said in heard.talk.turns if said.voice.side is Side.OURS and one.turn < said.number <= last}
    return not ours or bool(_mine(heard, (said for said in heard.talk.turns if said.number in ours)))


def _asked_back(heard: CallView, one: ObjectionThread) -> list[tuple[int, str]]:
    """Questions between an objection and the answer to it."""
    first = one.answer[0].number if one.answer else one.turn + 2
    return [
        (said.number, text)
        for said in heard.of(Side.OURS)
        if one.turn < said.number < first
        for text in heard.questions(said)
    ]


def _next_step(heard: CallView, metrics: Measures) -> MeasurementsByName:
    numbers = sorted({n for side in (Side.OURS, Side.THEIRS) for n in metrics[side].trackers.get("next_steps", ())})
    end = call_ms(heard.turns) * _AT_THE_END
    said = {one.number: one for one in heard.turns}
    late = [said[number] for number in numbers if number in said and said[number].turn.start_ms >= end]
    words = "next step agreed at the end" if late else "no next step agreed at the end"
    evidence = quoted(heard, [longest_sentence(one) for one in late])
    return {"next_step": Measurement(float(bool(late)), words, evidence, all_of(_mine(heard, late)))}


def _fillers(heard: CallView) -> MeasurementsByName:
    if heard.language is None:
        return {}
    own = Speech(heard.of(Side.OURS))
    total = sum(len(text.split()) for said in heard.of(Side.OURS) for text in said.turn.sentences)
    if not total:
        return {}
    rate = 100 * own.fillers(heard.language)[Side.OURS] / total
    return {"fillers_per_100_words": Measurement(rate, f"{rate:.1f} filler words (um, uh, you know) per 100 words")}
