"""Simulated companies in memory: planned behaviors of their deals, or the metrics of their spoken calls."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.deal_values import CallEffects, call_effects, deal_values
from gametape.analysis.comparing.dimensions import CallFacts, before_outcome, dimensions
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
BLACKOUT = timedelta(days=14)
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
    planned_deals = [deal for deal in map(world.deal, numbers) if not deal.deleted]
    calls = [[_planned_call(call) for call in deal.calls if not call.internal] for deal in planned_deals]
    return [
        facts_with(facts, {name: _noise(world.seed, name, deal) for name in _OTHER_DIMENSIONS})
        for deal, facts in zip(planned_deals, facts_of_all(planned_deals, calls), strict=True)
        if facts
    ]


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


def facts_of_all(deals: Sequence[PlannedDeal], calls: Sequence[Sequence[CallFacts]]) -> list[DealFacts | None]:
    """Return deals' facts for the comparison, from their calls before the outcome; None without such calls."""
    counted = [
        before_outcome(held, deal.entered if deal.closed else None, BLACKOUT)
        for deal, held in zip(deals, calls, strict=True)
    ]
    effects = call_effects(counted)
    return [_facts_of(deal, held, effects) if held else None for deal, held in zip(deals, counted, strict=True)]


def _facts_of(deal: PlannedDeal, counted: Sequence[CallFacts], effects: CallEffects) -> DealFacts:
    return DealFacts(
        deal_id=UUID(int=deal.number),
        rep=deal.owner.email,
        role="AE",
        outcome=Outcome(deal.status),
        closed_at=deal.entered if deal.closed else None,
        values=deal_values(counted, closed=deal.closed, effects=effects),
        segment=deal.account.segment,
        product=deal.product["name"],
        period=f"{deal.entered.year} H{(deal.entered.month + 5) // 6}",
        calls=len(counted),
    )


def facts_with(facts: DealFacts, more: dict[str, float]) -> DealFacts:
    """Add values to a deal's facts."""
    return replace(facts, values={**more, **facts.values})


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
