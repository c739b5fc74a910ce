"""When a deal was decided, by its moves between stages."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from gametape.analysis.comparing.decision import decided_at, is_decided
from gametape.queries.stage_moves import StageTransition

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def moves(*stages: str) -> list[StageTransition]:
    """A move every ten days, through these stages."""
    steps = enumerate(pairwise(stages))
    return [StageTransition(old, new, START + timedelta(days=10 * number)) for number, (old, new) in steps]


@pytest.mark.parametrize(
    ("stages", "day"),
    [
        (("1. Qualify", "4. Evaluate", "6. Closed Won"), 10),
        (("Demo", "Verbal Commit", "Contract Sent", "Closed Won"), 0),  # the books follow weeks later
        (("Demo", "Closed Won", "Onboarding", "Live"), 0),  # what comes after closing changes nothing
        (("Demo", "Closed Lost", "Demo", "Closed Won"), 20),  # opened again
        (("Angebot", "Vertrag", "Gewonnen"), 0),
    ],
)
def test_a_deal_is_decided_when_only_papers_are_missing(stages: tuple[str, ...], day: int) -> None:
    assert decided_at(moves(*stages)) == START + timedelta(days=day)


def test_stages_without_a_known_word_tell_nothing() -> None:
    assert decided_at(moves("A", "B")) is None
    assert decided_at([]) is None
    assert not is_decided("5. Negotiation")
    assert not is_decided("Wonderful")
    assert not is_decided(None)
