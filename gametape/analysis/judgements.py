"""Judgements: what was made of a deal, a rep, a call or the whole company, kept in the table `insights`.

A judgement stands under its subject, its kind and its maker, with a hash of everything that went into it. There are
three steps, and only the last of them writes:

    known = read_judgement(connection, key, input_hash)   what is kept; None where something that went in has changed
    made = NewJudgement(key, input_hash, body)            made from what was read, without the store
    keep_judgement(connection, made)                      called by whoever may write

Who may write: docs/decisions/0134-reading-never-writes.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.store.tables import insights

Maker = Literal["local", "claude"]
"""Who judges: rules on this machine, or Anthropic's Claude."""

_UNIQUE = ("subject_type", "subject_id", "kind", "analyser")
_CONTENT = ("input_hash", "body", "ledger", "model", "prompt_version")


@dataclass(frozen=True, slots=True)
class JudgementKey:
    """The place of a judgement; the store keeps the latest judgement of each.

    Example: `JudgementKey("rep", "dana@lumen.example", "learning", "local")`.
    """

    subject_type: Literal["opportunity", "rep", "call", "company"]
    subject_id: str
    kind: str
    maker: Maker


@dataclass(frozen=True, slots=True)
class NewJudgement:
    """A judgement that is not kept yet.

    `body` and `ledger` (what became of the quotes that were claimed) hold what JSON can hold. `model` and
    `prompt_version` are None where rules judged.
    """

    key: JudgementKey
    input_hash: bytes
    body: Any
    ledger: Mapping[str, Any] = field(default_factory=dict)
    model: str | None = None
    prompt_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptJudgement(NewJudgement):
    """A judgement as the store has it; `made_at` is when it was kept, by the store's clock."""

    made_at: datetime


def read_judgement(
    connection: sa.Connection, key: JudgementKey, input_hash: bytes | None = None
) -> KeptJudgement | None:
    """The kept judgement, or None.

    Args:
        connection: may be read-only.
        key: subject, kind and maker.
        input_hash: of what would go in now; a judgement that was made from anything else does not count. None: of
            whatever it was made, so that the caller can tell what has changed since.
    """
    row = connection.execute(sa.select(insights).where(_has(key))).one_or_none()
    if row is None or input_hash not in (None, row.input_hash):
        return None
    return KeptJudgement(key=key, made_at=row.created_at, **{name: row._mapping[name] for name in _CONTENT})


def keep_judgement(connection: sa.Connection, judgement: NewJudgement) -> bool:
    """Keep a judgement in place of the one before it.

    Returns:
        False where a judgement of the same inputs is kept already; that one stays, with its `made_at`.
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
