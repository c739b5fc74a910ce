"""Numbers and scores that were removed to save space are computed again for the call that somebody opens."""

from uuid import UUID

import structlog

from gametape.errors import GametapeError
from gametape.queries.call_metrics import was_dropped
from gametape.surfaces.store import Store

log = structlog.get_logger(__name__)


def bring_back(store: Store, call_id: UUID) -> None:
    """Compute and keep what was removed; where that fails, the answer says that it was removed."""
    with store.reading() as connection:
        if not was_dropped(connection, call_id):
            return
    from gametape.analysis.refresh import compute_again  # noqa: PLC0415 - all that analyses, for a rare occasion

    try:
        compute_again(store.engine(), store.settings, call_id)
    except GametapeError as error:
        log.warning("removed scores not computed again", call=str(call_id), reason=str(error))
