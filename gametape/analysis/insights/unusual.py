"""Base rates of suggestions: how many of the company's open deals give reason for each kind, learned after each sync.

A suggestion for which more than `COMMON` of the open deals give reason says nothing about a deal. It is then shown only
where the reason is stronger than on the others, so that no kind stands on more deals than that.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.insights.conditions import conditions
from gametape.analysis.insights.models import ActionKind
from gametape.analysis.insights.open_deals import OpenDeal, open_deals
from gametape.analysis.judgements import JudgementKey, NewJudgement, keep_judgement, read_judgement
from gametape.queries.deals import deal, is_kept, is_open
from gametape.queries.signals import SignalName
from gametape.settings import Settings

COMMON = 0.4
"""Share of the open deals on which a kind of suggestion may stand at most."""

ENOUGH = 10
"""Open deals that a share is told of; with fewer, no suggestion counts as common."""

_ENOUGH_IN_STAGE = 5  # open deals of a stage that a deal is compared with, else with all open deals
_BATCH = 500
_KEY = JudgementKey("company", "all", "suggestion_rates", "local")


class Rate(NamedTuple):
    """Open deals with at least as strong a reason, the deals they are counted among, and whether that is a stage."""

    holding: int
    deals: int
    is_of_stage: bool

    @property
    def share(self) -> float:
        """Share of the deals, 0 to 1; 0 if there are none."""
        return self.holding / self.deals if self.deals else 0.0


class _StageRates(BaseModel):
    """Open deals of a stage; by kind of suggestion, the strengths of the reason on those that have one, ascending."""

    model_config = ConfigDict(frozen=True)

    deals: int = 0
    strengths: dict[ActionKind, list[float]] = Field({})


class SuggestionRates(BaseModel):
    """Strengths of the reasons for suggestions on the company's open deals, by stage."""

    model_config = ConfigDict(frozen=True)

    stages: dict[str, _StageRates] = Field({})

    @property
    def deals(self) -> int:
        """Number of open deals."""
        return sum(stage.deals for stage in self.stages.values())

    def is_common(self, kind: ActionKind, strength: float) -> bool:
        """Return True if a suggestion of a kind would stand on too many deals were it shown from this strength on."""
        strengths = self._strengths(kind)
        return self.deals >= ENOUGH and _at_least(strengths, strength) > COMMON * self.deals

    def rate(self, kind: ActionKind, strength: float, stage: str | None) -> Rate:
        """Return how many open deals, of the stage if it has enough, have at least as strong a reason."""
        in_stage = self.stages.get(stage or "", _StageRates())
        if in_stage.deals >= _ENOUGH_IN_STAGE:
            return Rate(_at_least(in_stage.strengths.get(kind, []), strength), in_stage.deals, is_of_stage=True)
        return Rate(_at_least(self._strengths(kind), strength), self.deals, is_of_stage=False)

    def _strengths(self, kind: ActionKind) -> list[float]:
        return sorted(value for stage in self.stages.values() for value in stage.strengths.get(kind, ()))


def _at_least(ascending: list[float], strength: float) -> int:
    return len(ascending) - bisect_left(ascending, round(strength, 3))


def learn_rates(connection: sa.Connection, settings: Settings) -> bool:
    """Look at all open deals again and store the rates; return True if they changed."""
    rates = _rates(connection, settings)
    body = rates.model_dump(mode="json")
    digest = blake2b(repr(body).encode(), digest_size=16).digest()
    return keep_judgement(connection, NewJudgement(_KEY, digest, body))


def read_rates(connection: sa.Connection) -> SuggestionRates:
    """Return the rates that were stored last; without any, no suggestion counts as common."""
    known = read_judgement(connection, _KEY)
    return SuggestionRates.model_validate(known.body) if known else SuggestionRates()


def _rates(connection: sa.Connection, settings: Settings) -> SuggestionRates:
    counts: dict[str, int] = defaultdict(int)
    strengths: dict[str, dict[ActionKind, list[float]]] = defaultdict(lambda: defaultdict(list))
    ids = connection.execute(sa.select(deal.id).where(is_kept, is_open).order_by(deal.id)).scalars().all()
    for start in range(0, len(ids), _BATCH):
        for found in open_deals(connection, ids[start : start + _BATCH], settings):
            stage = found.state.stage or ""
            counts[stage] += 1
            strongest: dict[ActionKind, float] = {}
            for kind, strength in strengths_of(found):
                strongest[kind] = max(strength, strongest.get(kind, strength))
            for kind, strength in strongest.items():
                strengths[stage][kind].append(strength)
    return SuggestionRates(
        stages={
            stage: _StageRates(
                deals=number, strengths={kind: sorted(values) for kind, values in sorted(strengths[stage].items())}
            )
            for stage, number in sorted(counts.items())
        }
    )


def strengths_of(found: OpenDeal) -> Iterator[tuple[ActionKind, float]]:
    """Yield kind and strength of each reason to suggest something on a deal."""
    for condition in conditions(found):
        yield condition.kind, round(condition.strength, 3)
    for signal in found.signals:
        if signal.name is SignalName.OPEN_OBJECTION:
            yield ActionKind.ANSWER_OBJECTION, signal.numbers["objections"]
