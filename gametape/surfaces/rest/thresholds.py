"""Route /api/thresholds: the thresholds in force in this deployment."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from gametape.analysis.comparing.welch import FEWEST_CALLS, FEWEST_DEALS
from gametape.analysis.signals.thresholds import Rule, thresholds
from gametape.queries.signals import SignalName
from gametape.queries.timeline import SILENCE
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["opportunities"], route_class=CachedRoute)


class ThresholdsInForce(BaseModel):
    """The numbers of `thresholds.toml`, or of the file that GAMETAPE_SIGNALS_FILE names."""

    signals: dict[SignalName, Rule] = Field(description="By signal, in order of weight.")
    quiet_from: int = Field(
        description="Days without activity that count as quiet; deals say the number of their stage."
    )
    silence_days: int = Field(description="Days without activity that the timeline shows as a silence.")
    active_contact_days: int = Field(description="Within how many days a customer contact counts as active.")
    late_sync_hours: int = Field(description="After how many hours without a run the data is late.")
    fewest_deals: int = Field(description="With fewer deals, nothing is said of a rep.")
    fewest_calls: int = Field(description="With fewer calls, nothing is said of a rep.")


@router.get("/thresholds", operation_id="get_thresholds")
def _thresholds(_query: NoParameters, store: StoreOf) -> ThresholdsInForce:
    """Get the thresholds at which a deal, a customer contact or late data is flagged."""
    in_force = thresholds(store.settings.signals_file)
    return ThresholdsInForce(
        signals=in_force.rules,
        quiet_from=in_force.quiet_days(),
        silence_days=SILENCE.days,
        active_contact_days=in_force.contacts.active_days,
        late_sync_hours=in_force.sync.late_hours,
        fewest_deals=FEWEST_DEALS,
        fewest_calls=FEWEST_CALLS,
    )
