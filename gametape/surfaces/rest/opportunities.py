"""Routes /api/opportunities (deals with timeline, activity, people and changes) and /api/facets (filter values)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from gametape.analysis.signals.deals import get_deal, list_deals
from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.activity import Activity, activity
from gametape.queries.changes_since import ChangesSince, SinceQuery, changes_since
from gametape.queries.facets import Facets, facets
from gametape.queries.filters import Filters
from gametape.queries.opportunities import OpportunityPage, OpportunityQuery
from gametape.queries.opportunity_detail import OpportunityDetail, OpportunityOf
from gametape.queries.people import Contacts, PeopleQuery, contacts
from gametape.queries.timeline import Timeline, TimelineQuery, timeline
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["opportunities"], route_class=CachedRoute)


@router.get("/opportunities", operation_id="list_opportunities")
def _list(query: Annotated[OpportunityQuery, Query()], store: StoreOf) -> OpportunityPage:
    """List deals, filtered and sorted. The first page has totals."""
    with store.reading() as connection:
        return list_deals(connection, query, store.settings)


@router.get("/opportunities/{id}", operation_id="get_opportunity", responses=NOT_FOUND)
def _get(id: UUID, query: Annotated[OpportunityOf, Query()], store: StoreOf) -> OpportunityDetail:  # noqa: A002  # as the path says it
    """Get a deal with its account, stage history and changes; now, or as of a day."""
    with store.reading() as connection:
        return get_deal(connection, id, query, store.settings)


@router.get("/opportunities/{id}/timeline", operation_id="get_timeline", responses=NOT_FOUND)
def _timeline(id: UUID, query: Annotated[TimelineQuery, Query()], store: StoreOf) -> Timeline:  # noqa: A002
    """List the deal's timeline, newest first: calls, emails, changes, silences."""
    with store.reading() as connection:
        return timeline(connection, id, query)


@router.get("/opportunities/{id}/activity", operation_id="get_activity", responses=NOT_FOUND)
def _activity(id: UUID, _query: NoParameters, store: StoreOf) -> Activity:  # noqa: A002
    """Get the deal's activity as marks: stages, calls, emails."""
    with store.reading() as connection:
        return activity(connection, id)


@router.get("/opportunities/{id}/people", operation_id="get_people", responses=NOT_FOUND)
def _people(id: UUID, query: Annotated[PeopleQuery, Query()], store: StoreOf) -> Contacts:  # noqa: A002
    """List the people on the deal by side, with their last activity."""
    with store.reading() as connection:
        active_days = thresholds(store.settings.signals_file).contacts.active_days
        return contacts(connection, id, active_days=active_days, limit=query.limit)


@router.get("/opportunities/{id}/changes", operation_id="get_changes", responses=NOT_FOUND)
def _changes(id: UUID, query: Annotated[SinceQuery, Query()], store: StoreOf) -> ChangesSince:  # noqa: A002
    """List changes, calls and emails since a day."""
    with store.reading() as connection:
        return changes_since(connection, id, query, store.settings.zone)


@router.get("/facets", operation_id="get_facets")
def _facets(query: Annotated[Filters, Query()], store: StoreOf, response: Response) -> Facets:
    """List the filter values, each with the number of deals under the other filters."""
    response.headers["Cache-Control"] = "private, max-age=30"  # it reads all deals and changes once a day
    with store.reading() as connection:
        return facets(connection, query, store.settings.zone)
