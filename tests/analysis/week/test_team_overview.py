"""The team side by side: each number is that of the list that it leads to."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from gametape.analysis.learning.agreements import NewAgreement, agree
from gametape.analysis.signals.deals import list_deals
from gametape.analysis.week.team_overview import TeamQuery, team_overview
from gametape.queries.opportunities import OpportunityQuery
from gametape.settings import Settings
from tests.builders.store_rows import add_deal, add_email, add_person

NOW = datetime.now(UTC)
LEE, DANA = "lee@lumen.example", "dana@lumen.example"


def count_of(connection: sa.Connection, settings: Settings, **filters: object) -> int:
    summary = list_deals(
        connection, OpportunityQuery.model_validate({"outcome": ["open"], **filters}), settings
    ).summary
    assert summary is not None
    return summary.total.value


def test_each_number_of_a_rep_is_that_of_the_list_it_opens(connection: sa.Connection, settings: Settings) -> None:
    add_person(connection, LEE, "Lee", is_internal=True, role="manager")
    add_person(connection, DANA, "Dana", is_internal=True, role="AE", manager_email=LEE)
    today = NOW.date()
    for number, (owner, days, quiet) in enumerate(
        [(DANA, 400, 1), (DANA, -40, 1), (DANA, 0, 40), (LEE, 0, 1), ("kai@lumen.example", -3, 60), (None, 0, 60)]
    ):
        deal = add_deal(
            connection, f"deal {number}", owner_email=owner, close_date=today + timedelta(days=days), amount=10,
            currency="USD", opened_at=NOW - timedelta(days=90), last_activity_at=NOW - timedelta(days=quiet),
        )  # fmt: skip
        add_email(connection, "Hello", NOW - timedelta(days=quiet), on=deal)
    add_deal(connection, "closed", owner_email=DANA, is_closed=True, close_date=today)
    agree(connection, DANA, NewAgreement(dimension="open_questions", target=12))
    found = team_overview(connection, TeamQuery(), settings)
    assert [member.name for member in found.members] == ["Dana", "kai@lumen.example", "Lee", "No owner"]
    for member in found.members:
        own = {"owner": [member.email or ""]}
        yesterday = found.today - timedelta(days=1)
        quarter = {"closes_from": found.quarter_first, "closes_by": found.quarter_last}
        assert member.open == count_of(connection, settings, **own)
        assert member.quiet == count_of(connection, settings, **own, signal=["no_activity"])
        assert member.overdue == count_of(connection, settings, **own, closes_by=yesterday)
        assert member.closing == count_of(connection, settings, **own, **quarter)
    dana = found.members[0]
    assert (dana.open, dana.overdue, sum(member.quiet for member in found.members)) == (3, 1, 3)
    assert dana.goal is not None
    assert dana.goal.dimension == "open_questions"
    assert [member.name for member in team_overview(connection, TeamQuery(team=LEE), settings).members] == [
        "Dana",
        "Lee",
    ]
