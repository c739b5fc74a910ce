"""Values of a rep and of the team as if both had had the same mix of kinds of calls.

A rep with more demos talks more than a team with more discovery calls, without being different on either.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import fsum
from statistics import fmean
from typing import NamedTuple

from gametape.analysis.measures.call_kinds import LABELS, CallKind
from gametape.analysis.reps.rep_facts import RepValue

FEWEST_OF_KIND = 3
"""Fewest calls of a kind, of the rep and of the team, for comparing on that kind."""


class LikeForLike(NamedTuple):
    """Values on the kinds of calls that both have, and the rep's number of calls by kind, the most frequent first."""

    own: Sequence[RepValue]
    team: Sequence[RepValue]
    mix: Sequence[tuple[CallKind, int]]

    @property
    def mix_shown(self) -> str:
        """Mix for people: `demos (6), discovery calls (4)`."""
        return ", ".join(f"{LABELS[kind]} ({calls})" for kind, calls in self.mix)


def like_for_like(own: Sequence[RepValue], team: Sequence[RepValue]) -> LikeForLike:
    """Compare on the kinds of calls that both have, with the effect of the kind taken off.

    Formula: value - the team's mean on the kind + the team's mean over the rep's mix of kinds. So the rep's mean over
    deals stays what it is, and the team's becomes what it would be on the rep's mix. Without a kind in common, the
    rep's values stay as they are and the team has none.
    """
    calls, calls_of_team = Counter(value.kind for value in own), Counter(value.kind for value in team)
    kinds = {kind for kind, count in calls.items() if min(count, calls_of_team[kind]) >= FEWEST_OF_KIND}
    if not kinds:
        return LikeForLike(own, (), calls.most_common())
    mine = [value for value in own if value.kind in kinds]
    others = [value for value in team if value.kind in kinds]
    usual = {kind: fmean(value.value for value in others if value.kind == kind) for kind in kinds}
    on_own_mix = fsum(share * usual[kind] for kind, share in _shares(mine).items())
    added = {kind: on_own_mix - mean for kind, mean in usual.items()}
    return LikeForLike(
        [value._replace(value=value.value + added[value.kind]) for value in mine],
        [value._replace(value=value.value + added[value.kind]) for value in others],
        Counter(value.kind for value in mine).most_common(),
    )


def _shares(values: Sequence[RepValue]) -> dict[CallKind, float]:
    """Return the share of each kind, every deal counting the same."""
    in_deal = Counter(value.unit for value in values)
    weights: dict[CallKind, list[float]] = defaultdict(list)
    for value in values:
        weights[value.kind].append(1 / in_deal[value.unit] / len(in_deal))
    return {kind: fsum(of_kind) for kind, of_kind in weights.items()}
