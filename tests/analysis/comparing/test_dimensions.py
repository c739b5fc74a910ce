"""How the calls of a deal become one value each, and which calls count."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from gametape.analysis.comparing.dimensions import (
    CallFacts,
    Focus,
    before_outcome,
    call_value,
    dimension,
    dimensions,
    focus_area,
)
from gametape.errors import BadRequest

CLOSED = datetime(2026, 9, 30, 17, tzinfo=UTC)
DAY = timedelta(days=1)


def call(days_before: float, **facts: object) -> CallFacts:
    at = CLOSED - days_before * DAY
    return CallFacts(UUID(int=int(days_before * 10)), at, **facts)  # type: ignore[arg-type]


def test_neither_the_last_call_nor_one_within_the_blackout_counts() -> None:
    early, middle, told = call(20), call(9), call(0.2)
    assert before_outcome([told, early, middle], CLOSED, DAY) == (early, middle)
    # Closed in the books a month after the customer said so: the last call is the one that told.
    assert before_outcome([early, middle], CLOSED + 30 * DAY, DAY) == (early,)
    assert before_outcome([early, call(0.9), call(0.2)], CLOSED, DAY) == (early,)


def test_of_an_open_deal_all_calls_count() -> None:
    assert len(before_outcome([call(20), call(0.1)], None, DAY)) == 2


def test_a_call_shows_its_share_of_answered_objections() -> None:
    handled = dimension("objections_handled")
    assert call_value(call(1, raised=2, handled=1), handled) == 0.5
    assert call_value(call(1), handled) is None


@pytest.mark.parametrize(
    ("name", "area"),
    [("rapport", Focus.ENGAGEMENT), ("Objection Handling", Focus.OBJECTIONS), ("discovery", Focus.DISCOVERY)],
)
def test_focus_areas_go_by_several_names(name: str, area: Focus) -> None:
    assert focus_area(name) is area


def test_an_unknown_area_or_dimension_is_told_with_those_that_are() -> None:
    with pytest.raises(BadRequest, match="charm") as told:
        focus_area("charm")
    assert "engagement" in told.value.hint
    with pytest.raises(BadRequest, match="charm"):
        dimension("charm")


def test_names_are_unique_and_every_area_has_dimensions() -> None:
    names = [one.name for one in dimensions()]
    assert len(set(names)) == len(names)
    assert {one.focus for one in dimensions()} == set(Focus)


def test_values_are_shown_with_their_unit() -> None:
    assert dimension("talk_ratio").shown(0.516) == "52%"
    assert dimension("open_questions").shown(9.26) == "9.3 per hour"
    assert dimension("patience").shown(0.774) == "0.77 seconds"
    assert [dimension("contacts").shown(value) for value in (1, 1.04, 2.6, 12)] == [
        "1 person", "1 person", "2.6 people", "12 people",
    ]  # fmt: skip
