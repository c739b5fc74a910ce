"""What was agreed, and what later calls show of it."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
import sqlalchemy as sa

from gametape.analysis.comparing.dimensions import dimension
from gametape.analysis.learning.agreements import AgreementShows, NewAgreement, agree, end, list_agreements, progress
from gametape.analysis.measures.measure import measure
from gametape.errors import BadRequest, NotFound
from gametape.settings import Settings
from gametape.store.tables import agreements
from tests.builders.deal_facts import DANA, START, add_company


def deals(mean: float, count: int, *, calls: int = 3, seed: int = 1) -> list[list[float]]:
    rng = Random(seed)
    return [[rng.gauss(mean, 1) for _ in range(calls)] for _ in range(count)]


def test_a_move_towards_the_target_is_told_with_its_interval() -> None:
    found = progress(deals(8, 6), deals(13, 5, seed=2), 14)
    assert found.change is AgreementShows.TOWARDS_TARGET
    assert found.difference is not None
    assert found.difference.low < 5 < found.difference.high
    assert progress(deals(13, 6), deals(8, 5, seed=2), 14).change is AgreementShows.AWAY_FROM_TARGET
    assert progress(deals(13, 6), deals(8, 5, seed=2), 6).change is AgreementShows.TOWARDS_TARGET


def test_what_chance_explains_is_no_change() -> None:
    assert progress(deals(8, 6), deals(8.2, 5, seed=2), 14).change is AgreementShows.NO_CHANGE_SEEN


@pytest.mark.parametrize("after", [[], deals(13, 3, calls=9), deals(13, 5, calls=1)])
def test_too_little_says_nothing(after: list[list[float]]) -> None:
    found = progress(deals(8, 6), after, 14)
    assert (found.change, found.difference, found.after.mean) == (AgreementShows.TOO_EARLY, None, None)


def test_chance_passes_for_a_change_as_rarely_as_promised() -> None:
    changed = sum(
        progress(deals(8, 6, seed=2 * seed), deals(8, 6, seed=2 * seed + 1), 14).change
        is not AgreementShows.NO_CHANGE_SEEN
        for seed in range(300)
    )
    assert changed / 300 < 0.09


def test_agreements_are_noted_listed_and_ended(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        add_company(connection, won=0, lost=0, own=6)
    measure(engine, settings)
    with engine.begin() as connection:
        made = agree(connection, DANA, NewAgreement(dimension="open_questions", target=40))
        connection.execute(sa.update(agreements).values(agreed_at=START + timedelta(days=10)))
        (listed,) = list_agreements(connection, DANA, settings)
        assert (listed.id, listed.label, listed.before.calls, listed.after.calls) == (made, "open questions", 12, 6)
        assert listed.change is AgreementShows.TOO_EARLY  # one call in each deal since
        assert "8 calls in 4 deals" in listed.sentence
        assert (listed.target_shown, listed.after_shown) == ("40 per hour", "not enough data")
        assert listed.before.mean is not None
        assert listed.before_shown.startswith(dimension("open_questions").shown(listed.before.mean))
        assert listed.axis is not None
        assert listed.axis.low < listed.before.mean < listed.axis.high
        assert listed.axis.high >= 40
        with pytest.raises(BadRequest, match="already"):
            agree(connection, DANA, NewAgreement(dimension="open_questions", target=40))
        end(connection, DANA, made)
        assert list_agreements(connection, DANA, settings)[0].ended_at is not None
        agree(connection, DANA, NewAgreement(dimension="open_questions", target=40))
        assert [one.ended_at is None for one in list_agreements(connection, DANA, settings)] == [True, False]
        with pytest.raises(NotFound):
            end(connection, DANA, uuid4())
        with pytest.raises(NotFound):
            end(connection, "ann@lumen.example", made)


@pytest.mark.parametrize(("dimension", "target"), [("charm", 1), ("contacts", 3), ("talk_ratio", 45)])
def test_what_calls_cannot_show_is_not_agreed(connection: sa.Connection, dimension: str, target: float) -> None:
    with pytest.raises(BadRequest):
        agree(connection, DANA, NewAgreement(dimension=dimension, target=target))
