"""Route /api/accounts: an account over all its deals."""

from uuid import UUID

from fastapi import APIRouter

from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.accounts import AccountDetail, get_account
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["accounts"], route_class=CachedRoute)


@router.get("/accounts/{id}", operation_id="get_account", responses=NOT_FOUND)
def _get(id: UUID, _query: NoParameters, store: StoreOf) -> AccountDetail:  # noqa: A002  # as the path says it
    """Get an account: deals by outcome, people over all deals, fields. Its deals and calls: the filter `account`."""
    with store.reading() as connection:
        active_days = thresholds(store.settings.signals_file).contacts.active_days
        return get_account(connection, id, store.settings, active_days=active_days)
