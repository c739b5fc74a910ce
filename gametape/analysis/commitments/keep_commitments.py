"""Storage of commitments after each sync: the deals whose texts have changed are read again."""

import time
from hashlib import blake2b
from math import inf
from uuid import UUID

import sqlalchemy as sa
import structlog

from gametape.analysis.commitments.deal_commitments import commitments_on
from gametape.analysis.commitments.models import DealCommitments
from gametape.analysis.judgements import JudgementKey, NewJudgement, judgement_hashes, keep_judgement
from gametape.errors import CorruptValue
from gametape.queries.deal_texts import deal_texts
from gametape.queries.text_hashes import deal_text_hashes
from gametape.settings import Settings
from gametape.text.languages import Part, part_files

log = structlog.get_logger(__name__)

KIND = "commitments"
"""Kind of the judgement that holds a deal's commitments."""

CODE = 1
"""Version of the code that finds commitments; increase it when the same texts may give others."""


def keep_commitments(engine: sa.Engine, settings: Settings, *, until: float = inf) -> int:
    """Find and store the commitments of the deals whose texts have changed since; open deals first.

    Args:
        engine: engine of the store.
        settings: name the calendar of the deployment.
        until: time on the clock `time.monotonic()` (s) after which no further deal is begun; the next run continues.

    Returns:
        Number of deals that were read.

    Raises:
        StoreUnavailable: Postgres cannot be reached.
    """
    with engine.connect() as connection:
        current = deal_text_hashes(connection)
        known = judgement_hashes(connection, "opportunity", KIND, "local")
    rules = _rules(settings)
    due = {id_: _hash(texts, rules) for id_, texts in current.items() if known.get(str(id_)) != _hash(texts, rules)}
    read = 0
    for opportunity_id, input_hash in due.items():
        if time.monotonic() >= until:
            break
        _keep(engine, opportunity_id, input_hash, settings)
        read += 1
    return read


def commitments_key(opportunity_id: UUID) -> JudgementKey:
    """Return the key under which a deal's commitments are stored."""
    return JudgementKey("opportunity", str(opportunity_id), KIND, "local")


def _keep(engine: sa.Engine, opportunity_id: UUID, input_hash: bytes, settings: Settings) -> None:
    with engine.begin() as connection:
        try:
            made = commitments_on(deal_texts(connection, opportunity_id), settings.zone)
        except CorruptValue as error:  # kept as empty until the text changes: else each run would read it again
            log.warning("commitments not read", deal=str(opportunity_id), reason=str(error))
            made = DealCommitments()
        key = commitments_key(opportunity_id)
        keep_judgement(connection, NewJudgement(key, input_hash, body=made.model_dump(mode="json")))


def _rules(settings: Settings) -> bytes:
    """Return what commitments depend on beside the texts: code, words of languages, calendar."""
    digest = blake2b(f"{CODE}|{settings.zone}".encode(), digest_size=16)
    for part in (Part.COMMITMENTS, Part.DATES):
        for file in part_files(part):
            digest.update(file.read_bytes())
    return digest.digest()


def _hash(texts: bytes, rules: bytes) -> bytes:
    return blake2b(texts + rules, digest_size=16).digest()
