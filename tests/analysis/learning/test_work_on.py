"""What to work on is what the rep does not do yet; and where there is nothing, that is said."""

from typing import Any

import pytest

from gametape.analysis.comparing.comparison import Rules
from gametape.analysis.comparing.dimensions import dimension
from gametape.analysis.comparing.stats import Mean
from gametape.analysis.comparing.winners import Compared, DimensionVerdict, Effect, NearerTo
from gametape.analysis.learning.lessons import Lessons
from gametape.analysis.learning.sentences import headline
from gametape.analysis.learning.work_on import choose, work_on

DIFFERS, NO_DIFFERENCE, TOO_FEW = DimensionVerdict
NAME = "Thao Nguyen"


def row(name: str, rep: float | None, won: float, lost: float, *, delta: float, **changes: Any) -> Compared:
    """Peers differ, and the rep has too few deals to be placed."""
    values: dict[str, Any] = {
        "verdict": TOO_FEW,
        "peers": DIFFERS,
        "counts": (0 if rep is None else 5, 20, 20),
        "standing": None,
    }
    return Compared(
        dimension=dimension(name),
        rep=None if rep is None else Mean(5, rep, rep - 0.1, rep + 0.1),
        winners=Mean(20, won, won, won),
        losers=Mean(20, lost, lost, lost),
        effect=Effect(delta, delta, delta, delta),
        p=0.001,
        q=0.001,
        everybody=Mean(40, (won + lost) / 2, (won + lost) / 2, (won + lost) / 2),
        is_new=False,
        agreeing=3,
        both=3,
        **values | changes,
    )


def placed(name: str, standing: NearerTo) -> Compared:
    rep = 15 if standing is NearerTo.WINNERS else 9
    return row(name, rep, 14, 10, delta=0.4, verdict=DIFFERS, standing=standing, counts=(12, 20, 20))


def habit(name: str = "patience") -> Compared:
    """Nothing tells won from lost, and the rep is far from all."""
    return row(name, 2.0, 0.8, 0.8, delta=0.0, verdict=NO_DIFFERENCE, peers=NO_DIFFERENCE, counts=(12, 20, 20))


@pytest.mark.parametrize(
    ("name", "rep", "won", "lost", "delta"),
    [
        ("contacts", 3.9, 3.8, 2.6, 0.4),  # beyond
        ("contacts", 3.8, 3.8, 2.6, 0.4),  # as much
        ("contacts", 3.7, 3.8, 2.6, 0.4),  # nearer the won ones, as a rep with enough deals would be placed
        ("longest_monologue", 60, 65, 90, -0.4),  # where less is better
    ],
)
def test_nobody_is_sent_after_what_they_do_as_the_won_deals_do(
    name: str, rep: float, won: float, lost: float, delta: float
) -> None:
    rows = [row(name, rep, won, lost, delta=delta)]
    assert choose(rows) is None
    assert headline(NAME, rows, Rules()).endswith(
        f"Thao has too few deals to compare in {dimension(name).label}."
        " Thao is not closer to the lost deals in anything measured here."
    )


@pytest.mark.parametrize(
    ("name", "rep", "won", "lost", "delta", "more"),
    [("contacts", 1.6, 3.8, 2.6, 0.4, True), ("longest_monologue", 95, 65, 90, -0.4, False)],
)
def test_what_few_deals_lack_is_worth_work(
    name: str, rep: float, won: float, lost: float, delta: float, *, more: bool
) -> None:
    rows = [row(name, rep, won, lost, delta=delta)]
    task = choose(rows)
    assert task is not None
    assert (task.row.dimension.name, task.basis, task.more) == (name, "peers", more)
    assert "Thao has too few deals to compare." in work_on(task, NAME, Lessons()).sentence
    assert "not closer" not in headline(NAME, rows, Rules())


def test_what_is_known_to_lack_goes_before_a_stronger_effect_that_is_there() -> None:
    rows = [row("contacts", 3.9, 3.8, 2.6, delta=0.7), row("open_questions", 9, 14, 10, delta=0.3)]
    task = choose(rows)
    assert task is not None
    assert task.row.dimension.name == "open_questions"


def test_without_a_deal_nobody_knows_so_what_peers_show_is_told_after_what_is_known() -> None:
    unknown = row("contacts", None, 3.8, 2.6, delta=0.7)
    alone = choose([unknown])
    assert alone is not None
    assert alone.row is unknown
    beside = choose([unknown, row("open_questions", 9, 14, 10, delta=0.3)])
    assert beside is not None
    assert beside.row.dimension.name == "open_questions"


def test_means_against_the_effect_tell_nobody_what_to_do() -> None:
    assert choose([row("contacts", 2.0, 2.6, 3.1, delta=0.4)]) is None  # won deals like the rep's have fewer


def test_whoever_is_with_the_won_deals_is_not_sent_after_a_habit() -> None:
    assert choose([placed("open_questions", NearerTo.WINNERS), habit()]) is None
    assert choose([row("contacts", 3.9, 3.8, 2.6, delta=0.4), habit()]) is None
    alone = choose([habit()])
    assert alone is not None
    assert alone.basis == "habit"


def test_all_of_them_are_only_those_in_which_the_rep_is_placed() -> None:
    ahead = [placed("open_questions", NearerTo.WINNERS), placed("interactivity", NearerTo.WINNERS)]
    assert headline(NAME, ahead, Rules()).endswith("Thao is closer to the won deals in all of them.")
    few = [*ahead, row("contacts", 1.6, 3.8, 2.6, delta=0.4)]
    assert headline(NAME, few, Rules()).endswith(
        "Thao is closer to the won deals in open questions and turn-taking."
        " Thao has too few deals to compare in contacts met."
    )


@pytest.mark.parametrize(("rep", "chosen"), [(9.3, True), (13.0, False)])
def test_a_rep_who_is_clearly_close_to_neither_works_on_it_only_on_the_lost_side(rep: float, *, chosen: bool) -> None:
    unclear = row("open_questions", rep, 14.6, 9.5, delta=0.4, verdict=DIFFERS, counts=(13, 31, 28))
    task = choose([unclear])
    assert (task is not None) == chosen
    if task:
        sentence = work_on(task, NAME, Lessons()).sentence
        assert sentence.endswith("It is not clear whether that is closer to the won or the lost deals.")
