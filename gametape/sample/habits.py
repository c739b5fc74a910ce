"""Habits of the reps: their part of each latent behavior."""

from math import sqrt

from gametape.sample.behaviours import NAMES, REP_SHARE
from gametape.sample.streams import stream

_DANA = {"open_questions": -1, "longest_monologue": 1, "contacts": -1, "next_steps": 1, "talk_ratio": 1}
"""Habits of the first rep: few questions and long monologues, so that there is something to coach."""


def _standard(vector: list[float]) -> list[float]:
    mean = sum(vector) / len(vector)
    centred = [x - mean for x in vector]
    size = sqrt(sum(x * x for x in centred) / len(vector))
    return [x / size for x in centred] if size > 1e-6 else centred


def _dot(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def habits(seed: int, reps: int) -> list[dict[str, float]]:
    """Return the habits of each rep by behavior, with mean 0 and sd 1 over the reps.

    Habits are uncorrelated between behaviors, as far as the number of reps allows: with a dozen reps, chance
    correlations would give a behavior without effect an apparent effect.
    """
    columns: dict[str, list[float]] = {}
    for name in NAMES:
        rng = stream(seed, "habit", name)
        raw = _standard([rng.gauss(0, 1) for _ in range(reps)]) if reps > 1 else [rng.gauss(0, 1)]
        if len(columns) < reps - 2:
            for other in columns.values():
                raw = [x - y * _dot(raw, other) / _dot(other, other) for x, y in zip(raw, other, strict=True)]
            raw = _standard(raw)
        columns[name] = raw
    rows = [{name: sqrt(REP_SHARE) * column[rep] for name, column in columns.items()} for rep in range(reps)]
    least = min(range(reps), key=lambda rep: rows[rep]["open_questions"])
    rows[0], rows[least] = rows[least], rows[0]
    for name, sign in _DANA.items():
        if rows[0][name] * sign < 0 and name != "open_questions":
            for row in rows:
                row[name] = -row[name]
    return rows
