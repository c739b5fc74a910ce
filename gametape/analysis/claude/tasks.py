"""Tasks that Claude does, each with a model and an effort of its own."""

from enum import StrEnum
from typing import NamedTuple

from gametape.settings import Effort, Settings


class Task(StrEnum):
    """Kind of question. Reading and scoring share a call's cached text as long as they have one model and effort."""

    READING = "reading"  # notes on a call, and corrections of its quotes
    SCORING = "scoring"  # a person's performance on a call
    WORDING = "wording"  # a deal, put together from notes
    ENTAILMENT = "entailment"  # whether quotes bear out sentences


class ModelChoice(NamedTuple):
    """Model and effort for a task."""

    model: str
    effort: Effort


def choice(settings: Settings, task: Task) -> ModelChoice:
    """Return the model and effort of a task: its own settings, else those of all tasks."""
    model = getattr(settings, f"llm_{task}_model") or settings.llm_model
    return ModelChoice(model, getattr(settings, f"llm_{task}_effort") or settings.llm_effort)
