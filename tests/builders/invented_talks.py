"""Deals made up for comparisons: a value that won and lost deals share or not, over reps and segments."""

from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from gametape.analysis.comparing.comparison import DealFacts
from gametape.queries.deals import Outcome

NAME = "open_questions"
_numbers = count(1)


def fact(outcome: Outcome, value: float | None, rep: str = "ann@x", **others: Any) -> DealFacts:
    return DealFacts(
        deal_id=UUID(int=next(_numbers)),
        rep=rep,
        role=others.pop("role", None) or "AE",
        outcome=outcome,
        closed_at=None if outcome is Outcome.OPEN else datetime(2026, 6, 1, tzinfo=UTC),
        values={} if value is None else {NAME: value},
        **{"segment": "Mid", **others},
    )


def company(
    won: int,
    lost: int,
    *,
    effect: float = 0.0,
    own: int = 10,
    own_mean: float = 10.0,
    seed: int = 1,
    **others: str | None,
) -> list[DealFacts]:
    """A rep, dana@x, and three peers; `effect` is how much more won deals have, in standard deviations of 3."""
    rng = Random(seed)
    deals = [fact(Outcome.OPEN, rng.gauss(own_mean, 3), "dana@x", **others) for _ in range(own)]
    for outcome, number, mean in ((Outcome.WON, won, 10 + 3 * effect), (Outcome.LOST, lost, 10)):
        deals += [fact(outcome, rng.gauss(mean, 3), f"peer{place % 3}@x", **others) for place in range(number)]
    return deals
