"""Judgements: results about a deal, a rep, a call or the whole company, stored in the table `insights`.

The key of a judgement is its subject, its kind and its maker; the row has a hash of the judgement's inputs. There are
three steps, and only the last step writes:

    known = read_judgement(connection, key, input_hash)   stored judgement; None if an input has changed
    made = NewJudgement(key, input_hash, body)            computed without the store
    keep_judgement(connection, made)                      called only by code that may write

docs/decisions/0134-reading-never-writes.md lists the code that may write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.store.tables import insights

Maker = Literal["local", "claude"]
"""Maker of a judgement: rules on this machine, or Anthropic's Claude."""

_UNIQUE = ("subject_type", "subject_id", "kind", "analyser")
_CONTENT = ("input_hash", "body", "ledger", "model", "prompt_version")


@dataclass(frozen=True, slots=True)
class JudgementKey:
    """Key of a judgement; the store keeps the latest judgement of each key.

    Example: `JudgementKey("rep", "dana@lumen.example", "learning", "local")`.
    """

    subject_type: Literal["opportunity", "rep", "call", "company"]
    subject_id: str
    kind: str
    maker: Maker


@dataclass(frozen=True, slots=True)
class NewJudgement:
    """Judgement that is not stored yet.

    `body` and `ledger` (counts of the claimed quotes) must be JSON values. `model` and `prompt_version` are None for
    judgements by rules.
    """

    key: JudgementKey
    input_hash: bytes
    body: Any
    ledger: Mapping[str, Any] = field(default_factory=dict)
    model: str | None = None
    prompt_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptJudgement(NewJudgement):
    """Stored judgement; `made_at` is the time of storing, by the store's clock."""

    made_at: datetime


def read_judgement(
    connection: sa.Connection, key: JudgementKey, input_hash: bytes | None = None
) -> KeptJudgement | None:
    """Return the stored judgement, or None.

    Args:
        connection: may be read-only.
        key: subject, kind and maker.
        input_hash: hash of the current inputs; a judgement of other inputs is not returned. None: return the judgement
            of any inputs, so that the caller can find out which inputs have changed.
    """
    row = connection.execute(sa.select(insights).where(_has(key))).one_or_none()
    if row is None or input_hash not in (None, row.input_hash):
        return None
    return KeptJudgement(key=key, made_at=row.created_at, **{name: row._mapping[name] for name in _CONTENT})


def judgement_hashes(connection: sa.Connection, subject_type: str, kind: str, maker: Maker) -> dict[str, bytes]:
    """Return the hash of the inputs of each stored judgement of a kind, by subject."""
    rows = connection.execute(
        sa.select(insights.c.subject_id, insights.c.input_hash).where(
            insights.c.subject_type == subject_type, insights.c.kind == kind, insights.c.analyser == maker
        )
    )
    return {row.subject_id: row.input_hash for row in rows}


def read_judgements(
    connection: sa.Connection, subject_type: str, kind: str, maker: Maker, subject_ids: Sequence[str]
) -> dict[str, Any]:
    """Return the bodies of the stored judgements of a kind on these subjects, whatever their inputs."""
    rows = connection.execute(
        sa.select(insights.c.subject_id, insights.c.body).where(
            insights.c.subject_type == subject_type,
            insights.c.kind == kind,
            insights.c.analyser == maker,
            insights.c.subject_id.in_(subject_ids),
        )
    )
    return {row.subject_id: row.body for row in rows}


def keep_judgement(connection: sa.Connection, judgement: NewJudgement) -> bool:
    """Store a judgement, replacing the earlier judgement of its key.

    Returns:
        False if a judgement of the same inputs is already stored; it stays, with its `made_at`.
    """
    values = {name: getattr(judgement, name) for name in _CONTENT}
    row = pg.insert(insights).values(_columns(judgement.key) | values)
    written = connection.execute(
        row.on_conflict_do_update(
            index_elements=_UNIQUE,
            set_={name: row.excluded[name] for name in _CONTENT} | {"created_at": sa.func.now()},
            where=insights.c.input_hash != row.excluded.input_hash,
        ).returning(insights.c.id)
    )
    return written.first() is not None


def _columns(key: JudgementKey) -> dict[str, Any]:
    return dict(zip(_UNIQUE, (key.subject_type, key.subject_id, key.kind, key.maker), strict=True))


def _has(key: JudgementKey) -> sa.ColumnElement[bool]:
    return sa.and_(*(insights.c[name] == value for name, value in _columns(key).items()))
