"""The local scorer: what a call shows is what the score rests on, point by point."""

from collections.abc import Sequence

import pytest

from gametape.analysis.scoring.local_scorer import LocalScorer
from gametape.analysis.scoring.rubrics import DIMENSIONS, rubrics
from gametape.analysis.scoring.scorer import MeasuredSide, Rep, ScoredDimension
from gametape.queries.calls_and_emails import Side
from gametape.queries.objection_names import is_heard
from gametape.queries.talk import CallTalk, SpeakerTurn, Voice
from gametape.store.turns import Turn
from gametape.text.languages import Part
from tests.builders.heard import measures_of_talk
from tests.builders.scored_calls import ACCEPTS, ASKS, ASKS_BACK, OBJECTS, conversation, talk
from tests.builders.talks import CALL

VOICES = {
    "dana": Voice(1, "Dana Okafor", "Dana@lumen.example", Side.OURS),
    "ruiz": Voice(2, "Ana Ruiz", "ruiz@northwind.example", Side.THEIRS),
    "eli": Voice(3, "Eli Sand", "eli@lumen.example", Side.OURS),
}
DANA = Rep("d.okafor@lumen.example", "AE", frozenset(("d.okafor@lumen.example", "dana@lumen.example")))
ELI = Rep("eli@lumen.example", "SE", frozenset(("eli@lumen.example",)))


def of(turns: Sequence[Turn], language: str = "en") -> CallTalk:
    said = tuple(SpeakerTurn(number, turn, VOICES[turn.speaker_id or ""]) for number, turn in enumerate(turns))
    return CallTalk(CALL, None, language, False, said, b"")


def score(about: CallTalk, dimension: str, rep: Rep = DANA) -> ScoredDimension:
    rubric = next(rubric for name, rubric in rubrics()[rep.role].items() if name == dimension)
    return LocalScorer().score(about, measures_of_talk(about), rubric, rep)


def points(scored: ScoredDimension) -> dict[str, float | None]:
    return {one.name: one.points for one in scored.criteria}


def test_a_score_is_the_points_reached_of_those_in_reach() -> None:
    for name in DIMENSIONS:
        scored = score(of(talk()), name)
        judged = [one for one in scored.criteria if one.points is not None]
        assert scored.score == pytest.approx(
            100 * sum(one.points or 0 for one in judged) / sum(one.max for one in judged), abs=0.06
        )
        assert [one.name for one in scored.criteria] == [one.name for one in rubrics()["AE"][name].criteria]
        for one in judged:
            assert f"{one.points:g} of {one.max:g} points" in one.formula
            assert one.explanation.endswith(".")


def test_more_open_questions_score_higher_on_discovery_and_are_quoted() -> None:
    scores = [score(of(talk(asks=asks)), "discovery") for asks in (1, 2, 4)]
    rates = [points(scored)["open_questions"] or 0 for scored in scores]
    assert rates == sorted(rates)
    asked = next(one for one in scores[1].criteria if one.name == "open_questions")
    assert [(quote.turn, quote.quote, quote.side) for quote in asked.evidence] == [
        (0, ASKS, Side.OURS),
        (2, ASKS, Side.OURS),
    ]
    assert asked.explanation.startswith("Asked 2 open questions in ")


def test_an_objection_that_was_settled_scores_and_one_that_was_brushed_aside_does_not() -> None:
    settled, brushed = (score(of(talk(settles=settles)), "objection_handling") for settles in (True, False))
    assert points(settled)["objections_settled"] == 50
    assert points(settled)["objections_asked_back"] == 35
    assert points(brushed)["objections_settled"] == points(brushed)["objections_asked_back"] == 0
    quotes = [quote.quote for one in settled.criteria for quote in one.evidence]
    for said in (OBJECTS, ACCEPTS, ASKS_BACK):
        assert said.rstrip(".") in [quote.rstrip(".") for quote in quotes]
    assert brushed.next_time is not None
    assert brushed.next_time.criterion == "objections_settled"
    assert brushed.next_time.cost == pytest.approx(50 * 25 / 100)


def test_without_an_objection_there_is_no_score_and_it_is_said_why() -> None:
    quiet = score(
        of(conversation(("dana", ASKS, 30), ("ruiz", "We do it by hand, all of it.", 90))), "objection_handling"
    )
    assert quiet.score is None
    assert quiet.explanation == "No objections heard on this call."
    assert quiet.criteria == ()


def test_everybody_is_judged_by_what_they_said_themselves() -> None:
    both = of([*talk(), *(Turn("eli", at, at + 90_000, ("It runs in two regions.",)) for at in (900_000, 1_000_000))])
    alone = of(talk())
    own, with_eli = (score(one, "engagement") for one in (alone, both))
    assert points(own)["talk_ratio"] == points(with_eli)["talk_ratio"]
    assert points(own)["monologue"] == points(with_eli)["monologue"]
    eli = score(both, "discovery", ELI)
    asked = next(one for one in eli.criteria if one.name == "open_questions")
    assert asked.explanation.startswith("Asked no open questions")
    assert asked.evidence == ()


def test_what_no_phrase_was_heard_for_is_not_said_to_be_missing() -> None:
    told = next(one for one in score(of(talk()), "discovery").criteria if one.name == "topics").explanation
    assert told == (
        "Customer phrases found on 2 of 5 qualification topics; none on timeline, decision process, budget."
    )


@pytest.mark.parametrize(
    ("said", "examples"),
    [
        ("That is a size we see often in your line of work.", "1 example"),
        ("One of our customers had the same problem with the vans.", "1 example"),
        ("At the end we see whether it makes sense to go on.", "no examples"),
        ("I can imagine, Monday mornings are like that.", "no examples"),
    ],
)
def test_an_agenda_is_no_example(said: str, examples: str) -> None:
    call = conversation(("ruiz", "Does it run on a phone, too?", 10), ("dana", said, 30), ("ruiz", "Good.", 5))
    told = next(one for one in score(of(call), "product_knowledge").criteria if one.name == "examples").explanation
    assert told == f"Gave {examples} from other customers or from practice."


def test_in_a_language_without_word_lists_only_times_are_judged() -> None:
    finnish = of(talk(), language="fi")
    assert score(finnish, "discovery").score is None
    assert score(finnish, "discovery").explanation == "Not scored: the language of this call is not covered."
    engagement = score(finnish, "engagement")
    assert engagement.score is not None
    assert points(engagement)["next_step"] is None


GERMAN = conversation(
    ("dana", "Wie planen Sie die Teams heute, und was passiert, wenn jemand krank ist?", 10),
    ("ruiz", "Das ist ein Problem, wir machen das von Hand. Bekommen wir auch die Berichte von 40 Wagen?", 50),
    ("dana", "Das muss ich nachfragen, zum Beispiel bei einem Kunden mit 40 Wagen.", 20),
    ("ruiz", "Der Preis ist uns zu teuer in diesem Jahr.", 10),
    ("dana", "Geht es um das Budget, oder um ein anderes Angebot?", 10),
    ("ruiz", "Um das Budget.", 5),
    ("dana", "Dann fangen wir mit zwei Standorten an, und die anderen kommen später dazu.", 20),
    ("ruiz", "Gut, das leuchtet mir ein.", 5),
    ("dana", "Der nächste Termin: Donnerstag um zehn, ich schicke die Einladung.", 10),
)
"""A call that says in German what English phrases would misread: put off, settled, with an example."""


def test_what_german_has_no_words_for_has_no_points_and_says_so() -> None:
    german = of(GERMAN, language="de")
    assert not any(map(is_heard, measures_of_talk(german)["theirs"].trackers))
    for dimension in ("objection_handling", "product_knowledge"):
        found = score(german, dimension)
        assert (found.score, found.explanation) == (None, "Not covered in German.")
    engagement = score(german, "engagement")
    assert engagement.score is not None
    assert points(engagement)["next_step"]
    discovery = {one.name: one for one in score(german, "discovery").criteria}
    assert discovery["open_questions"].points is not None
    assert discovery["topics"].points is not None


def test_a_criterion_that_is_not_covered_says_so_beside_those_that_are() -> None:
    german = of(GERMAN, language="de")
    known = measures_of_talk(german)
    without = {
        side: MeasuredSide(one.metrics, one.trackers, one.words_covered, one.lacks | {Part.TRACKERS}, one.heard)
        for side, one in known.items()
    }
    rubric = rubrics()["AE"]["engagement"]
    step = next(one for one in LocalScorer().score(german, without, rubric, DANA).criteria if one.name == "next_step")
    assert (step.points, step.explanation) == (None, "Not covered in German.")


def test_nobody_is_named_in_the_words_of_a_score() -> None:
    told = [text for name in DIMENSIONS for text in _words(score(of(talk()), name))]
    assert not [text for text in told if "Dana" in text or "Ruiz" in text or "@" in text]


def _words(scored: ScoredDimension) -> list[str]:
    return [scored.explanation, *(text for one in scored.criteria for text in (one.formula, one.explanation))]


def test_the_same_call_scores_the_same_whoever_asks_first() -> None:
    about = of(talk())
    found = measures_of_talk(about)
    one, other = LocalScorer(), LocalScorer()
    forwards = [one.score(about, found, rubrics()["AE"][name], DANA) for name in DIMENSIONS]
    backwards = [other.score(about, found, rubrics()["AE"][name], DANA) for name in reversed(DIMENSIONS)]
    assert forwards == backwards[::-1]
