"""Changes of deals since a day, deals that became quiet by the deployment's thresholds included."""

import sqlalchemy as sa

from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.change_kinds import QuietAfter
from gametape.queries.deals import deal, is_kept, is_open
from gametape.queries.team_changes import TeamChanges, TeamChangesQuery, team_changes
from gametape.settings import Settings


def changed_deals(connection: sa.Connection, query: TeamChangesQuery, settings: Settings) -> TeamChanges:
    """Read the deals that changed, or were opened, since a day in the deployment's time zone.

    Raises:
        BadRequest: the cursor cannot be read, or belongs to another query.
    """
    return team_changes(connection, query, settings.zone, quiet_after(connection, settings))


def quiet_after(connection: sa.Connection, settings: Settings) -> QuietAfter:
    """Return the days after which an open deal is quiet, by each stage that an open deal is in."""
    rules = thresholds(settings.signals_file)
    stages = connection.execute(sa.select(deal.stage).distinct().where(is_kept, is_open)).scalars()
    return {stage: rules.quiet_days(stage) for stage in stages}
