"""Requirement: Call-opportunity linkage, on both engines."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from gametape.store.tables import call_opportunities, calls, opportunities
from tests.builders.warehouse_rows import Company, Sync, counts, gong_call, link, opportunity

Links = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def links(engine: sa.Engine) -> Links:
    """Titles of calls and names of deals that are linked."""

    def find() -> list[tuple[str, str]]:
        with engine.connect() as connection:
            query = (
                sa.select(calls.c.title, opportunities.c.name)
                .join_from(call_opportunities, calls, calls.c.id == call_opportunities.c.call_id)
                .join(opportunities, opportunities.c.id == call_opportunities.c.opportunity_id)
                .order_by(calls.c.title, opportunities.c.name)
            )
            return [(title, name) for title, name in connection.execute(query)]

    return find


class TestCallOpportunityLinkage:
    def test_call_linked_to_opportunity(self, sync: Sync, company: Company, links: Links) -> None:
        company.put("salesforce.opportunity", opportunity(1, name="Pilot"), opportunity(2, name="Rollout"))
        company.put("gongio_ft.call", gong_call(1, title="Demo"))
        company.put("gongio_ft.call_context_integration", link(1, 1), link(1, 2))
        sync()
        assert links() == [("Demo", "Pilot"), ("Demo", "Rollout")]

    def test_multiple_calls_per_opportunity(self, sync: Sync, company: Company, links: Links) -> None:
        company.put("salesforce.opportunity", opportunity(1, name="Pilot"))
        company.put("gongio_ft.call", gong_call(1, title="Demo"), gong_call(2, title="Terms"))
        company.put("gongio_ft.call_context_integration", link(1, 1), link(2, 1))
        sync()
        assert links() == [("Demo", "Pilot"), ("Terms", "Pilot")]

    def test_call_without_opportunity(self, sync: Sync, company: Company, links: Links) -> None:
        company.put("salesforce.opportunity", opportunity(1, name="Pilot"))
        company.put("gongio_ft.call", gong_call(1, title="Demo"), gong_call(2, title="Alone"))
        company.put("gongio_ft.call_context_integration", link(1, 1))
        assert counts(sync(), "calls")["inserted"] == 2
        assert links() == [("Demo", "Pilot")]

    def test_duplicate_linkage_prevention(self, sync: Sync, company: Company, links: Links) -> None:
        company.put("salesforce.opportunity", opportunity(1, name="Pilot"))
        company.put("gongio_ft.call", gong_call(1, title="Demo"))
        company.put("gongio_ft.call_context_integration", link(1, 1), link(1, 1, "StageName"))
        sync()
        assert counts(sync(full=True), "call_links").keys() == {"read", "unchanged"}
        assert links() == [("Demo", "Pilot")]
