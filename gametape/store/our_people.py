"""Our own people in the table `people`: colleagues, kept also after they left the company, and who reports to whom."""

import sqlalchemy as sa

from gametape.store.tables import people

IS_OURS: sa.ColumnElement[bool] = people.c.is_internal & people.c.deleted_at.is_(None)


def in_team_of(email: sa.ColumnElement[str], manager: str) -> sa.ColumnElement[bool]:
    """Return the condition for an address of a manager's team: the manager, and everyone who reports to them.

    Reports of reports count as well; a circle of managers ends.

    Args:
        email: column with an address in lower case.
        manager: the manager's address, in lower case.
    """
    team = sa.select(sa.cast(sa.literal(manager), sa.Text).label("email")).cte("team", recursive=True)
    report = people.alias("report")
    team = team.union(
        sa.select(report.c.email)
        .join_from(report, team, sa.func.lower(report.c.manager_email) == team.c.email)
        .where(report.c.is_internal, report.c.deleted_at.is_(None))
    )
    return email.in_(sa.select(team.c.email))
