"""Day on which a deal was decided, from its moves between stages."""

import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from gametape.queries.stage_moves import StageTransition
from gametape.text.phrases import contains_phrase, spaced_words

FILE = Path(__file__).with_name("decided_stages.toml")


@cache
def _words() -> tuple[str, ...]:
    return tuple(spaced_words(word) for word in tomllib.loads(FILE.read_text(encoding="utf-8"))["words"])


def is_decided(stage: str | None) -> bool:
    """Tell whether a stage's name says that the deal is over, or that only papers are missing."""
    return contains_phrase(spaced_words(stage or ""), _words())


def decided_at(moves: Sequence[StageTransition]) -> datetime | None:
    """Return when a closed deal last entered the stages in which it is decided.

    A deal that was lost, opened again and won was decided when it was won. Moves after closing (`Onboarding`) change
    nothing.

    Args:
        moves: stage moves of the deal, by time.

    Returns:
        The time of the move; None where no stage's name says that the deal is decided.
    """
    decided: datetime | None = None
    open_before = True
    for move in moves:
        if is_decided(move.new):
            decided = move.at if open_before else decided
            open_before = False
        else:
            open_before = True
    return decided
