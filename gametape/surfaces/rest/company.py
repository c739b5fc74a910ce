"""Routes /api/breakdown, /api/changes and /api/calls: deals in groups, what changed on them, and a list of calls."""

from typing import Annotated

from fastapi import APIRouter, Query

from gametape.analysis.week.changed_deals import changed_deals
from gametape.queries.breakdown import Breakdown, BreakdownQuery, breakdown
from gametape.queries.call_list import CallListQuery, CallPage, list_calls
from gametape.queries.scores import leading_origin
from gametape.queries.team_changes import TeamChanges, TeamChangesQuery
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["company"], route_class=CachedRoute)


@router.get("/breakdown", operation_id="get_breakdown")
def _breakdown(query: Annotated[BreakdownQuery, Query()], store: StoreOf) -> Breakdown:
    """Count deals in groups, with win rates and amounts per currency."""
    with store.reading() as connection:
        return breakdown(connection, query, store.settings)


@router.get("/changes", operation_id="list_team_changes")
def _changes(query: Annotated[TeamChangesQuery, Query()], store: StoreOf) -> TeamChanges:
    """List the deals that changed or were opened since a day, the latest change first."""
    with store.reading() as connection:
        return changed_deals(connection, query, store.settings)


@router.get("/calls", operation_id="list_calls")
def _calls(query: Annotated[CallListQuery, Query()], store: StoreOf) -> CallPage:
    """List customer calls that were held, by rep, deal, day, tracker or score."""
    with store.reading() as connection:
        return list_calls(connection, query, leading_origin(connection), store.settings.zone)
