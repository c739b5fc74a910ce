"""Recipients of the weekly digest: reps with open deals, and the managers above them."""

from collections.abc import Collection

import sqlalchemy as sa

from gametape.analysis.digest.models import Recipient
from gametape.queries.deals import deal, is_kept, is_open
from gametape.store.our_people import IS_OURS
from gametape.store.tables import people

person = people.c
_address = sa.func.lower(person.email)


def list_recipients(connection: sa.Connection, unsubscribed: Collection[str] = ()) -> list[Recipient]:
    """List the active people who own an open deal, or to whom an owner reports at whatever distance; managers first.

    Args:
        connection: connection to the store.
        unsubscribed: addresses that get no digest, in any case.
    """
    owners = sa.select(sa.func.lower(deal.owner_email)).where(is_kept, is_open, deal.owner_email.is_not(None))
    managers = _managers_of(owners)
    leads = _address.in_(sa.select(managers.c.email))
    rows = connection.execute(
        sa.select(
            person.id.label("person_id"),
            _address.label("email"),
            person.name,
            sa.case((leads, "manager"), else_="rep").label("role"),
        )
        .where(
            IS_OURS,
            person.kind == "person",
            person.is_active.is_not(False),
            sa.or_(leads, _address.in_(owners)),
            _address.not_in([address.lower() for address in unsubscribed]),
        )
        .order_by("role", _address)
    )
    return [Recipient.model_validate(row) for row in rows]


def _managers_of(owners: sa.Select[tuple[str]]) -> sa.CTE:
    """Select the addresses of the managers of the owners, and of their managers; a circle of managers ends."""
    of_owners = sa.select(sa.func.lower(person.manager_email).label("email")).where(
        IS_OURS, _address.in_(owners), person.manager_email.is_not(None)
    )
    managers = of_owners.cte("managers", recursive=True)
    return managers.union(
        sa.select(sa.func.lower(person.manager_email))
        .join_from(people, managers, _address == managers.c.email)
        .where(IS_OURS, person.manager_email.is_not(None))
    )
