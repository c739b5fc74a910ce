"""Inputs of a call's scores beside its text: the reps on the call with their roles, and the call's metrics."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.measures.read_call_kinds import read_kinds
from gametape.analysis.scoring.rubrics import DIMENSIONS, ROLES, Rubrics
from gametape.analysis.scoring.scorer import MeasuredSide, Measures, Rep, input_hash
from gametape.queries.calls_and_emails import Side, is_attendee, participant
from gametape.queries.heard import acts_of
from gametape.store.tables import call_metrics, call_participants, people

person, measured = people.c, call_metrics.c


def reps_on(connection: sa.Connection, call_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Rep]]:
    """Return, by call, the reps in a coached role, sorted by address; a rep listed under two addresses appears once."""
    address = sa.func.lower(participant.email)
    ours = sa.and_(participant.call_id.in_(call_ids), participant.side == Side.OURS.value, is_attendee)
    columns = (participant.call_id, person.email, person.role, person.aliases)
    is_coached = sa.and_(person.role.in_(ROLES), person.deleted_at.is_(None))
    by_alias = person.aliases.contains(pg.array([address], type_=sa.Text))
    rows = connection.execute(
        sa.union(
            sa.select(*columns).join_from(call_participants, people, person.email == address).where(ours, is_coached),
            sa.select(*columns).join_from(call_participants, people, by_alias).where(ours, is_coached),
        )
    )
    by_call: dict[UUID, dict[str, Rep]] = defaultdict(dict)
    for row in rows:
        by_call[row.call_id][row.email] = Rep(row.email, row.role, frozenset((row.email, *row.aliases)))
    return {call_id: [reps[email] for email in sorted(reps)] for call_id, reps in by_call.items()}


def measures_of(connection: sa.Connection, call_ids: Collection[UUID]) -> Mapping[UUID, Measures]:
    """Return, by call and side, the metrics; calls without metrics of both sides are left out."""
    by_call: dict[UUID, dict[str, MeasuredSide]] = defaultdict(dict)
    for row in connection.execute(sa.select(call_metrics).where(measured.call_id.in_(call_ids))):
        by_call[row.call_id][row.side] = MeasuredSide(
            row.metrics, row.trackers, row.words_covered, frozenset(row.lacks), acts_of(row.side, row.heard)
        )
    return {call_id: sides for call_id, sides in by_call.items() if {Side.OURS, Side.THEIRS} <= sides.keys()}


def input_hashes(
    connection: sa.Connection, call_ids: Collection[UUID], origin: str, version: str, rubrics: Rubrics
) -> dict[UUID, bytes]:
    """Return, by call, the `coaching_sessions.content_hash` of up-to-date scores; only calls with metrics."""
    rows = connection.execute(
        sa.select(measured.call_id, measured.input_hash).where(
            measured.call_id.in_(call_ids), measured.side == Side.OURS.value
        )
    )
    measured_hashes = {row.call_id: bytes(row.input_hash) for row in rows}
    reps, kinds = reps_on(connection, measured_hashes), read_kinds(connection, measured_hashes)
    return {
        call_id: input_hash(
            known,
            kinds[call_id].kind,
            origin,
            version,
            [(rep, [rubrics[rep.role][name] for name in DIMENSIONS]) for rep in reps.get(call_id, ())],
        )
        for call_id, known in measured_hashes.items()
        if call_id in kinds
    }
