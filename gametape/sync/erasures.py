"""The list of people who were erased: read, added to, and looked up by speaker."""

import secrets as random
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.records.erased import Erased, address_hash, name_hash
from gametape.store.tables import call_participants, calls, erased_names, erasures, secrets

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


def add_people(connection: sa.Connection, addresses: Iterable[str], names: Iterable[str]) -> Erased:
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
