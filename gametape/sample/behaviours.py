"""Behaviors of reps, and their defined effect on winning.

A deal's behavior is a latent z (mean 0, sd 1: the rep's habit plus the deal's own part), converted to a value by mean
and sd. The outcome is drawn from `logit P(won) = sum(slope[b] * z[b]) + FIT_SLOPE * fit + segment`, where fit ~ N(0, 1)
is visible in no data. Slopes are solved so that won and lost deals differ, in latent z, by the requested Cliff's delta.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, pi, sqrt

from gametape.errors import BadRequest

FIT_SLOPE = 0.6
REP_SHARE = 0.45
"""Share of a behavior's variance that is the rep's habit; the rest is the deal's own."""

CONFOUND_SHIFT = 1.0
CONFOUND_LOGIT = 1.3
SEGMENT_SIGN = {"SMB": -1.0, "Mid": 0.0, "Enterprise": 1.0}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Behavior of a rep: `value = clip(mean + sd * z, low, high)` in `unit`."""

    name: str
    unit: str
    mean: float
    sd: float
    low: float
    high: float
    definition: str

    def value(self, z: float) -> float:
        """Return the behavior in its unit for a latent z."""
        return min(self.high, max(self.low, self.mean + self.sd * z))


BEHAVIOURS = (
    Behaviour("open_questions", "per hour", 14, 5, 2, 30, "our questions with how, what, why or an invitation to tell"),
    Behaviour("talk_ratio", "share", 0.52, 0.075, 0.3, 0.72, "our talk time over all talk time"),
    Behaviour(
        "next_steps", "share of calls", 0.58, 0.24, 0, 1, "calls that agree a date for the next; without the last"
    ),
    Behaviour("contacts", "people", 3.1, 1.2, 1, 6, "different people of the customer on the deal's calls"),
    Behaviour("objections_handled", "share", 0.58, 0.26, 0, 1, "objections answered in the call that raised them"),
    Behaviour("longest_monologue", "seconds", 85, 28, 35, 190, "our longest turn in a call, mean over calls"),
    Behaviour("patience", "seconds", 0.85, 0.25, 0.25, 1.8, "mean silence before our side answers; overlap is 0"),
    Behaviour("pricing_at", "share of calls", 0.45, 0.18, 0.1, 0.9, "place of the first call in which money is named"),
    Behaviour("filler", "per 100 words", 1.1, 0.45, 0.1, 3, "our um, uh, so um, you know, I mean"),
    Behaviour("speech_rate", "words per minute", 146, 8, 122, 170, "our words over our talk time"),
)
NAMES = tuple(behaviour.name for behaviour in BEHAVIOURS)


@dataclass(frozen=True)
class Effects:
    """Planted effects: a Cliff's delta (won against lost) by behavior; positive if winners have more of it.

    `confounded` names behaviors without an effect of their own. Like winning, they are more frequent in larger
    segments, so a comparison across segments finds a false effect.
    """

    deltas: Mapping[str, float] = field(default_factory=dict)
    confounded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = [name for name in (*self.deltas, *self.confounded) if name not in NAMES]
        if unknown:
            raise BadRequest(f"No such behaviour: {', '.join(unknown)}", hint=f"There are: {', '.join(NAMES)}")
        if any(abs(delta) > 0.8 for delta in self.deltas.values()):
            raise BadRequest("A Cliff's delta beyond 0.8 cannot be planted")


DEFAULT_EFFECTS = Effects(
    {"open_questions": 0.45, "talk_ratio": -0.3, "next_steps": 0.35, "contacts": 0.4, "objections_handled": 0.35}
)
NO_EFFECTS = Effects()

_GRID = [step * 0.08 for step in range(-50, 51)]
_WEIGHTS = [exp(-z * z / 2) for z in _GRID]


def logistic(x: float) -> float:
    """Return the logistic function, the inverse of the logit."""
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def _delta(slope: float, other_variance: float) -> float:
    """Return Cliff's delta of z between won and lost, if the logit's other terms are normal with this variance."""
    damped = slope / sqrt(1 + pi * other_variance / 8)
    won = [w * logistic(damped * z) for w, z in zip(_WEIGHTS, _GRID, strict=True)]
    lost = [w - share for w, share in zip(_WEIGHTS, won, strict=True)]
    below = total = 0.0
    for share_won, share_lost in zip(won, lost, strict=True):
        total += share_won * (below + share_lost / 2)
        below += share_lost
    return 2 * total / (sum(won) * below) - 1


def _solve(delta: float, other_variance: float) -> float:
    low, high = 0.0, 12.0
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if _delta(middle, other_variance) < abs(delta) else (low, middle)
    return low if delta >= 0 else -low


@lru_cache(maxsize=64)
def _slopes(deltas: tuple[tuple[str, float], ...]) -> dict[str, float]:
    slopes = {name: 2 * delta for name, delta in deltas}
    for _ in range(6):
        variance = FIT_SLOPE**2 + sum(slope**2 for slope in slopes.values())
        slopes = {name: _solve(delta, variance - slopes[name] ** 2) for name, delta in deltas}
    return slopes


def slopes(effects: Effects) -> dict[str, float]:
    """Return the logit's slope of each planted behavior, solved together for the requested deltas."""
    return _slopes(tuple(sorted(effects.deltas.items())))


def win_probability(latent: Mapping[str, float], fit: float, segment: str, effects: Effects) -> float:
    """Return P(won) of a deal by the logistic model of this module."""
    logit = FIT_SLOPE * fit + sum(slope * latent[name] for name, slope in slopes(effects).items())
    return logistic(logit + (CONFOUND_LOGIT * SEGMENT_SIGN[segment] if effects.confounded else 0.0))
