"""Thresholds of the hearing model, chosen on what it hears of writers whom it did not see, and the figures there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRECISION = 0.75  # precision aimed at on whole calls
ALONE_PRECISION = 0.6  # the same on sentences alone
LOOKALIKES = 0.15  # greatest share of hard negatives that may pass of sentences alone
LEAST_THRESHOLD = 0.08
DETAIL_PRECISION = 0.8  # share of right kinds aimed at where a kind of objection is shown: real ones are harder
DETAIL_ROWS = 8  # least number of objections by unseen writers that such a share rests on
SHOWN_PRECISION, SHOWN_RECALL = 0.7, 0.2  # least figures of a kind that is shown
SHOWN_HEARD = 8  # least number of turns heard that its precision rests on

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Figures:
    """Figures of a threshold: shares from 0 to 1, and the number of what was heard."""

    threshold: float
    recall: float
    precision: float
    lookalikes: float  # share of the kind's hard negatives that pass
    heard: int

    @property
    def shown(self) -> bool:
        """Return True if the kind is precise enough, on enough of it, and heard often enough, to be shown."""
        return self.precision >= SHOWN_PRECISION and self.recall >= SHOWN_RECALL and self.heard >= SHOWN_HEARD


def figures(heard: Flags, wanted: Flags, lookalike: Flags, threshold: float) -> Figures:
    """Return recall, precision and the share of look-alikes that pass; 0 if the divisor is 0."""
    right = int((heard & wanted).sum())
    return Figures(
        threshold,
        right / max(1, int(wanted.sum())),
        right / max(1, int(heard.sum())),
        int((heard & lookalike).sum()) / max(1, int(lookalike.sum())),
        int(heard.sum()),
    )


def choose_threshold(
    probabilities: Floats, wanted: Flags, lookalike: Flags, precision: float = PRECISION, most_lookalikes: float = 1.0
) -> Figures:
    """Choose the threshold with the best recall within `precision` and a share of look-alikes that pass.

    Where that hears too little to be shown, the precision of what is shown is enough; where no threshold is so precise,
    the most precise one is taken.
    """
    tried = [
        figures(probabilities >= threshold, wanted, lookalike, float(threshold))
        for threshold in np.arange(LEAST_THRESHOLD, 0.95, 0.01).round(2)
    ]
    best = max(tried, key=lambda result: (result.precision, result.recall))
    for least in (precision, min(precision, SHOWN_PRECISION)):
        good = [result for result in tried if result.precision >= least and result.lookalikes <= most_lookalikes]
        best = max(good, key=lambda result: (result.recall, result.threshold), default=best)
        if best.recall >= SHOWN_RECALL:
            break
    return best


def choose_detail_threshold(probabilities: Floats, right: Flags) -> tuple[float, float]:
    """Choose the lowest threshold from which a kind of objection is right often enough, and return both.

    Args:
        probabilities: of the kind, for the objections by unseen writers for which it is the most probable kind.
        right: whether each of these objections is of this kind.
    """
    for threshold in np.arange(LEAST_THRESHOLD, 0.95, 0.01).round(2):
        passed = right[probabilities >= threshold]
        if len(passed) >= DETAIL_ROWS and passed.mean() >= DETAIL_PRECISION:
            return float(threshold), float(passed.mean())
    return 1.0, 0.0
