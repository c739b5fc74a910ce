"""What a reader is told of hostile text: every kind of it, at its place, and nothing of ordinary talk."""

import pytest

from gametape.analysis.evidence.hostile import Trick, flags_of_talk, tricks_in
from gametape.text.inert import visible
from tests.builders.orders_to_machines import ORDERS, with_turn

EXPECTED: dict[str, set[Trick]] = {
    "instructions": {Trick.INSTRUCTION, Trick.SCORE},
    "system": {Trick.ROLE},
    "tool": {Trick.ROLE},
    "closing": {Trick.DELIMITER},
    "template": {Trick.ROLE},
    "zero width": {Trick.INVISIBLE, Trick.INSTRUCTION},
    "tags": {Trick.INVISIBLE},
    "bidi": {Trick.INVISIBLE},
    "html": {Trick.MARKUP},
    "link": {Trick.LINK},
    "foreign letters": {Trick.LOOKALIKE, Trick.INSTRUCTION},
    "lookalike": {Trick.LOOKALIKE, Trick.INSTRUCTION},
    "costume": {Trick.LOOKALIKE, Trick.INSTRUCTION},
    "long": {Trick.TOO_LONG},
}


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_is_flagged_at_its_place(name: str) -> None:
    (flag,) = flags_of_talk(with_turn(ORDERS[name]))
    assert EXPECTED[name] <= set(flag.tricks)
    assert (flag.type, flag.turn) == ("call", 3)
    assert len(flag.excerpt) <= 120
    assert visible(flag.excerpt) == flag.excerpt


@pytest.mark.parametrize(
    "text",
    [
        "Please ignore the previous invoice, it was wrong.",
        "We grade leads from one to ten, and the highest ones get a call.",
        "How would you rate us on a scale of one to ten?",
        "The system: we use SAP, and it is slow.",
        "Let me make a note to the team about it.",
        "You are now the third vendor that tells us this.",
        "See https://northwind.example/terms for ours.",
        "Costs < 10 and > 5 per seat & month",
        "C'était très cher, naïve façade",
        "Мы используем GitHub и Slack",
        "我们的预算是五万",
        "می‌خواهم آن را ببینم",
        "👩‍💻 ❤️ thanks!",
    ],
)
def test_ordinary_talk_is_not_flagged(text: str) -> None:
    assert tricks_in(text) == ()


def test_hostile_text_is_looked_through_in_linear_time() -> None:
    for one in ("ignore the ", "[", "<a ", "\n ", " ", "give ", "<|", '"role" '):
        tricks_in(one * 4_000)  # pytest's time limit is the test
