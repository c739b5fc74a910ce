"""Acts of speech on calls, as the hearing model told it when the calls were measured."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.queries.calls_and_emails import Side
from gametape.store.tables import call_metrics


class HeardAct(NamedTuple):
    """Act of a sentence on a call; `turn.text[start:end]` of the turn with this number is the sentence."""

    side: Side
    kind: str  # objection, pain, commitment ...
    detail: str | None  # kind of an objection: price, timing ...
    probability: float
    turn: int
    start: int
    end: int


def heard_on(connection: sa.Connection, call_ids: Sequence[UUID]) -> dict[UUID, list[HeardAct]]:
    """Return what was heard on each of these calls, in the order in which it was said; calls without any are left out.

    A call whose text was dropped keeps what was heard on it.
    """
    known = call_metrics.c
    rows = connection.execute(
        sa.select(known.call_id, known.side, known.heard).where(
            known.call_id.in_(call_ids), known.heard != sa.text("'[]'")
        )
    )
    acts: dict[UUID, list[HeardAct]] = defaultdict(list)
    for row in rows:
        acts[row.call_id] += acts_of(row.side, row.heard)
    return {call_id: sorted(found, key=lambda act: (act.turn, act.start)) for call_id, found in acts.items()}


def acts_of(side: str, heard: Iterable[Sequence[Any]]) -> list[HeardAct]:
    """Return the acts of a side of a call from the column `call_metrics.heard`."""
    return [HeardAct(Side(side), *act) for act in heard]


def measured_calls(connection: sa.Connection, call_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of the calls that were measured, and so heard."""
    known = call_metrics.c
    return set(connection.scalars(sa.select(known.call_id).where(known.call_id.in_(call_ids)).distinct()))
