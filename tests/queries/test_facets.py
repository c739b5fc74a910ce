"""What can be filtered by."""

import sqlalchemy as sa

from gametape.queries.facets import facets
from gametape.queries.filters import Filters
from tests.builders.store_rows import MOMENT, add_deal


def test_stages_run_as_the_pipeline_does(connection: sa.Connection) -> None:
    won, lost = {"is_closed": True, "is_won": True}, {"is_closed": True, "is_won": False}
    add_deal(connection, "a", stage="10. Negotiate")
    add_deal(connection, "b", stage="2. Discover")
    add_deal(connection, "c", stage="Closed Won", **won)
    add_deal(connection, "d", stage="Closed Lost", **lost)
    add_deal(connection, "e", stage="Prospecting", metadata={"fields": {"probability": 10}})
    add_deal(connection, "f", stage="Proposal", metadata={"fields": {"probability": "75.0"}})
    add_deal(connection, "g", stage="Odd", metadata={"fields": {"probability": "high"}})
    add_deal(connection, "h", stage=None)
    found = facets(connection).stages
    assert [stage.stage for stage in found] == [
        "2. Discover",
        "10. Negotiate",
        "Prospecting",
        "Proposal",
        "Odd",
        "Closed Won",
        "Closed Lost",
        None,
    ]
    assert [stage.outcome for stage in found[-3:]] == ["won", "lost", "open"]


def test_counts_leave_out_deleted_deals(connection: sa.Connection) -> None:
    add_deal(connection, "a", owner_email="z@x.example", metadata={"owner_name": "Ada"}, health_score=3)
    add_deal(connection, "b", owner_email="a@x.example", is_closed=True)
    add_deal(connection, "c", owner_email=None)
    add_deal(connection, "d", owner_email="gone@x.example", deleted_at=MOMENT)
    found = facets(connection)
    assert [(owner.email, owner.name, owner.deals, owner.open) for owner in found.owners] == [
        ("a@x.example", None, 1, 0),
        ("z@x.example", "Ada", 1, 1),
        (None, None, 1, 1),
    ]
    assert {facet.outcome: facet.deals for facet in found.outcomes} == {"open": 2, "won": 0, "lost": 1}
    assert (found.deals, found.scored) == (3, 1)


def test_an_empty_store_has_facets_too(connection: sa.Connection) -> None:
    found = facets(connection)
    assert (found.owners, found.stages, found.deals) == ([], [], 0)


def test_counts_of_a_facet_respect_the_other_filters(connection: sa.Connection) -> None:
    for number, (owner, stage, outcome) in enumerate(
        [("a", "1", "open"), ("a", "2", "open"), ("a", "9", "won"), ("b", "1", "open"), ("b", "9", "won")]
    ):
        add_deal(
            connection,
            f"deal {number}",
            owner_email=f"{owner}@x.example",
            stage=stage,
            is_closed=outcome != "open",
            is_won=outcome == "won",
        )
    found = facets(connection, Filters.model_validate({"owner": ["a@x.example"], "outcome": ["open"]}))
    assert {owner.email: owner.deals for owner in found.owners} == {"a@x.example": 2, "b@x.example": 1}
    assert {stage.stage: stage.deals for stage in found.stages} == {"1": 1, "2": 1, "9": 0}
    assert {facet.outcome: facet.deals for facet in found.outcomes} == {"open": 2, "won": 1, "lost": 0}
    assert found.deals == 5
