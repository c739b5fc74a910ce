"""Infers which side wrote an email, where the source does not say."""

import sqlalchemy as sa

from gametape.records.public_domains import is_public

# Domains that our people have addresses of, and nobody of a customer.
_OUR_DOMAINS = sa.text("""
    SELECT split_part(email, '@', 2) FROM people WHERE is_internal AND deleted_at IS NULL
    EXCEPT
    SELECT split_part(email, '@', 2) FROM people WHERE NOT is_internal
""")

# Who wrote, where the source does not say: somebody we know, who may have left since; else people of ours write from
# our domains. Without people of ours nobody can be told.
_DIRECTION = sa.text("""
    UPDATE staged_emails AS mail
    SET direction = CASE WHEN coalesce(
            (SELECT bool_or(person.is_internal) FROM people AS person
             WHERE person.email = mail.sender_email OR person.aliases @> ARRAY[mail.sender_email]),
            split_part(mail.sender_email, '@', 2) = ANY (CAST(:our_domains AS text[]))
        ) THEN 'ours' ELSE 'theirs' END
    WHERE mail.direction = 'unknown' AND mail.sender_email LIKE '%@%'
      AND EXISTS (SELECT FROM people WHERE is_internal)
""")


def infer(connection: sa.Connection) -> None:
    """Set the direction of the staged emails whose direction is unknown."""
    ours = [domain for domain in connection.scalars(_OUR_DOMAINS) if not is_public(domain)]
    connection.execute(_DIRECTION, {"our_domains": ours})
