"""Routes /api/calls (with transcript and metrics) and /api/emails."""

from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query

from gametape.errors import GametapeError
from gametape.queries.call_detail import CallDetail, get_call
from gametape.queries.call_metrics import CallMetrics, get_metrics
from gametape.queries.call_transcript import CallTranscript, TranscriptQuery, get_transcript
from gametape.queries.email_detail import EmailDetail, get_email
from gametape.surfaces.rest.bring_back import bring_back
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.store import Store, StoreOf

log = structlog.get_logger(__name__)

router = APIRouter(tags=["conversations"], route_class=CachedRoute)


@router.get("/calls/{id}", operation_id="get_call", responses=NOT_FOUND)
def _call(id: UUID, _query: NoParameters, store: StoreOf) -> CallDetail:  # noqa: A002  # as the path says it
    """Get a call: participants and deals."""
    with store.reading() as connection:
        return get_call(connection, id)


@router.get("/calls/{id}/transcript", operation_id="get_transcript", responses=NOT_FOUND)
def _transcript(id: UUID, query: Annotated[TranscriptQuery, Query()], store: StoreOf) -> CallTranscript:  # noqa: A002
    """Get a call's transcript; 404 with the reason if there is no text.

    Text that was removed to save space is loaded from the source again if possible.
    """
    with store.reading() as connection:
        transcript = get_transcript(connection, id, query)
    if not transcript.dropped or not _fetched_again(store, id):
        return transcript
    with store.reading() as connection:
        return get_transcript(connection, id, query)


@router.get("/calls/{id}/metrics", operation_id="get_metrics", responses=NOT_FOUND)
def _metrics(id: UUID, _query: NoParameters, store: StoreOf) -> CallMetrics:  # noqa: A002
    """Get a call's metrics by side, and its turns by topic.

    404 with the reason if the call was not measured.
    """
    bring_back(store, id)
    with store.reading() as connection:
        return get_metrics(connection, id)


def _fetched_again(store: Store, call_id: UUID) -> bool:
    from gametape.sync.refetch import fetch_transcript  # noqa: PLC0415 - imports all of the sync; rarely needed

    try:
        fetch_transcript(store.engine(), store.settings, call_id)
    except GametapeError as error:
        log.warning("dropped transcript not read again", call=str(call_id), reason=str(error))
        return False
    return True


@router.get("/emails/{id}", operation_id="get_email", responses=NOT_FOUND)
def _email(id: UUID, _query: NoParameters, store: StoreOf) -> EmailDetail:  # noqa: A002
    """Get an email with the part of its text that is kept."""
    with store.reading() as connection:
        return get_email(connection, id)
