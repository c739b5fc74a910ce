"""Local scorer: no language model, no network, the same score for the same call, and an explanation of every point.

Each criterion has one measurement of the call (readings.py); the rubric's curve turns the value into points, and quotes
are kept with it. Criteria without a measurement do not count. If they are more than half of the weight, there is no
score: it would depend on the call more than on the rep.
"""

from gametape.analysis.scoring.basis import basis_of, calculation
from gametape.analysis.scoring.call_view import Measurement, Readings
from gametape.analysis.scoring.readings import read
from gametape.analysis.scoring.rubrics import Criterion, Rubric
from gametape.analysis.scoring.scorer import Measures, NextTime, Rep, ScoredCriterion, ScoredDimension
from gametape.queries.scores import Origin
from gametape.queries.talk import CallTalk

LEAST_WEIGHT = 50
"""Smallest total weight of the measured criteria, out of 100; below it there is no score."""

_NOTHING = {
    "objection_handling": "No objections heard on this call.",
    "product_knowledge": "The customer asked no questions, so there is too little to score.",
}


class LocalScorer:
    """`Scorer` that uses rules only."""

    name: Origin = "local"
    version = "local/5"

    def __init__(self) -> None:
        self._latest: tuple[CallTalk, Rep, Readings] | None = None

    def score(self, talk: CallTalk, metrics: Measures, rubric: Rubric, rep: Rep) -> ScoredDimension:
        """Return the score, with the criteria in the rubric's order."""
        readings = self._read(talk, metrics, rep)
        criteria = tuple(
            _criterion(criterion, readings.get(criterion.measure), readings.not_covered(criterion.measure))
            for criterion in rubric.criteria
        )
        judged = [criterion for criterion in criteria if criterion.points is not None]
        reachable = sum(criterion.max for criterion in judged)
        if reachable < LEAST_WEIGHT:
            why = _why_none(metrics, rubric, readings)
            return ScoredDimension(dimension=rubric.dimension, score=None, explanation=why, criteria=())
        score = round(100 * sum(criterion.points or 0 for criterion in judged) / reachable, 1)
        return ScoredDimension(
            dimension=rubric.dimension,
            score=score,
            explanation=_explanation(rubric, score, judged),
            criteria=criteria,
            next_time=_next_time(rubric, judged),
        )

    def _read(self, talk: CallTalk, metrics: Measures, rep: Rep) -> Readings:
        """Measure a call; keep the result for the other dimensions, which are scored directly after."""
        if self._latest is None or self._latest[0] is not talk or self._latest[1] != rep:
            self._latest = (talk, rep, read(talk, metrics, rep))
        return self._latest[2]


def _criterion(criterion: Criterion, reading: Measurement | None, not_covered: str | None) -> ScoredCriterion:
    if reading is None:
        return ScoredCriterion(
            name=criterion.name,
            label=criterion.label,
            points=None,
            max=criterion.weight,
            formula="Not covered." if not_covered else "Not on this call.",
            explanation=not_covered or "Nothing on this call to score.",
        )
    points = round(criterion.weight * criterion.share(reading.value), 1)
    basis = basis_of(criterion, reading.value)
    sentence = reading.words[:1].upper() + reading.words[1:]
    return ScoredCriterion(
        name=criterion.name,
        label=criterion.label,
        points=points,
        max=criterion.weight,
        formula=calculation(basis, points, criterion.weight),
        basis=basis,
        explanation=f"{sentence}.",
        evidence=reading.evidence,
    )


def _explanation(rubric: Rubric, score: float, judged: list[ScoredCriterion]) -> str:
    """Explain the score by the criterion with the greatest share of its points and the criterion that cost most."""
    best = max(judged, key=lambda criterion: (criterion.points or 0) / criterion.max)
    worst = max(judged, key=lambda criterion: criterion.max - (criterion.points or 0))
    sentence = f"{rubric.band(score).name}: {best.explanation}"
    return sentence if best is worst else f"{sentence} {worst.explanation}"


def _next_time(rubric: Rubric, judged: list[ScoredCriterion]) -> NextTime | None:
    actions = {criterion.name: criterion.action for criterion in rubric.criteria}
    worst = max(judged, key=lambda criterion: criterion.max - (criterion.points or 0))
    lost = worst.max - (worst.points or 0)
    if not lost:
        return None
    cost = round(lost * rubric.weight / 100, 2)
    return NextTime(criterion=worst.name, sentence=actions[worst.name], cost=cost)


def _why_none(metrics: Measures, rubric: Rubric, readings: Readings) -> str:
    if not metrics["ours"].words_covered:
        return "Not scored: the language of this call is not covered."
    sentences = (
        readings.not_covered(criterion.measure)
        for criterion in rubric.criteria
        if criterion.measure not in readings.found
    )
    return next(filter(None, sentences), None) or _NOTHING.get(rubric.dimension, "Too little on this call to score.")
