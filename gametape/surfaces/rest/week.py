"""Routes of a manager's week: the team side by side, the forecast, the brief of a rep for a 1:1, and its day."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from gametape.analysis.learning.answers import rep_email
from gametape.analysis.week.brief_models import RepBrief
from gametape.analysis.week.one_on_ones import BriefPeriod, NewOneOnOne, record_one_on_one
from gametape.analysis.week.rep_brief import BriefQuery, rep_brief
from gametape.analysis.week.team_overview import TeamOverview, TeamQuery, team_overview
from gametape.queries.forecast import Forecast, ForecastQuery, forecast
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.writing import StoreToWrite
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["week"], route_class=CachedRoute)


@router.get("/reps/{id}/brief", operation_id="get_brief", responses=NOT_FOUND)
def _brief(id: UUID, query: Annotated[BriefQuery, Query()], store: StoreOf) -> RepBrief:  # noqa: A002  # as the path says it
    """Get the brief for a 1:1: open deals worst first, promises, a behavior, goals, changes since the last 1:1."""
    with store.reading() as connection:
        return rep_brief(connection, id, query, store.settings)


@router.post("/reps/{id}/one-on-ones", operation_id="record_one_on_one", responses=NOT_FOUND)
def _record(id: UUID, new: NewOneOnOne, store: StoreToWrite) -> BriefPeriod:  # noqa: A002
    """Record the day of a 1:1, from which the next brief tells what changed."""
    with store.writing() as connection:
        return record_one_on_one(connection, rep_email(connection, id), new, store.settings)


@router.get("/team", operation_id="get_team")
def _team(query: Annotated[TeamQuery, Query()], store: StoreOf) -> TeamOverview:
    """List the owners of open deals: quiet, overdue and closing deals, coaching goal, and what to work on."""
    with store.reading() as connection:
        return team_overview(connection, query, store.settings)


@router.get("/forecast", operation_id="get_forecast")
def _forecast(query: Annotated[ForecastQuery, Query()], store: StoreOf) -> Forecast:
    """Count and sum the deals of a close period by owner, stage or forecast category, with slips and overdue deals."""
    with store.reading() as connection:
        return forecast(connection, query, store.settings)
