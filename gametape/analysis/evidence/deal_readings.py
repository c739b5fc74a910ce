"""Readings of deals' texts that are kept as judgements: made again where the texts or the rules have changed."""

import time
from collections.abc import Callable
from hashlib import blake2b
from math import inf
from uuid import UUID

import sqlalchemy as sa
import structlog
from pydantic import BaseModel

from gametape.analysis.judgements import JudgementKey, NewJudgement, judgement_hashes, keep_judgement
from gametape.errors import CorruptValue
from gametape.queries.text_hashes import deal_text_hashes
from gametape.text.languages import Part, part_files

log = structlog.get_logger(__name__)


def reading_key(opportunity_id: UUID, kind: str) -> JudgementKey:
    """Return the key under which a reading of a deal is stored."""
    return JudgementKey("opportunity", str(opportunity_id), kind, "local")


def keep_readings(
    engine: sa.Engine,
    kind: str,
    rules: bytes,
    read: Callable[[sa.Connection, UUID], BaseModel],
    *,
    empty: BaseModel,
    until: float = inf,
) -> int:
    """Read and store the deals whose texts or rules have changed since; open deals first.

    Args:
        engine: engine of the store.
        kind: kind of the judgement.
        rules: hash of what the reading depends on in addition to the texts.
        read: reads a deal.
        empty: reading of a deal whose text is damaged; kept until the text changes, so as not to read it each time.
        until: time on the clock `time.monotonic()` (s) after which no further deal is begun; the next run continues.

    Returns:
        Number of deals that were read.

    Raises:
        StoreUnavailable: Postgres cannot be reached.
    """
    with engine.connect() as connection:
        current = {id_: _hash(texts, rules) for id_, texts in deal_text_hashes(connection).items()}
        known = judgement_hashes(connection, "opportunity", kind, "local")
    due = [(id_, hash_) for id_, hash_ in current.items() if known.get(str(id_)) != hash_]
    for done, (opportunity_id, input_hash) in enumerate(due):
        if time.monotonic() >= until:
            return done
        with engine.begin() as connection:
            try:
                made = read(connection, opportunity_id)
            except CorruptValue as error:
                log.warning("deal not read", kind=kind, deal=str(opportunity_id), reason=str(error))
                made = empty
            key = reading_key(opportunity_id, kind)
            keep_judgement(connection, NewJudgement(key, input_hash, body=made.model_dump(mode="json")))
    return len(due)


def rules_hash(*parts: Part, also: str) -> bytes:
    """Return the hash of parts of all languages and of a text."""
    digest = blake2b(also.encode(), digest_size=16)
    for part in parts:
        for file in part_files(part):
            digest.update(file.read_bytes())
    return digest.digest()


def _hash(texts: bytes, rules: bytes) -> bytes:
    return blake2b(texts + rules, digest_size=16).digest()
