"""Route /api/sync: status of the sync, with which people judge how fresh and complete the data is."""

from fastapi import APIRouter

from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.sync import SyncReport, sync_report
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["sync"], route_class=CachedRoute)


@router.get("/sync", operation_id="get_sync")
def _sync(_query: NoParameters, store: StoreOf) -> SyncReport:
    """Get sync status per entity, source reconciliation, last runs, rejected rows and storage."""
    with store.reading() as connection:
        return sync_report(
            connection,
            late_hours=thresholds(store.settings.signals_file).sync.late_hours,
            storage_budget=store.settings.storage_budget,
        )
