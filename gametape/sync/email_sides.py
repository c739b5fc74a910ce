"""Direction of emails: which side wrote an email, if the source does not say, and whether the email is internal."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from gametape.records.public_domains import is_public

# Domains in which our people have addresses and no customer contact does.
_OUR_DOMAINS = sa.text("""
    SELECT split_part(email, '@', 2) FROM people WHERE is_internal AND deleted_at IS NULL
    EXCEPT
    SELECT split_part(email, '@', 2) FROM people WHERE NOT is_internal
""")

# If the source does not give the direction, the sender's row in `people` decides (also of somebody who has left); if
# the sender has no row, the domain decides. Without any internal person the direction stays as it is. An email is
# internal if one of our people sent it only to our own people, programs and meeting rooms.
_SET_SIDES = """
    WITH address AS (
        SELECT DISTINCT address FROM {table} AS mail CROSS JOIN unnest(mail.recipients || mail.sender_email) AS address
    ), known AS MATERIALIZED (
        SELECT address.address, bool_or(person.is_internal) AS is_ours, bool_or(person.kind <> 'person') AS is_nobody
        FROM address JOIN people AS person
          ON person.email = address.address OR person.aliases @> ARRAY[address.address]
        GROUP BY address.address
    ), to_others AS (
        SELECT DISTINCT mail.id
        FROM {table} AS mail CROSS JOIN unnest(mail.recipients) AS address LEFT JOIN known USING (address)
        WHERE (known.is_ours OR known.is_nobody) IS NOT TRUE
    ), told AS (
        SELECT mail.id,
               mail.recipients <> '{{}}' AND sender.is_ours IS TRUE AND to_others.id IS NULL AS is_internal,
               CASE
                   WHEN mail.direction_told OR NOT EXISTS (SELECT FROM people WHERE is_internal) THEN mail.direction
                   WHEN coalesce(
                       sender.is_ours, split_part(mail.sender_email, '@', 2) = ANY (CAST(:our_domains AS text[]))
                   ) THEN 'ours'
                   ELSE 'theirs'
               END AS direction
        FROM {table} AS mail
        LEFT JOIN known AS sender ON sender.address = mail.sender_email
        LEFT JOIN to_others USING (id)
        WHERE mail.sender_email LIKE '%@%'
    )
    UPDATE {table} AS mail SET is_internal = told.is_internal, direction = told.direction
    FROM told
    WHERE mail.id = told.id AND (mail.is_internal, mail.direction) IS DISTINCT FROM (told.is_internal, told.direction)
    RETURNING mail.opportunity_id
"""
_SET_SIDES_OF_STAGED = sa.text(_SET_SIDES.format(table="staged_emails"))
_SET_SIDES_OF_STORED = sa.text(_SET_SIDES.format(table="emails"))


def set_sides_of_staged(connection: sa.Connection) -> None:
    """Set direction and `is_internal` of the emails in `staged_emails`."""
    _set_sides(connection, _SET_SIDES_OF_STAGED)


def set_sides_of_stored(connection: sa.Connection) -> list[uuid.UUID]:
    """Set direction and `is_internal` of all stored emails by the people known now; return the deals of changed emails.

    A deal is listed once for each of its changed emails.
    """
    return [deal for deal in _set_sides(connection, _SET_SIDES_OF_STORED) if deal]


def _set_sides(connection: sa.Connection, statement: sa.TextClause) -> Sequence[uuid.UUID | None]:
    our_domains = [domain for domain in connection.scalars(_OUR_DOMAINS) if not is_public(domain)]
    return connection.scalars(statement, {"our_domains": our_domains}).all()
