"""Rules that tell which calls, emails and changes are shown, counted, or activity on a deal: each rule once, as SQL.

    call    activity if it was held with the customer: not deleted, not internal (a call without any customer is stored
            as internal), and begun; a meeting with two recordings counts once
    email   an automatic email is shown, but not counted; an internal email is counted, as an internal call is, but is
            no activity; a copy of another email is neither shown nor counted
    change  a move from stage to stage counts if it is not deleted and its time is known; a close date slips when it
            moves to a later day

Each rule takes the alias of its table with a dot after it, or an empty text if no other table has columns of these
names. `holds` makes an SQLAlchemy condition of a rule.
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


def is_stage_move(change: str = "") -> str:
    """Return the condition for a change (of `opportunity_changes`) from stage to stage at a known time."""
    return f"{change}field = 'stage' AND {change}deleted_at IS NULL AND {change}changed_at IS NOT NULL"


def is_slip(change: str = "") -> str:
    """Return the condition for a change of a close date to a later day; a value that is no day does not count."""
    is_day = r"~ '^\d{4}-\d\d-\d\d'"
    return (
        f"{change}field = 'close_date' AND {change}deleted_at IS NULL AND {change}changed_at IS NOT NULL "
        f"AND {change}old_value {is_day} AND {change}new_value {is_day} "
        f"AND left({change}old_value, 10) < left({change}new_value, 10)"
    )


def holds(rule: Callable[[str], str], table: sa.Table) -> sa.ColumnElement[bool]:
    """Return a rule as an SQLAlchemy condition on a table that the statement reads under its own name.

    Example: `sa.select(call.id).where(holds(is_held, calls))`.
    """
    return sa.literal_column(f"({rule(f'{table.name}.')})", sa.Boolean)
