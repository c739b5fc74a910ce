"""Names of the trackers of objections."""

from gametape.analysis.hearing.model import load_model
from gametape.queries.objection_names import HEARD_TRACKERS, ObjectionKind, is_heard, kind_of, tracker_of


def test_a_kind_is_told_from_the_trackers_name() -> None:
    names = ("objection_price", "objection_unspecified", "objection", "objection_open", "pricing")
    assert [kind_of(name) for name in names] == ["price", "unspecified", None, None, None]
    assert tracker_of(None) == "objection_unspecified"
    assert all(map(is_heard, HEARD_TRACKERS))


def test_the_kinds_are_those_of_the_model() -> None:
    assert set(ObjectionKind) == load_model("en").objections.keys()
