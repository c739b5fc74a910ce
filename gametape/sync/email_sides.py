"""Tells which side wrote an email, where the source does not say, and whether it was sent among our own people."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from gametape.records.public_domains import is_public

# Domains that our people have addresses of, and nobody of a customer.
_OUR_DOMAINS = sa.text("""
    SELECT split_part(email, '@', 2) FROM people WHERE is_internal AND deleted_at IS NULL
    EXCEPT
    SELECT split_part(email, '@', 2) FROM people WHERE NOT is_internal
""")

# Who wrote, where the source does not say: somebody we know, who may have left since; else people of ours write from
# our domains. Without people of ours nobody can be told. An email is among ourselves when one of us sent it to nobody
# but our own people, programs and meeting rooms.
_TELL = """
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
_TELL_OF_STAGED = sa.text(_TELL.format(table="staged_emails"))
_TELL_OF_STORED = sa.text(_TELL.format(table="emails"))


def set_sides_of_staged(connection: sa.Connection) -> None:
    """Tell whose the staged emails are."""
    _tell(connection, _TELL_OF_STAGED)


def set_sides_of_stored(connection: sa.Connection) -> list[uuid.UUID]:
    """Tell whose the stored emails are by the people of now; returns the deals whose emails are others' than before."""
    return [deal for deal in _tell(connection, _TELL_OF_STORED) if deal]


def _tell(connection: sa.Connection, statement: sa.TextClause) -> Sequence[uuid.UUID | None]:
    ours = [domain for domain in connection.scalars(_OUR_DOMAINS) if not is_public(domain)]
    return connection.scalars(statement, {"our_domains": ours}).all()
