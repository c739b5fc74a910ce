"""Figures (a) and (b) through the words of calls, (e) recovery of planted behaviors, (g) forged quotes."""

from collections.abc import Sequence
from math import sqrt
from random import Random
from statistics import fmean
from uuid import UUID

from bench.truth_claims import ARM, DELTA, OWN, RULES, Map, claimed, claims, cut
from bench.truth_figures import Figure, share_at_least, share_at_most
from bench.truth_world import company, facts_of_all, spoken
from gametape.analysis.comparing.call_facts import CallNumbers
from gametape.analysis.comparing.comparison import DealFacts, findings
from gametape.analysis.comparing.deal_values import FIRST_CALLS, deal_values
from gametape.analysis.comparing.dimensions import CallFacts, dimensions
from gametape.analysis.comparing.winners import compare
from gametape.analysis.evidence.claims import NotSaid, Quote, verify
from gametape.analysis.evidence.matching import is_long_enough
from gametape.analysis.measures.measure import measured
from gametape.analysis.measures.trackers import tracker_book
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.sample.behaviours import BEHAVIOURS, DEFAULT_EFFECTS, Effects
from gametape.sample.deals import Company
from gametape.sample.speech import measure as measure_sample
from gametape.sample.story import PlannedDeal
from gametape.sample.truth import realised

FAKES = 10_000
_CLOSE = 0.9
_PLANTED = 0.5
_REFUSED = 0.001  # share of true quotes: now and then, the next sentence sounds like a retraction


def heard(world: Company, deal: PlannedDeal) -> tuple[list[CallFacts], dict[str, dict[str, float]]]:
    """Return a deal's calls with the customer as our metrics measure them, and the generator's own numbers by call."""
    book = tracker_book()
    calls, measured_by_call = [], {}
    for scene, talk in spoken(world, deal):
        measured_by_call[scene.call.id] = measure_sample(scene.talk)
        if scene.call.internal:
            continue
        numbers = CallNumbers()
        for row in measured(talk, book):
            numbers.add(row["side"], row["metrics"], row["trackers"], words_covered=row["words_covered"])
        people = frozenset(person.email for person in scene.call.theirs)
        calls.append(numbers.facts(talk.call_id, scene.call.at, people))
    return calls, measured_by_call


def _heard_deals(world: Company, numbers: Sequence[int]) -> list[DealFacts]:
    deals = [deal for deal in map(world.deal, numbers) if deal.closed and not deal.deleted]
    found = facts_of_all(deals, [heard(world, deal)[0] for deal in deals])
    return [facts for facts in found if facts]


def null_words(seed: int) -> bool:
    """Simulate a company without effects through its words; tell whether any page of any rep claims an effect."""
    world = company(seed, deals=72, open_share=0.0)
    deals = _heard_deals(world, range(world.deals))
    results = findings(deals, dimensions(), RULES)
    return any(
        claimed(compare(rep.email, deals, results, dimensions(), RULES, intervals=False)) for rep in world.world.reps
    )


def planted_words(seed: int) -> bool:
    """Plant open questions, and tell whether they are found through the words with 30 won and 30 lost peer deals."""
    world = company(seed, effects=Effects({"open_questions": DELTA}), open_share=0.0)
    numbers, rep = cut(world, ((deal.number, deal) for deal in map(world.deal, range(240))))
    return "open_questions" in claimed(claims(_heard_deals(world, numbers), rep))


def recovered(seed: int) -> list[tuple[str, float, float | None, float | None]]:
    """Return by deal and behavior: the measured value, the planted value, and the generator's own value."""
    world = company(seed, deals=24, effects=DEFAULT_EFFECTS, open_share=0.0)
    rows: list[tuple[str, float, float | None, float | None]] = []
    for deal in map(world.deal, range(world.deals)):
        calls, measured_by_call = heard(world, deal)
        ours = deal_values(calls, closed=True)
        theirs, planted = realised(deal, measured_by_call), dict(deal.values)
        for values in (theirs, planted):
            if (share := values.get("pricing_at")) is not None:
                values["pricing_at"] = _among_first(share, len(calls))
        rows += [(b.name, ours[b.name], planted[b.name], theirs.get(b.name)) for b in BEHAVIOURS if b.name in ours]
    return rows


def _among_first(share: float, calls: int) -> float:
    """Turn the place of a call among all calls (0 to 1) into its place among the first calls, 1 if it comes later."""
    return min(round(share * (calls - 1)), FIRST_CALLS) / FIRST_CALLS


def fakes(task: tuple[int, int]) -> tuple[dict[str, list[int]], list[int]]:
    """Try forged and true quotes.

    Returns: by kind of forgery the numbers tried and passed; for true quotes the numbers tried and refused.
    """
    seed, count = task
    world, rng = company(seed, deals=12), Random(seed)
    talks = [talk for number in range(12) for _, talk in spoken(world, world.deal(number))]
    tried: dict[str, list[int]] = {kind: [0, 0] for kind in _FORGERS}
    true = [0, 0]
    while sum(tries for tries, _ in tried.values()) < count:
        talk = rng.choice(talks)
        spoken_turn = rng.choice(talk.turns)
        sentence = rng.choice(spoken_turn.turn.sentences)
        if not is_long_enough(sentence):
            continue
        true[0] += 1
        true[1] += not _passes(
            Quote(talk.call_id, spoken_turn.number, sentence, spoken_turn.voice.name, spoken_turn.voice.side), talk
        )
        for kind, forge in _FORGERS.items():
            quote = forge(talk, spoken_turn, sentence, talks, rng)
            if quote is not None:
                tried[kind][0] += 1
                tried[kind][1] += _passes(quote, talk)
    return tried, true


def _passes(quote: Quote, talk: CallTalk) -> bool:
    try:
        verify(quote, talk)
    except NotSaid:
        return False
    return True


def _plain(text: str) -> str:
    return " ".join("".join(c.lower() if c.isalnum() else " " for c in text).split())


def _stands(sentence: str, spoken_turn: SpeakerTurn) -> bool:
    return f" {_plain(sentence)} " in f" {_plain(spoken_turn.turn.text)} "


def _hallucinated(
    talk: CallTalk, spoken_turn: SpeakerTurn, _sentence: str, talks: Sequence[CallTalk], rng: Random
) -> Quote | None:
    """Forge a quote from a sentence of another call."""
    other = rng.choice(rng.choice(rng.choice(talks).turns).turn.sentences)
    return None if _stands(other, spoken_turn) else Quote(talk.call_id, spoken_turn.number, other)


def _shifted(
    talk: CallTalk, spoken_turn: SpeakerTurn, sentence: str, _talks: Sequence[CallTalk], rng: Random
) -> Quote | None:
    """Forge a quote with the right words, a few turns away."""
    number = spoken_turn.number + rng.choice((-3, -2, -1, 1, 2, 3))
    if not 0 <= number < len(talk.turns) or _stands(sentence, talk.turns[number]):
        return None
    return Quote(talk.call_id, number, sentence)


def _wrong_speaker(
    talk: CallTalk, spoken_turn: SpeakerTurn, sentence: str, _talks: Sequence[CallTalk], rng: Random
) -> Quote | None:
    """Forge a quote with the right words of another speaker or side."""
    if rng.random() < 0.5:
        side = Side.THEIRS if spoken_turn.voice.side is Side.OURS else Side.OURS
        return Quote(talk.call_id, spoken_turn.number, sentence, side=side)
    others = [turn.voice.name for turn in talk.turns if turn.voice.number != spoken_turn.voice.number]
    return Quote(talk.call_id, spoken_turn.number, sentence, speaker=rng.choice(others)) if others else None


def _near_miss(
    talk: CallTalk, spoken_turn: SpeakerTurn, sentence: str, _talks: Sequence[CallTalk], rng: Random
) -> Quote | None:
    """Forge a quote with a word removed, inserted, or replaced, or two words swapped."""
    words = sentence.split()
    place = rng.randrange(1, len(words)) if len(words) > 2 else 0
    how = rng.randrange(4)
    if how == 0:
        changed = [*words[:place], *words[place + 1 :]]
    elif how == 1:
        changed = [*words[:place], rng.choice(("not", "never", "really", "12")), *words[place:]]
    elif how == 2:
        changed = [*words[:place], rng.choice(("always", "nobody", "90", "twice")), *words[place + 1 :]]
    else:
        changed = [*words[: place - 1], words[place], words[place - 1], *words[place + 1 :]] if place else words
    quote = " ".join(changed)
    return None if _stands(quote, spoken_turn) else Quote(talk.call_id, spoken_turn.number, quote)


def _wrong_call(
    _talk: CallTalk, spoken_turn: SpeakerTurn, sentence: str, _talks: Sequence[CallTalk], rng: Random
) -> Quote | None:
    """Forge a quote with the right words on another call."""
    return Quote(UUID(int=rng.getrandbits(128)), spoken_turn.number, sentence)


_FORGERS = {
    "hallucinated": _hallucinated,
    "shifted": _shifted,
    "wrong speaker": _wrong_speaker,
    "near miss": _near_miss,
    "wrong call": _wrong_call,
}


def figures(run: Map, companies: int, recover: int) -> list[Figure]:
    """Return all figures of this module."""
    nulls = run(null_words, range(60_000, 60_000 + companies))
    hits = run(planted_words, range(70_000, 70_000 + companies))
    detail = f"transcripts spoken, measured and compared; {ARM} won, {ARM} lost, {OWN} of the rep"
    return [
        share_at_most("a", "the same through the words", sum(nulls), companies, 0.10, "72 closed deals each"),
        share_at_least("b", "the same through the words, open questions", sum(hits), companies, 0.80, detail),
        *_recovery(run, recover),
        _quotes(run),
    ]


_ON_HEARING = frozenset({"objections_handled"})
"""Behaviours measured on objections that were heard: shown, but held to no bar, because the sample's customers speak in
a style that hearing does not know (docs/hearing.md). `bench.judgement` measures objections on other deals."""


def _recovery(run: Map, count: int) -> list[Figure]:
    rows = [row for recovered_rows in run(recovered, range(80_000, 80_000 + count)) for row in recovered_rows]
    planted = {
        b.name: _correlation([(mine, true) for name, mine, true, _ in rows if name == b.name]) for b in BEHAVIOURS
    }
    spoken_ = {
        b.name: _correlation([(mine, real) for name, mine, _, real in rows if name == b.name]) for b in BEHAVIOURS
    }
    deals = sum(name == "talk_ratio" for name, *_ in rows)
    return [_least("said", spoken_, _CLOSE, f"{deals} deals; "), _least("planted", planted, _PLANTED, "")]


def _least(by_what: str, correlations: dict[str, float], bar: float, detail: str) -> Figure:
    least = min(value for name, value in correlations.items() if name not in _ON_HEARING)
    what = f"least correlation of a measured behaviour with what was {by_what}"
    return Figure("e", what, least, f">= {bar}", least >= bar, detail + _listed(correlations))


def _listed(correlations: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in correlations.items())


def _correlation(pairs: Sequence[tuple[float, float | None]]) -> float:
    """Return Pearson's r over the deals that have both values."""
    both = [(x, y) for x, y in pairs if y is not None]
    mx, my = fmean(x for x, _ in both), fmean(y for _, y in both)
    covered = sum((x - mx) * (y - my) for x, y in both)
    spread = sqrt(sum((x - mx) ** 2 for x, _ in both) * sum((y - my) ** 2 for _, y in both))
    return covered / spread if spread else 0.0


def _quotes(run: Map) -> Figure:
    results = run(fakes, [(seed, FAKES // 4) for seed in range(90_000, 90_004)])
    tried = {kind: [sum(result[0][kind][at] for result in results) for at in (0, 1)] for kind in _FORGERS}
    true, refused = (sum(result[1][at] for result in results) for at in (0, 1))
    passed = sum(passes for _, passes in tried.values())
    kinds = ", ".join(f"{kind} {count:,}" for kind, (count, _) in tried.items())
    detail = (
        f"{sum(count for count, _ in tried.values()):,} tried: {kinds}; of {true:,} true ones {refused} were refused"
    )
    is_met = passed == 0 and refused <= _REFUSED * true
    return Figure("g", "forged quotes that pass", float(passed), "0, and 1 in 1,000 true ones refused", is_met, detail)
