from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries.accounts import get_account
from gametape.queries.call_list import CallListQuery, list_calls
from gametape.queries.opportunities import OpportunityQuery, list_opportunities
from gametape.settings import Settings
from tests.builders.store_rows import add_call, add_deal, add_email, person

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def account(connection: sa.Connection) -> UUID:
    """Two deals of Northwind, one call about both of them, an email on the second; a deal of another account."""
    money = {"currency": "EUR", "amount": Decimal(10)}
    first = add_deal(
        connection, "First", account_name="Northwind", metadata={"account": {"industry": "Pumps"}}, **money
    )
    second = add_deal(connection, "Second", account_name="NORTHWIND", is_closed=True, is_won=True, **money)
    add_deal(connection, "Other", account_name="Alder")
    marta = person("Marta Ruiz", "theirs", "ruiz@northwind.example", talk_seconds=600)
    add_call(connection, "Both", AT, on=[first, second], people=[marta])
    add_email(connection, "Hi", AT, on=second, direction="theirs", sender="lindt@northwind.example")
    known = list_opportunities(connection, OpportunityQuery(search="First")).items[0].account_id
    assert known is not None
    return known


def test_an_account_has_the_deals_and_people_of_its_name(
    connection: sa.Connection, account: UUID, settings: Settings
) -> None:
    found = get_account(connection, account, settings, active_days=30)
    assert (found.id, found.name.lower(), found.deals) == (account, "northwind", 2)
    assert {group.value: [str(each.amount) for each in group.amounts] for group in found.by_outcome} == {
        "open": ["10"],
        "won": ["10"],
    }
    people = {each.email: (each.calls, each.emails_sent, each.talk_minutes) for each in found.people.people}
    assert people["ruiz@northwind.example"] == (1, 0, 10.0), "a call about both deals counts once"
    assert people["lindt@northwind.example"] == (0, 1, None)


def test_lists_of_deals_and_calls_can_be_those_of_an_account(connection: sa.Connection, account: UUID) -> None:
    deals = list_opportunities(connection, OpportunityQuery(account=account, sort="name")).items
    assert [deal.name for deal in deals] == ["First", "Second"]
    assert {deal.account_id for deal in deals} == {account}
    assert [call.title for call in list_calls(connection, CallListQuery(account=account), "local").items] == ["Both"]
    assert list_calls(connection, CallListQuery(account=uuid4()), "local").items == []


def test_an_unknown_account_is_told(connection: sa.Connection, settings: Settings) -> None:
    with pytest.raises(NotFound, match="There is no account"):
        get_account(connection, uuid4(), settings, active_days=30)
