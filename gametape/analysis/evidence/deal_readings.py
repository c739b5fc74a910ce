"""Readings of deals' texts that are kept as judgements: made again where the texts or the rules have changed."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import inf
from uuid import UUID

import sqlalchemy as sa
import structlog
from pydantic import BaseModel

from gametape.analysis.judgements import JudgementKey, NewJudgement, judgement_hashes, keep_judgement
from gametape.errors import CorruptValue
from gametape.queries.deal_texts import DealTexts, deal_texts
from gametape.queries.text_hashes import deal_text_hashes
from gametape.text.languages import Part, part_files

log = structlog.get_logger(__name__)


def reading_key(opportunity_id: UUID, kind: str) -> JudgementKey:
    """Return the key under which a reading of a deal is stored."""
    return JudgementKey("opportunity", str(opportunity_id), kind, "local")


@dataclass(frozen=True, slots=True)
class TextsReading:
    """Kind of reading of a deal's texts.

    `rules` is the hash of what the reading depends on in addition to the texts. `empty` is kept of a deal whose text is
    damaged, until the text changes, so as not to read it each time.
    """

    kind: str
    rules: bytes
    read: Callable[[sa.Connection, UUID, DealTexts], BaseModel]
    empty: BaseModel


def keep_readings(
    engine: sa.Engine, readings: Sequence[TextsReading], *, only: Sequence[UUID] | None = None, until: float = inf
) -> dict[str, int]:
    """Read and store the deals whose texts or rules have changed since, open deals first; a deal's texts are read once.

    Args:
        engine: engine of the store.
        readings: kinds of readings.
        only: read these deals and no others.
        until: time on the clock `time.monotonic()` (s) after which no further deal is begun; the next run continues.

    Returns:
        Number of deals that were read, by kind.

    Raises:
        StoreUnavailable: Postgres cannot be reached.
    """
    done = {reading.kind: 0 for reading in readings}
    for opportunity_id, due in _due(engine, readings, only):
        if time.monotonic() >= until:
            break
        with engine.begin() as connection:
            for judgement in _read(connection, opportunity_id, due):
                keep_judgement(connection, judgement)
                done[judgement.key.kind] += 1
    return done


def deals_to_read(engine: sa.Engine, readings: Sequence[TextsReading]) -> list[UUID]:
    """List the deals whose texts or rules have changed since they were read, open deals first."""
    return [opportunity_id for opportunity_id, _ in _due(engine, readings, None)]


def _due(
    engine: sa.Engine, readings: Sequence[TextsReading], only: Sequence[UUID] | None
) -> list[tuple[UUID, list[tuple[TextsReading, bytes]]]]:
    """List the deals with the readings that are to be made, and the hash of what each depends on."""
    with engine.connect() as connection:
        texts = deal_text_hashes(connection)
        texts = texts if only is None else {id_: texts[id_] for id_ in only if id_ in texts}
        known = {each.kind: judgement_hashes(connection, "opportunity", each.kind, "local") for each in readings}
    current = {id_: [(each, _hash(hash_, each.rules)) for each in readings] for id_, hash_ in texts.items()}
    due = {
        id_: [(each, hash_) for each, hash_ in hashes if known[each.kind].get(str(id_)) != hash_]
        for id_, hashes in current.items()
    }
    return [(id_, changed) for id_, changed in due.items() if changed]


def _read(
    connection: sa.Connection, opportunity_id: UUID, due: Sequence[tuple[TextsReading, bytes]]
) -> Iterator[NewJudgement]:
    try:
        texts = deal_texts(connection, opportunity_id)
    except CorruptValue as error:
        log.warning("deal not read", deal=str(opportunity_id), reason=str(error))
        texts = None
    for reading, input_hash in due:
        made = reading.read(connection, opportunity_id, texts) if texts else reading.empty
        yield NewJudgement(reading_key(opportunity_id, reading.kind), input_hash, body=made.model_dump(mode="json"))


def rules_hash(*parts: Part, also: str) -> bytes:
    """Return the hash of parts of all languages and of a text."""
    digest = blake2b(also.encode(), digest_size=16)
    for part in parts:
        for file in part_files(part):
            digest.update(file.read_bytes())
    return digest.digest()


def _hash(texts: bytes, rules: bytes) -> bytes:
    return blake2b(texts + rules, digest_size=16).digest()
