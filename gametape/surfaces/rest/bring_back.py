"""Metrics and scores that were removed to save space: computed again for a call when somebody opens it."""

from uuid import UUID

import structlog

from gametape.errors import GametapeError
from gametape.queries.call_metrics import was_dropped
from gametape.surfaces.store import Store

log = structlog.get_logger(__name__)


def bring_back(store: Store, call_id: UUID) -> None:
    """Compute and store the removed metrics and scores of a call; an error is only logged, and they stay removed."""
    with store.reading() as connection:
        if not was_dropped(connection, call_id):
            return
    from gametape.analysis.refresh import compute_again  # noqa: PLC0415 - imports all of the analysis; rarely needed

    try:
        compute_again(store.engine(), store.settings, call_id)
    except GametapeError as error:
        log.warning("removed scores not computed again", call=str(call_id), reason=str(error))
