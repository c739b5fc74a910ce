"""Simulated companies in memory: planned behaviors of their deals, or the metrics of their spoken calls."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.dimensions import CallFacts, before_outcome, deal_values, dimensions
from gametape.queries.calls_and_emails import Side
from gametape.queries.deals import Outcome
from gametape.queries.talk import CallTalk, SpeakerTurn, Voice
from gametape.sample.behaviours import NO_EFFECTS, Effects
from gametape.sample.deals import Company
from gametape.sample.generate import hold_calls
from gametape.sample.scene import Scene
from gametape.sample.slots import deal_slots
from gametape.sample.story import PlannedCall, PlannedDeal
from gametape.sample.streams import stream
from gametape.store.turns import Turn

TODAY = date(2026, 11, 20)
BLACKOUT = timedelta(days=1)
PLANNED = ("open_questions", "talk_ratio", "longest_monologue", "patience", "filler", "speech_rate")
"""Behaviors for which a call has a target."""

_OTHER_DIMENSIONS = tuple(dimension.name for dimension in dimensions() if not dimension.main)


def company(seed: int, *, deals: int = 120, effects: Effects = NO_EFFECTS, open_share: float = 0.42) -> Company:
    """Return a simulated company on a fixed date, without effects by default."""
    return Company(seed, TODAY, deals, effects, 12, open_share)


def planned(world: Company, numbers: Sequence[int]) -> list[DealFacts]:
    """Return deals as planned.

    The ten behaviors with the noise of each call; other dimensions are noise with habits.
    """
    facts_of_deals = []
    for deal in map(world.deal, numbers):
        calls = [_planned_call(call) for call in deal.calls if not call.internal]
        facts = facts_of(deal, calls)
        if facts and not deal.deleted:
            noise = {name: _noise(world.seed, name, deal) for name in _OTHER_DIMENSIONS}
            facts_of_deals.append(facts_with(facts, noise))
    return facts_of_deals


def _planned_call(call: PlannedCall) -> CallFacts:
    values = {name: call.targets[name] for name in PLANNED} | {"next_steps": float(call.step is not None)}
    return CallFacts(
        call_id=UUID(int=int(call.id)),
        at=call.at,
        values=values,
        people=frozenset(person.email for person in call.theirs),
        priced=call.money,
        raised=len(call.raised),
        handled=sum(raised.handled for raised in call.raised),
    )


def _noise(seed: int, name: str, deal: PlannedDeal) -> float:
    habit = stream(seed, "bench habit", name, deal.owner.email).gauss(0, 1)
    return 50 + 10 * (0.67 * habit + 0.74 * stream(seed, "bench noise", name, deal.number).gauss(0, 1))


def facts_of(deal: PlannedDeal, calls: Sequence[CallFacts]) -> DealFacts | None:
    """Return a deal's facts for the comparison, from its calls before the outcome; None if there is no such call."""
    closed_at = deal.entered if deal.closed else None
    counted = before_outcome(calls, closed_at, BLACKOUT)
    if not counted:
        return None
    return DealFacts(
        deal_id=UUID(int=deal.number),
        rep=deal.owner.email,
        role="AE",
        outcome=Outcome(deal.status),
        closed_at=closed_at,
        values=deal_values(counted, len(calls), closed=deal.closed),
        segment=deal.account.segment,
        product=deal.product["name"],
        period=f"{deal.entered.year} H{(deal.entered.month + 5) // 6}",
    )


def facts_with(facts: DealFacts, more: dict[str, float]) -> DealFacts:
    """Add values to a deal's facts."""
    return DealFacts(
        deal_id=facts.deal_id,
        rep=facts.rep,
        role=facts.role,
        outcome=facts.outcome,
        closed_at=facts.closed_at,
        values={**more, **facts.values},
        segment=facts.segment,
        product=facts.product,
        period=facts.period,
    )


def spoken(world: Company, deal: PlannedDeal) -> Iterator[tuple[Scene, CallTalk]]:
    """Hold the deal's calls and yield those with a transcript."""
    slots = deal_slots(deal, stream(world.seed, "deal", deal.number, "slots"))
    for scene in hold_calls(world, deal, slots):
        if not scene.call.private:
            yield scene, talk_of(scene)


def talk_of(scene: Scene) -> CallTalk:
    """Return a held call in the form in which the store returns it."""
    voices: dict[str, Voice] = {}
    turns = []
    for number, turn in enumerate(scene.talk.turns):
        speaker = turn.speaker
        side = Side.OURS if speaker.ours else Side.THEIRS
        voice = voices.setdefault(speaker.id, Voice(len(voices) + 1, speaker.person.name, speaker.person.email, side))
        start = turn.parts[0].start
        marks = tuple(round((part.start - start) / 100) for part in turn.parts[1:])
        texts = tuple(part.text for part in turn.parts)
        turns.append(SpeakerTurn(number, Turn(speaker.id, start, turn.parts[-1].end, texts, marks), voice))
    call = scene.call
    return CallTalk(UUID(int=int(call.id)), call.at, "en", call.internal, tuple(turns), call.id.encode())
