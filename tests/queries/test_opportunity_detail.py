"""One deal."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries import opportunity_detail
from gametape.queries.opportunity_detail import get_opportunity
from tests.builders.store_rows import MOMENT, add_change, add_deal


def test_a_deal_comes_with_its_account_history_and_changes(connection: sa.Connection) -> None:
    deal_id = add_deal(
        connection,
        "Platform rollout",
        metadata={
            "type": "New Business",
            "account": {"industry": "Energy", "employees": 12},
            "fields": {"next_step": "Call"},
            "left_out": 3,
            "stage_history": [{"stage": "1", "at": "2026-10-01T00:00:00+00:00", "origin": "opportunity_history"}],
        },
    )
    add_change(connection, deal_id, "amount", "1", "2", MOMENT - timedelta(days=2))
    add_change(connection, deal_id, "stage", "1", "2", MOMENT, origin="observed", not_before=MOMENT - timedelta(days=1))
    add_change(connection, deal_id, "owner", "a", "b", MOMENT, deleted_at=MOMENT)

    deal = get_opportunity(connection, deal_id)
    assert (deal.name, deal.type, deal.fields, deal.fields_left_out) == (
        "Platform rollout",
        "New Business",
        {"next_step": "Call"},
        3,
    )
    assert deal.account == {"industry": "Energy", "employees": 12}
    assert [(move.stage, move.at) for move in deal.stage_history] == [("1", datetime(2026, 10, 1, tzinfo=UTC))]
    assert [(change.field, change.old, change.new) for change in deal.changes] == [
        ("stage", "1", "2"),
        ("amount", "1", "2"),
    ]
    assert deal.changes[0].not_before == MOMENT - timedelta(days=1)
    assert deal.changes_total == 2


def test_a_bare_deal_is_whole_too(connection: sa.Connection) -> None:
    deal = get_opportunity(connection, add_deal(connection, "bare", source_modified_at=None))
    assert (deal.account, deal.fields, deal.stage_history, deal.changes) == ({}, {}, [], [])
    assert deal.changed_at == MOMENT


def test_a_long_history_is_cut_and_says_so(connection: sa.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opportunity_detail, "CHANGES", 2)
    deal_id = add_deal(connection, "a")
    for day in range(3):
        add_change(connection, deal_id, "amount", f"{day}", f"{day + 1}", MOMENT + timedelta(days=day))
    deal = get_opportunity(connection, deal_id)
    assert ([change.new for change in deal.changes], deal.changes_total) == (["3", "2"], 3)


def test_an_unknown_deal_and_a_deleted_one_are_not_found(connection: sa.Connection) -> None:
    with pytest.raises(NotFound, match="There is no deal"):
        get_opportunity(connection, uuid4())
    gone = add_deal(connection, "gone", deleted_at=MOMENT)
    with pytest.raises(NotFound, match=r"deleted at the source\. The sync saw this on Nov 2, 2026"):
        get_opportunity(connection, gone)
