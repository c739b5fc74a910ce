"""Refetch of a transcript that was dropped to save space, from the source, when somebody restores the call."""

import uuid
from contextlib import closing
from datetime import UTC, datetime

import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.records.record import Row
from gametape.records.transcript import TranscriptRecord
from gametape.settings import Settings
from gametape.source import Window
from gametape.store.tables import calls, erasures, transcripts
from gametape.store.turns import Turn, unpack
from gametape.sync.erasures import erased_speakers, load
from gametape.sync.open_sources import open_sources
from gametape.sync.scrub import scrubbed


def fetch_transcript(engine: sa.Engine, settings: Settings, call_id: uuid.UUID) -> list[Turn]:
    """Return the turns of a call; if they were dropped, read them from the source and store them again.

    Sends at most one query to the warehouse. The words of erased people are left out.

    Raises:
        NotFound: there is no transcript of that call, its text is private, or the source does not have it any more.
        BadSettings: the warehouse is not set, or its address cannot be read.
        WarehouseUnavailable: the warehouse did not answer.
        StoreUnavailable: Postgres cannot be reached.
    """
    known = sa.select(transcripts, calls.c.is_private).join_from(transcripts, calls)
    with engine.connect() as connection:
        row = connection.execute(
            known.where(transcripts.c.call_id == call_id, transcripts.c.deleted_at.is_(None))
        ).one_or_none()
    if row is None:
        raise NotFound("This call has no transcript.")
    if row.turns is not None:
        return unpack(row.turns)
    if row.dropped_at is None or (row.is_private and settings.private_calls == "metadata"):
        raise NotFound("The text of this call is not kept.")
    return _keep(engine, row.gong_call_id, _read(engine, settings, row.gong_call_id))


def _read(engine: sa.Engine, settings: Settings, gong_call_id: str) -> Row:
    with open_sources(engine, settings) as sources:
        pages = sources.rows(sources.source("transcripts"), Window(id=gong_call_id), 1)
        with closing(pages):
            source = next((row for page in pages for row in page), None)
    record = TranscriptRecord.read(source.document, []) if source else None
    if record is None or record.is_deleted or record.monologues is None:
        raise NotFound("The source no longer has this transcript.")
    return record.row()


def _keep(engine: sa.Engine, gong_call_id: str, row: Row) -> list[Turn]:
    with engine.begin() as connection:
        # Waits for an erasure under way, and lets the next erasure begin only when these turns are stored.
        connection.execute(sa.text(f"LOCK TABLE {erasures.name} IN SHARE MODE"))
        speakers = erased_speakers(connection, [gong_call_id])
        kept = scrubbed(transcripts, row, load(connection), speakers.get(gong_call_id, ())) or row
        connection.execute(
            sa.update(transcripts)
            .where(transcripts.c.gong_call_id == gong_call_id, transcripts.c.dropped_at.is_not(None))
            .values(turns=kept["turns"], word_filter=kept["word_filter"], dropped_at=None, updated_at=datetime.now(UTC))
            .values(dropped_analysis_bytes=None)
        )
    return unpack(kept["turns"])
