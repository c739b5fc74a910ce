"""What a deal is where there is no Salesforce, but a Gong opportunity table."""

from datetime import UTC, datetime

from tests.warehouse.conftest import WarehouseOf, documents, read

TABLE = """CREATE TABLE gongio_ft.opportunity AS FROM (VALUES
  ('006000000000001AAA', 'Acme', 'Acme SE', 'ann@a.test', 'Proposal', '2026-03-31', '1200.50', '64',
   '2026-01-02T03:04:05Z', 'x'),
  ('006000000000002AAA', 'Beta', NULL, NULL, NULL, 'soon', 'lots', NULL, NULL, 'y')
) t(id, name, account_name, owner_email, stage, close_date, amount, health_score, last_modified_date, territory)"""


def test_deal_of_a_gong_table_has_the_same_keys(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(TABLE)
    rows = read(warehouse, "opportunities")
    deals = documents(rows)
    assert warehouse.source("opportunities").name == "opportunities_gong"
    assert [row.stamp for row in rows] == [None, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)]
    assert deals["006000000000001AAA"] == {
        "id": "006000000000001AAA",
        "name": "Acme",
        "account_id": None,
        "account": None,
        "account_name": "Acme SE",
        "owner_id": None,
        "owner_email": "ann@a.test",
        "owner_name": None,
        "stage": "Proposal",
        "close_date": "2026-03-31",
        "amount": "1200.50",
        "currency": None,
        "health_score": "64",
        "is_closed": None,
        "is_won": None,
        "product": None,
        "type": None,
        "opened_at": None,
        "is_deleted": False,
        "fields": {"territory": "x"},
    }
    second = deals["006000000000002AAA"]
    assert (second["close_date"], second["amount"]) == ("soon", "lots"), "what is wrong is judged by the record"
