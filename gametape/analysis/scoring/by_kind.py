"""Scores by kind of call: what does not apply to a kind is not scored, rather than low."""

from collections.abc import Iterator

from gametape.analysis.measures.call_kinds import LABELS, CallKind
from gametape.analysis.scoring.rubrics import Criterion, Rubric
from gametape.analysis.scoring.scorer import Measures, Rep, ScoredCriterion, ScoredDimension, Scorer
from gametape.queries.talk import CallTalk


def score_on_kind(
    scorer: Scorer, talk: CallTalk, metrics: Measures, rubric: Rubric, rep: Rep, kind: CallKind
) -> ScoredDimension:
    """Score a dimension on a call of a kind; criteria that do not apply to the kind are listed without points."""
    applicable = rubric.on(kind)
    if applicable is None:
        return ScoredDimension(
            dimension=rubric.dimension, score=None, explanation=not_scored_sentence(kind), criteria=()
        )
    scored = scorer.score(talk, metrics, applicable, rep)
    criteria = tuple(_in_order(scored, rubric, kind)) if scored.criteria else ()
    return scored.model_copy(update={"criteria": criteria})


def not_scored_sentence(kind: CallKind) -> str:
    """Write the sentence that something is not scored on a kind of call.

    Example: `Not scored on pricing and negotiation calls.`
    """
    return f"Not scored on {LABELS[kind]}."


def _in_order(scored: ScoredDimension, rubric: Rubric, kind: CallKind) -> Iterator[ScoredCriterion]:
    given = {criterion.name: criterion for criterion in scored.criteria}
    for criterion in rubric.criteria:
        yield given.get(criterion.name) or _without_points(criterion, kind)


def _without_points(criterion: Criterion, kind: CallKind) -> ScoredCriterion:
    return ScoredCriterion(
        name=criterion.name,
        label=criterion.label,
        points=None,
        max=criterion.weight,
        formula="Not scored.",
        explanation=not_scored_sentence(kind),
    )
