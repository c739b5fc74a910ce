"""List of erased people, kept as hashes: reads it, adds to it, and finds the erased speakers of a call."""

import secrets as random
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.records.erased import Erased, address_hash, name_hash
from gametape.store.tables import call_participants, calls, erased_names, erasures, secrets

_KEY = "erasures"


def load(connection: sa.Connection) -> Erased:
    """Return the erased people, read in one query. The result is false when nobody was erased, the usual case."""
    row = connection.execute(
        sa.select(
            sa.select(secrets.c.value).where(secrets.c.name == _KEY).scalar_subquery(),
            sa.select(sa.func.array_agg(erasures.c.email_hash)).scalar_subquery(),
            sa.select(sa.func.array_agg(erased_names.c.name_hash)).scalar_subquery(),
            sa.select(sa.func.array_agg(erased_names.c.words)).scalar_subquery(),
        )
    ).one()
    return Erased(row[0] or b"", row[1] or [], dict(zip(row[2] or [], row[3] or [], strict=True)))


def add_people(connection: sa.Connection, addresses: Iterable[str], names: Iterable[str]) -> Erased:
    """Add people to the list by addresses and full names; return the whole list."""
    new = pg.insert(secrets).values(name=_KEY, value=random.token_bytes(32))
    connection.execute(new.on_conflict_do_nothing())
    key = connection.execute(sa.select(secrets.c.value).where(secrets.c.name == _KEY)).scalar_one()
    for address in addresses:
        row = pg.insert(erasures).values(email_hash=address_hash(key, address))
        connection.execute(row.on_conflict_do_nothing())
    for hashed in filter(None, (name_hash(key, name) for name in names)):
        row = pg.insert(erased_names).values(name_hash=hashed[0], words=hashed[1])
        connection.execute(row.on_conflict_do_nothing())
    return load(connection)


def erased_speakers(connection: sa.Connection, call_ids: Collection[str]) -> Mapping[str, set[str]]:
    """Return the ids of the erased speakers of these calls, by Gong's call id; calls without any are left out."""
    speakers: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        sa.select(calls.c.gong_call_id, call_participants.c.speaker_id)
        .join_from(calls, call_participants)
        .where(call_participants.c.is_erased, call_participants.c.speaker_id.is_not(None))
        .where(calls.c.gong_call_id == sa.func.any(sa.cast(list(call_ids), pg.ARRAY(sa.Text))))
    )
    for call_id, speaker_id in rows:
        speakers[call_id].add(speaker_id)
    return speakers
