"""The stages that deals went through: moves, and the times spent in each stage."""

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.queries.changes_since import OLDEST_FIRST, change
from gametape.queries.ids import any_of
from gametape.store.activity_rules import holds, is_stage_move
from gametape.store.tables import opportunity_changes


class StageTransition(NamedTuple):
    """Move of a deal from one stage to another."""

    old: str | None
    new: str | None
    at: datetime


class TimeInStage(NamedTuple):
    """Time of a deal in a stage. `since` is None if unknown, `until` is None if the deal is still there."""

    stage: str | None
    since: datetime | None
    until: datetime | None


def stage_moves(connection: sa.Connection, deal_ids: Sequence[UUID]) -> dict[UUID, list[StageTransition]]:
    """Return the moves of each deal from stage to stage, by time."""
    rows = connection.execute(
        sa.select(change.opportunity_id, change.old_value, change.new_value, change.changed_at)
        .where(change.opportunity_id == any_of(deal_ids), holds(is_stage_move, opportunity_changes))
        .order_by(change.opportunity_id, *OLDEST_FIRST)
    )
    found: dict[UUID, list[StageTransition]] = {}
    for deal_id, *move in rows:
        found.setdefault(deal_id, []).append(StageTransition(*move))
    return found


def stage_stays(
    moves: Sequence[StageTransition], opened_at: datetime | None, stage: str | None = None
) -> list[TimeInStage]:
    """List the stays of a deal in its stages, by time.

    Args:
        moves: stage moves of the deal, by time. The history may begin with the first move: then the deal was opened in
            the stage that the first move left.
        opened_at: when the deal was opened.
        stage: stage of a deal without moves.
    """
    entered = [(move.new, move.at) for move in moves]
    first = moves[0].old if moves else stage
    starts: list[tuple[str | None, datetime | None]] = [*entered]
    if first is not None:
        starts.insert(0, (first, min(opened_at, entered[0][1]) if opened_at and entered else opened_at))
    ends = [since for _, since in starts[1:]]
    return [TimeInStage(name, since, until) for (name, since), until in zip_longest(starts, ends)]


def stage_at(moves: Sequence[StageTransition], at: datetime) -> str | None:
    """Return the stage of a deal at a time; None for a deal without stage moves."""
    before = [move for move in moves if move.at <= at]
    if before:
        return before[-1].new
    return moves[0].old if moves else None
