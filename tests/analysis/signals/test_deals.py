"""One calendar on every surface: wherever the reader sits, a deal is overdue everywhere or nowhere."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from gametape.analysis.signals.deals import deals_that_need_attention, get_deal, list_deals
from gametape.queries.deals import Opportunity
from gametape.queries.filters import Filters
from gametape.queries.opportunities import OpportunityQuery
from gametape.queries.opportunity_detail import OpportunityOf
from gametape.queries.signals import SignalName
from tests.builders.store_rows import add_deal
from tests.conftest import SettingsFor

WEST, EAST = "Pacific/Pago_Pago", "Pacific/Kiritimati"  # UTC-11 and UTC+14: it is never the same day in both


def _overdue(deal: Any) -> bool:
    return any(one.name is SignalName.OVERDUE for one in deal.signals)


@pytest.mark.parametrize("zone", [WEST, EAST])
def test_list_page_signals_and_attention_share_the_calendar_of_the_deployment(
    connection: sa.Connection, settings_for: SettingsFor, zone: str
) -> None:
    now = datetime.now(UTC)
    closing = now.astimezone(ZoneInfo(WEST)).date()
    deal = add_deal(connection, "Rollout", close_date=closing, opened_at=now)
    chosen = settings_for(timezone=zone)
    shown: list[Opportunity] = [
        *list_deals(connection, OpportunityQuery(), chosen).items,
        get_deal(connection, deal, OpportunityOf(), chosen),
        *deals_that_need_attention(connection, Filters(), chosen).items,
    ]
    left = (closing - now.astimezone(ZoneInfo(zone)).date()).days
    assert {one.days_to_close for one in shown} == {left}
    assert {_overdue(one) for one in shown} == {left < 0}
    assert (left < 0) is (zone == EAST)


def test_a_closed_deal_and_one_without_a_date_have_no_days_left(
    connection: sa.Connection, settings_for: SettingsFor
) -> None:
    won = add_deal(connection, "Won", is_won=True, is_closed=True, close_date=datetime.now(UTC).date())
    undated = add_deal(connection, "Undated", close_date=None)
    chosen = settings_for()
    assert [get_deal(connection, one, OpportunityOf(), chosen).days_to_close for one in (won, undated)] == [None, None]
