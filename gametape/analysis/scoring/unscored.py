"""Our people on a call who were not scored, each with the reason."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.scoring.models import UnscoredPerson
from gametape.analysis.scoring.rubrics import ROLES
from gametape.queries.calls_and_emails import Side, is_attendee, participant
from gametape.store.tables import call_participants, people

person = people.c
_address = sa.func.lower(participant.email)
_same = sa.or_(person.email == _address, person.aliases.contains(pg.array([_address], type_=sa.Text)))


def unscored_people(connection: sa.Connection, call_id: UUID, scored: Collection[str]) -> list[UnscoredPerson]:
    """List our people who were on the call and have no score, by name.

    Args:
        connection: connection to the store.
        call_id: a call with a customer.
        scored: main addresses of the reps with scores.
    """
    rows = connection.execute(
        sa.select(
            sa.func.coalesce(person.name, participant.name, participant.email).label("name"),
            sa.func.coalesce(person.email, _address).label("email"),
            sa.func.coalesce(person.title, participant.title).label("title"),
            person.role,
            participant.speaker_id,
        )
        .outerjoin_from(call_participants, people, sa.and_(_same, person.deleted_at.is_(None)))
        .where(
            participant.call_id == call_id,
            participant.side == Side.OURS.value,
            participant.kind == "person",
            is_attendee,
        )
        .order_by("name", "email")
    ).all()
    named = {row.email or row.name: row for row in rows if row.name}
    shared = {row.speaker_id for row in named.values() if _speakers(row, named.values()) > 1}
    return [
        UnscoredPerson(
            name=row.name,
            email=row.email,
            title=row.title,
            why=_why(row, is_alone=len(named) == 1, shares_microphone=row.speaker_id in shared),
        )
        for row in named.values()
        if row.email not in scored
    ]


def _speakers(row: Any, rows: Collection[Any]) -> int:
    return sum(row.speaker_id is not None and row.speaker_id == other.speaker_id for other in rows)


def _why(row: Any, *, is_alone: bool, shares_microphone: bool) -> str:
    if row.role == "manager":
        return "Manager who held the call alone: not scored as a rep." if is_alone else "Manager: not scored as a rep."
    if row.role not in ROLES:
        no_role = f"The title {row.title!r} is not a known role" if row.title else "No job title, so no known role"
        return f"{no_role}. GAMETAPE_ROLES_FILE can name it."
    if shares_microphone:
        return "Shares a microphone with a colleague, so nobody knows who spoke."
    return "Spoke less than a minute, or the call is not scored yet."
