"""What can be filtered by."""

import sqlalchemy as sa

from gametape.queries.facets import facets
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
