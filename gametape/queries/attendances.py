"""Attendances of our people on calls with customers."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from gametape.queries.calls_and_emails import Side, call, is_attendee, participant
from gametape.queries.ids import any_of
from gametape.store.activity_rules import holds, is_held
from gametape.store.our_people import IS_OURS
from gametape.store.tables import call_participants, calls, people

person = people.c


def attendances(person_ids: Collection[UUID] | None = None) -> sa.CTE:
    """Select the attendances of our people (by default all) on customer calls that were held.

    Columns: person_id, call_id, started_at, title.
    """
    of = our_addresses()
    there = (
        sa.select(of.c.person_id, call.id.label("call_id"), call.started_at, call.title)
        .distinct()
        .join_from(of, call_participants, sa.func.lower(participant.email) == of.c.address)
        .join(calls, call.id == participant.call_id)
        .where(
            participant.side == Side.OURS.value,
            is_attendee,
            holds(is_held, calls),
        )
    )
    return (there if person_ids is None else there.where(of.c.person_id == any_of(person_ids))).cte("attendances")


def our_addresses() -> sa.Subquery:
    """Select each address of our people, in lower case. Columns: person_id, address."""
    every = sa.func.unnest(sa.func.array_append(person.aliases, person.email)).label("address")
    return sa.select(person.id.label("person_id"), every).where(IS_OURS).subquery("addresses")
