"""The local scorer: no model, no network, the same score for the same call, and every point explained.

A criterion takes one number off a call (readings.py), the rubric's curve turns it into points, and what was said
stands beside it. Criteria that a call gives nothing for do not count. With less than half of the weight there is no
score: it would say more about the call than about the person.
"""

from gametape.analysis.scoring.basis import basis_of, calculation
from gametape.analysis.scoring.call_view import Measurement, Readings
from gametape.analysis.scoring.readings import read
from gametape.analysis.scoring.rubrics import Criterion, Rubric
from gametape.analysis.scoring.scorer import Measures, NextTime, Rep, ScoredCriterion, ScoredDimension
from gametape.queries.scores import Origin
from gametape.queries.talk import CallTalk

LEAST_WEIGHT = 50
"""Of 100: with less there is no score."""

_NOTHING = {
    "objection_handling": "No objections raised on this call.",
    "product_knowledge": "The customer asked no questions, so there is too little to score.",
}


class LocalScorer:
    """A `Scorer`."""

    name: Origin = "local"
    version = "local/3"

    def __init__(self) -> None:
        self._latest: tuple[CallTalk, Rep, Readings] | None = None

    def score(self, talk: CallTalk, metrics: Measures, rubric: Rubric, rep: Rep) -> ScoredDimension:
        """The score, with the criteria of the rubric in their order."""
        readings = self._read(talk, metrics, rep)
        criteria = tuple(
            _criterion(one, readings.get(one.measure), readings.not_covered(one.measure)) for one in rubric.criteria
        )
        judged = [one for one in criteria if one.points is not None]
        reachable = sum(one.max for one in judged)
        if reachable < LEAST_WEIGHT:
            why = _why_none(metrics, rubric, readings)
            return ScoredDimension(dimension=rubric.dimension, score=None, explanation=why, criteria=())
        score = round(100 * sum(one.points or 0 for one in judged) / reachable, 1)
        return ScoredDimension(
            dimension=rubric.dimension,
            score=score,
            explanation=_explanation(rubric, score, judged),
            criteria=criteria,
            next_time=_next_time(rubric, judged),
        )

    def _read(self, talk: CallTalk, metrics: Measures, rep: Rep) -> Readings:
        """All dimensions are read off a call at once."""
        if self._latest is None or self._latest[0] is not talk or self._latest[1] != rep:
            self._latest = (talk, rep, read(talk, metrics, rep))
        return self._latest[2]


def _criterion(one: Criterion, reading: Measurement | None, not_covered: str | None) -> ScoredCriterion:
    if reading is None:
        return ScoredCriterion(
            name=one.name,
            label=one.label,
            points=None,
            max=one.weight,
            formula="Not covered." if not_covered else "Not on this call.",
            explanation=not_covered or "Nothing on this call to score.",
        )
    points = round(one.weight * one.share(reading.value), 1)
    basis = basis_of(one, reading.value)
    sentence = reading.words[:1].upper() + reading.words[1:]
    return ScoredCriterion(
        name=one.name,
        label=one.label,
        points=points,
        max=one.weight,
        formula=calculation(basis, points, one.weight),
        basis=basis,
        explanation=f"{sentence}.",
        evidence=reading.evidence,
    )


def _explanation(rubric: Rubric, score: float, judged: list[ScoredCriterion]) -> str:
    """What carried the score, and what cost most."""
    best = max(judged, key=lambda one: (one.points or 0) / one.max)
    worst = max(judged, key=lambda one: one.max - (one.points or 0))
    told = f"{rubric.band(score).name}: {best.explanation}"
    return told if best is worst else f"{told} {worst.explanation}"


def _next_time(rubric: Rubric, judged: list[ScoredCriterion]) -> NextTime | None:
    actions = {one.name: one.action for one in rubric.criteria}
    worst = max(judged, key=lambda one: one.max - (one.points or 0))
    lost = worst.max - (worst.points or 0)
    if not lost:
        return None
    cost = round(lost * rubric.weight / 100, 2)
    return NextTime(criterion=worst.name, sentence=actions[worst.name], cost=cost)


def _why_none(metrics: Measures, rubric: Rubric, readings: Readings) -> str:
    if not metrics["ours"].words_covered:
        return "Not scored: the language of this call is not covered."
    told = (readings.not_covered(one.measure) for one in rubric.criteria if one.measure not in readings.found)
    return next(filter(None, told), None) or _NOTHING.get(rubric.dimension, "Too little on this call to score.")
