"""Basis of a criterion's points: measure, value, unit and curve, as data and as a sentence."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.comparing.dimensions import Unit, shown
from gametape.analysis.scoring.rubrics import Criterion

MeasureUnit = Unit | Literal["per 1,000 words", "count", "yes or no"]

_MEASURES: dict[str, tuple[str, MeasureUnit]] = {
    "open_questions_per_hour": ("Open questions", "per hour"),
    "follow_ups": ("Long answers followed by a question", "share"),
    "customer_story_seconds": ("The customer's longest story", "seconds"),
    "topics": ("Deal-deciding topics covered", "count"),
    "objections_settled": ("Objections settled on the call", "share"),
    "objections_asked_back": ("Objections followed up with a question", "share"),
    "objection_answer_seconds": ("An answer to an objection", "seconds"),
    "answered_at_once": ("Questions answered directly", "share"),
    "figures_per_1000_words": ("Sentences with a number", "per 1,000 words"),
    "examples_per_1000_words": ("Examples", "per 1,000 words"),
    "fillers_per_100_words": ("Fillers", "per 100 words"),
    "talk_ratio": ("Talk ratio", "share"),
    "longest_turn_seconds": ("Longest monologue", "seconds"),
    "patience_seconds": ("Pause before answering", "seconds"),
    "interactivity_per_hour": ("Turn-taking", "per hour"),
    "next_step": ("Next step agreed at the end", "yes or no"),
}
"""Label and unit of each measure. A measure without an entry is labelled by its name in the rubric."""


class CurvePoint(BaseModel):
    """Point of the curve that turns a value into points; between two points the curve is a straight line."""

    model_config = ConfigDict(frozen=True)

    value: float = Field(description="In the unit of the measure.")
    shown: str = Field(description="The value with its unit, for people.")
    points: float = Field(ge=0)


class Basis(BaseModel):
    """Measured number of a call, and the curve that turns it into points."""

    model_config = ConfigDict(frozen=True)

    measure: str = Field(description="As the rubric calls it.")
    label: str = Field(description="Its name, for people.")
    value: float
    unit: MeasureUnit
    shown: str = Field(description="The value with its unit, for people.")
    curve: tuple[CurvePoint, ...] = Field(description="By value, the lowest first.")


def basis_of(criterion: Criterion, value: float) -> Basis:
    """Return the basis of a criterion on a call; `value` is the call's value of the criterion's measure."""
    label, unit = _MEASURES.get(criterion.measure, (criterion.measure.replace("_", " ").capitalize(), "count"))
    return Basis(
        measure=criterion.measure,
        label=label,
        value=round(value, 4),
        unit=unit,
        shown=_shown(value, unit),
        curve=tuple(
            CurvePoint(value=at, shown=_shown(at, unit), points=round(criterion.weight * share / 100, 2))
            for at, share in criterion.curve
        ),
    )


def calculation(basis: Basis, points: float, most: float) -> str:
    """Write the calculation of the points, as a sentence.

    Example: `Talk ratio: 49%. That is 27.9 of 30 points.`
    """
    return f"{basis.label}: {basis.shown}. That is {points:g} of {most:g} points."


def _shown(value: float, unit: MeasureUnit) -> str:
    if unit == "yes or no":
        return "yes" if value > 0 else "no"
    if unit == "count":
        return f"{value:.4g}"
    return shown(value, unit)
