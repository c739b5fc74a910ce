"""The list of erased people in the store, and what of their words it still holds."""

import secrets as random
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.records.erased import Erased, address_hash, name_hash
from gametape.store.tables import call_participants, calls, erased_names, erasures, secrets, transcripts
from gametape.sync.scrub import without_words

_KEY = "erasures"


def load(connection: sa.Connection) -> Erased:
    """Who was erased, in one query; nobody, as a rule, which is False."""
    row = connection.execute(
        sa.select(
            sa.select(secrets.c.value).where(secrets.c.name == _KEY).scalar_subquery(),
            sa.select(sa.func.array_agg(erasures.c.email_hash)).scalar_subquery(),
            sa.select(sa.func.array_agg(erased_names.c.name_hash)).scalar_subquery(),
            sa.select(sa.func.array_agg(erased_names.c.words)).scalar_subquery(),
        )
    ).one()
    return Erased(row[0] or b"", row[1] or [], dict(zip(row[2] or [], row[3] or [], strict=True)))


def remember(connection: sa.Connection, addresses: Iterable[str], names: Iterable[str]) -> Erased:
    """Put people on the list; returns all who are on it now."""
    new = pg.insert(secrets).values(name=_KEY, value=random.token_bytes(32))
    connection.execute(new.on_conflict_do_nothing())
    key = connection.execute(sa.select(secrets.c.value).where(secrets.c.name == _KEY)).scalar_one()
    for address in addresses:
        row = pg.insert(erasures).values(email_hash=address_hash(key, address))
        connection.execute(row.on_conflict_do_nothing())
    for found in filter(None, (name_hash(key, name) for name in names)):
        row = pg.insert(erased_names).values(name_hash=found[0], words=found[1])
        connection.execute(row.on_conflict_do_nothing())
    return load(connection)


def erased_speakers(connection: sa.Connection, call_ids: Collection[str]) -> Mapping[str, set[str]]:
    """By Gong's call id, the speakers of that call who were erased."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        sa.select(calls.c.gong_call_id, call_participants.c.speaker_id)
        .join_from(calls, call_participants)
        .where(call_participants.c.is_erased, call_participants.c.speaker_id.is_not(None))
        .where(calls.c.gong_call_id == sa.func.any(sa.cast(list(call_ids), pg.ARRAY(sa.Text))))
    )
    for call_id, speaker_id in rows:
        found[call_id].add(speaker_id)
    return found


def take_back_words(connection: sa.Connection) -> None:
    """For calls that were just merged: what the erased said is in a transcript that came before they were known."""
    spoken: dict[uuid.UUID, set[str]] = defaultdict(set)
    for call_id, speaker_id in connection.execute(_ERASED_OF_STAGED):
        spoken[call_id].add(speaker_id)
    if not spoken:
        return
    erased = load(connection)
    query = sa.select(transcripts.c.id, transcripts.c.call_id, transcripts.c.turns)
    for row in connection.execute(query.where(transcripts.c.call_id.in_(spoken), transcripts.c.turns.is_not(None))):
        kept = without_words(row.turns, erased, spoken[row.call_id])
        if kept.turns != row.turns:
            connection.execute(
                sa.update(transcripts).where(transcripts.c.id == row.id).values(**kept.values, updated_at=sa.func.now())
            )


_ERASED_OF_STAGED = sa.text("""
    SELECT person.call_id, person.speaker_id
    FROM staged_calls JOIN calls AS call USING (gong_call_id)
    JOIN call_participants AS person ON person.call_id = call.id
    WHERE person.is_erased AND person.speaker_id IS NOT NULL
""")
