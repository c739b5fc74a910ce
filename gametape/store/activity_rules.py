"""Rules that tell which calls and emails are shown, counted, or activity on a deal: each rule once, as SQL.

    call    held with the customer: not deleted, not internal (a call that no customer joined is stored as internal),
            begun, and counted once where a meeting was recorded twice
    email   an automatic email is shown and not counted; an email among our own people is counted, as an internal call
            is, and is no activity; a copy of another email is neither shown nor counted

Each rule takes the alias of its table with a dot behind, empty where no other table has columns of these names.
`holds` gives the same rule to a statement of SQLAlchemy.
"""

from collections.abc import Callable

import sqlalchemy as sa


def is_customer_call(call: str = "") -> str:
    """Return the condition for a call (of `calls`) with the customer, held or planned."""
    return f"{call}deleted_at IS NULL AND NOT {call}is_internal"


def is_held(call: str = "") -> str:
    """Return the condition for a call (of `calls`) with the customer that has begun: activity on its deals."""
    return f"{is_customer_call(call)} AND {call}started_at <= now()"


def is_counted_once(link: str = "") -> str:
    """Return the condition for a link (of `call_opportunities`) that is no second recording of a meeting."""
    return f"NOT {link}is_repeat"


def is_shown(email: str = "") -> str:
    """Return the condition for an email (of `emails`) that exists: not deleted, and no copy of another email."""
    return f"{email}deleted_at IS NULL AND {email}copy_of IS NULL"


def is_counted(email: str = "") -> str:
    """Return the condition for an email (of `emails`) that a person wrote."""
    return f"{is_shown(email)} AND NOT {email}is_automatic"


def is_activity(email: str = "") -> str:
    """Return the condition for an email (of `emails`) that a person wrote and that is not internal."""
    return f"{is_counted(email)} AND NOT {email}is_internal"


def holds(rule: Callable[[str], str], table: sa.Table) -> sa.ColumnElement[bool]:
    """Return a rule as an SQLAlchemy condition on a table that the statement reads under its own name.

    Example: `sa.select(call.id).where(holds(is_held, calls))`.
    """
    return sa.literal_column(f"({rule(f'{table.name}.')})", sa.Boolean)
