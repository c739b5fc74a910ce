"""Routes /api/calls (with transcript and metrics) and /api/emails."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from gametape.queries.call_detail import CallDetail, get_call
from gametape.queries.call_metrics import CallMetrics, get_metrics
from gametape.queries.call_transcript import CallTranscript, TranscriptQuery, get_transcript
from gametape.queries.email_detail import EmailDetail, get_email
from gametape.queries.removed import RestoredCall
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.rest.writing import StoreToWrite
from gametape.surfaces.store import StoreOf, translated

router = APIRouter(tags=["conversations"], route_class=CachedRoute)


@router.get("/calls/{id}", operation_id="get_call", responses=NOT_FOUND)
def _call(id: UUID, _query: NoParameters, store: StoreOf) -> CallDetail:  # noqa: A002  # as the path says it
    """Get a call: participants and deals."""
    with store.reading() as connection:
        return get_call(connection, id)


@router.get("/calls/{id}/transcript", operation_id="get_transcript", responses=NOT_FOUND)
def _transcript(id: UUID, query: Annotated[TranscriptQuery, Query()], store: StoreOf) -> CallTranscript:  # noqa: A002
    """Get a call's transcript; 404 with the reason if there is no text.

    Text that was removed to save space is `dropped`; `POST /api/calls/{id}/restore` loads it from the source again.
    """
    with store.reading() as connection:
        return get_transcript(connection, id, query)


@router.get("/calls/{id}/metrics", operation_id="get_metrics", responses=NOT_FOUND)
def _metrics(id: UUID, _query: NoParameters, store: StoreOf) -> CallMetrics:  # noqa: A002
    """Get a call's metrics by side, and its turns by topic.

    404 with the reason if the call was not measured. `POST /api/calls/{id}/restore` computes metrics again that were
    removed to save space.
    """
    with store.reading() as connection:
        return get_metrics(connection, id)


@router.post("/calls/{id}/restore", operation_id="restore_call", responses=NOT_FOUND)
def _restore(id: UUID, _query: NoParameters, store: StoreToWrite) -> RestoredCall:  # noqa: A002
    """Restore what was removed from a call to save space: load its text from the source, compute metrics and scores.

    404 with the reason if the source no longer has the text.
    """
    from gametape.pipeline import restore_call  # noqa: PLC0415 - all that syncs and analyzes, for a rare occasion

    with translated():
        return restore_call(store.engine(), store.settings, id)


@router.get("/emails/{id}", operation_id="get_email", responses=NOT_FOUND)
def _email(id: UUID, _query: NoParameters, store: StoreOf) -> EmailDetail:  # noqa: A002
    """Get an email with the part of its text that is kept."""
    with store.reading() as connection:
        return get_email(connection, id)
