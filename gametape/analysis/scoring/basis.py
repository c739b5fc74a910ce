"""The number that the points of a criterion rest on: measure, value, unit and curve, as data and as a sentence."""

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
"""By measure its name for people and its unit. A measure that a rubric invents is named as the rubric names it."""


class CurvePoint(BaseModel):
    """A point of the curve that turns a value into points; between two of them points change in proportion."""

    model_config = ConfigDict(frozen=True)

    value: float = Field(description="In the unit of the measure.")
    shown: str = Field(description="The value with its unit, for people.")
    points: float = Field(ge=0)


class Basis(BaseModel):
    """The number that was measured on the call, and how it becomes points."""

    model_config = ConfigDict(frozen=True)

    measure: str = Field(description="As the rubric calls it.")
    label: str = Field(description="Its name, for people.")
    value: float
    unit: MeasureUnit
    shown: str = Field(description="The value with its unit, for people.")
    curve: tuple[CurvePoint, ...] = Field(description="By value, the lowest first.")


def basis_of(criterion: Criterion, value: float) -> Basis:
    """The basis of a criterion on a call on which its measure has this value."""
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
    """How the points come about, in a sentence.

    Example: `Talk ratio: 49%. That is 27.9 of 30 points.`
    """
    return f"{basis.label}: {basis.shown}. That is {points:g} of {most:g} points."


def _shown(value: float, unit: MeasureUnit) -> str:
    if unit == "yes or no":
        return "yes" if value > 0 else "no"
    if unit == "count":
        return f"{value:.4g}"
    return shown(value, unit)
