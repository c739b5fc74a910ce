"""The stated relation between behaviour and winning is the one that is drawn."""

import json
from random import Random

import pytest

from gametape.errors import BadRequest
from gametape.sample import BEHAVIOURS, DEFAULT_EFFECTS, NO_EFFECTS, Effects, generate
from gametape.sample import Company as Plan
from gametape.sample.behaviours import slopes, win_probability
from gametape.sample.habits import habits
from gametape.sample.truth import cliffs_delta
from tests.sample.reading import TODAY


def drawn(effects: Effects, segment: str = "Mid", size: int = 3000) -> dict[str, float | None]:
    """Cliff's delta of each latent behaviour between deals drawn won and lost."""
    rng = Random(1)
    values: dict[bool, list[dict[str, float]]] = {True: [], False: []}
    for _ in range(size):
        latent = {behaviour.name: rng.gauss(0, 1) for behaviour in BEHAVIOURS}
        values[rng.random() < win_probability(latent, rng.gauss(0, 1), segment, effects)].append(latent)
    return {
        b.name: cliffs_delta([v[b.name] for v in values[True]], [v[b.name] for v in values[False]]) for b in BEHAVIOURS
    }


@pytest.mark.parametrize(
    "effects", [DEFAULT_EFFECTS, NO_EFFECTS, Effects({"patience": 0.5}), Effects({"filler": -0.7, "contacts": 0.2})]
)
def test_won_and_lost_differ_by_what_was_asked(effects: Effects) -> None:
    for name, delta in drawn(effects).items():
        assert delta == pytest.approx(effects.deltas.get(name, 0.0), abs=0.055), name


def test_a_confounded_behaviour_has_no_slope_and_the_segment_has_one() -> None:
    effects = Effects(confounded=("talk_ratio",))
    assert slopes(effects) == {}
    zero = {behaviour.name: 0.0 for behaviour in BEHAVIOURS}
    odds = [win_probability(zero, 0, segment, effects) for segment in ("SMB", "Mid", "Enterprise")]
    assert odds[0] < odds[1] == 0.5 < odds[2]


def test_effects_are_checked() -> None:
    with pytest.raises(BadRequest, match="charm"):
        Effects({"charm": 0.2})
    with pytest.raises(BadRequest):
        Effects({"patience": 0.95})


def test_planned_deals_show_the_default_effects_and_no_others() -> None:
    """Reps' habits must not tie a behaviour without effect to one that has some."""
    plan = Plan(seed=5, today=TODAY, deals=1600, open_share=0.0)
    deals = [plan.deal(number) for number in range(1600)]
    for behaviour in BEHAVIOURS:
        won = [deal.values[behaviour.name] for deal in deals if deal.status == "won"]
        lost = [deal.values[behaviour.name] for deal in deals if deal.status == "lost"]
        wanted = DEFAULT_EFFECTS.deltas.get(behaviour.name, 0.0)
        assert cliffs_delta(won, lost) == pytest.approx(wanted, abs=0.11), behaviour.name


def test_a_confounding_segment_fools_whoever_does_not_compare_within_it() -> None:
    plan = Plan(seed=5, today=TODAY, deals=900, open_share=0.0, effects=Effects(confounded=("open_questions",)))
    deals = [plan.deal(number) for number in range(900)]

    def delta(segment: str | None) -> float:
        some = [deal for deal in deals if segment in (None, deal.account.segment)]
        won = [deal.values["open_questions"] for deal in some if deal.status == "won"]
        found = cliffs_delta(won, [deal.values["open_questions"] for deal in some if deal.status == "lost"])
        assert found is not None
        return found

    assert delta(None) > 0.2
    assert max(abs(delta(segment)) for segment in ("SMB", "Mid", "Enterprise")) < 0.16


def test_habits_are_uncorrelated_and_dana_asks_least() -> None:
    found = habits(3, 12)
    names = [behaviour.name for behaviour in BEHAVIOURS]
    for name in names:
        assert sum(habit[name] for habit in found) == pytest.approx(0, abs=1e-9)
    planted = [name for name in names if name in DEFAULT_EFFECTS.deltas]
    for one in planted:
        for other in names:
            product = sum(habit[one] * habit[other] for habit in found) / 12
            assert abs(product) < 1e-9 or one == other
    assert found[0]["open_questions"] == min(habit["open_questions"] for habit in found)


@pytest.mark.slow
def test_the_effect_is_in_the_words_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Measured on transcripts, not on plans: the planted effect comes out, attenuated at most by a quarter."""
    out = tmp_path_factory.mktemp("effects") / "c.duckdb"
    sample = generate(out, seed=2, deals=400, today=TODAY, open_share=0.0, effects=Effects({"open_questions": 0.5}))
    realised = json.loads(sample.truth.read_text("utf-8"))["realised_effects"]
    assert realised["open_questions"]["cliffs_delta"] == pytest.approx(0.5, abs=0.14)
    for behaviour in BEHAVIOURS:
        if behaviour.name != "open_questions":
            assert abs(realised[behaviour.name]["cliffs_delta"]) < 0.17, behaviour.name
