"""Look-up of values that a question names: a stage, a product, a tracker, a team. An unknown value is never a zero."""

from collections.abc import Sequence
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field

from gametape.analysis.measures.trackers import tracker_book
from gametape.analysis.scoring.rubrics import DIMENSIONS
from gametape.errors import BadRequest, NotFound
from gametape.queries.calendar import Period, PeriodName, period, today
from gametape.queries.calls_and_emails import addresses_of, participant
from gametape.queries.deals import deal, is_kept
from gametape.queries.objection_names import HEARD_TRACKERS
from gametape.store.our_people import in_team_of
from gametape.store.tables import opportunities, people
from gametape.surfaces.mcp.naming import RepName, resolve_rep
from gametape.surfaces.mcp.snapshot import Snapshot

_LISTED = 40  # values that a refusal lists

TeamName = Annotated[RepName, Field(description="Manager, by email address or name: the manager's and all reports'.")]
Closing = Annotated[PeriodName, Field(description="Close date in this period; quarters and years of the fiscal year.")]


def choose(text: str, values: Sequence[str], kind: str) -> str:
    """Return the value that a text means: the same in any case, else the only value that contains it.

    Raises:
        NotFound: there is no such value; the message lists the values.
        BadRequest: several values contain the text.
    """
    wanted = text.casefold()
    same = [value for value in values if value.casefold() == wanted]
    close = same or [value for value in values if wanted in value.casefold()]
    if len(close) == 1 or same:
        return close[0]
    if close:
        raise BadRequest(f"{text!r} may mean {_listed(close)}.", hint=f"Ask with one {kind}.")
    if not values:
        raise NotFound(f"No deal has a {kind}, so none can be found by it.")
    raise NotFound(f"There is no {kind} {text!r}. Known: {_listed(values)}.")


def known_stage(reading: Snapshot, text: str) -> str:
    """Return the stage that a text means; raises as `choose` does."""
    return choose(text, _values(reading, deal.stage), "stage")


def known_product(reading: Snapshot, text: str) -> str:
    """Return the product that a text means; raises as `choose` does."""
    return choose(text, _values(reading, deal.product), "product")


def known_tracker(reading: Snapshot, text: str) -> str:
    """Return the tracker that a text means; raises as `choose` does."""
    names = [*tracker_book(reading.settings.trackers_dir).names, *HEARD_TRACKERS]
    return choose(text.replace(" ", "_"), names, "tracker")


def known_dimension(text: str) -> str:
    """Return the dimension of scores that a text means; raises as `choose` does."""
    return choose(text.replace(" ", "_"), DIMENSIONS, "dimension")


def known_speaker(reading: Snapshot, address: str) -> str:
    """Return the address if a person with it was on a call.

    Raises:
        NotFound: nobody with the address was on a call.
    """
    addresses = addresses_of(reading.connection, address)
    met = sa.select(participant.call_id).where(sa.func.lower(participant.email).in_(addresses)).limit(1)
    if reading.connection.execute(met).first() is None:
        raise NotFound(
            f"Nobody with the address {address!r} was on a call.", hint="deal_people lists people with their addresses."
        )
    return address


def known_team(reading: Snapshot, text: str) -> str:
    """Return the address of the manager whom a text names.

    Raises:
        NotFound: no person matches, or nobody reports to that person; the message lists the managers.
        BadRequest: several people match.
    """
    manager = resolve_rep(reading, text).email
    team = sa.select(sa.func.count()).where(people.c.is_internal, in_team_of(people.c.email, manager.lower()))
    if reading.connection.execute(team).scalar_one() > 1:
        return manager
    query = sa.select(people.c.manager_email).distinct().where(people.c.is_internal, people.c.deleted_at.is_(None))
    managers = sorted(email for email in reading.connection.execute(query).scalars() if email)
    raise NotFound(f"Nobody reports to {manager}. Managers: {_listed(managers) or 'none are known'}.")


def closing_in(reading: Snapshot, name: PeriodName | None) -> Period | None:
    """Return the days of a period, seen from today."""
    if name is None:
        return None
    settings = reading.settings
    return period(name, today(reading.connection, settings.zone), settings.fiscal_year_start)


def require_scored_deals(reading: Snapshot) -> None:
    """Check that deals have health scores.

    Raises:
        NotFound: no deal has a health score.
    """
    scored = sa.select(opportunities.c.id).where(is_kept, deal.health_score.is_not(None)).limit(1)
    if reading.connection.execute(scored).first() is None:
        raise NotFound(
            "No deal has a health score, so deals cannot be found by health.",
            hint="GAMETAPE_HEALTH_COLUMN names the column with it.",
        )


def _values(reading: Snapshot, column: sa.ColumnElement[str]) -> list[str]:
    query = sa.select(column).distinct().where(is_kept, column.is_not(None)).order_by(column)
    return list(reading.connection.execute(query).scalars())


def _listed(values: Sequence[str]) -> str:
    more = f", and {len(values) - _LISTED} more" if len(values) > _LISTED else ""
    return ", ".join(map(repr, values[:_LISTED])) + more
