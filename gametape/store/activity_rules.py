"""Which emails are shown, which are counted, and which are activity: each said once, as SQL.

An automatic email is shown and not counted. An email among our own people is counted, as an internal call is, and is no
activity. A copy of another email is neither shown nor counted.
"""


def is_shown(email: str = "") -> str:
    """The condition for an email that is there: not deleted, and no copy of another one.

    Args:
        email: the alias of `emails` with a dot behind; empty where no other table has columns of these names.
    """
    return f"{email}deleted_at IS NULL AND {email}copy_of IS NULL"


def is_counted(email: str = "") -> str:
    """The condition for an email that a person wrote."""
    return f"{is_shown(email)} AND NOT {email}is_automatic"


def is_activity(email: str = "") -> str:
    """The condition for an email that a person wrote and that is not among our own people."""
    return f"{is_counted(email)} AND NOT {email}is_internal"
