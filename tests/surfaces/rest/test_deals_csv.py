import csv
import io
from decimal import Decimal

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from tests.builders.store_rows import add_deal, add_deals


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_every_deal_of_the_filter_in_order_and_equals_the_store(
    client: TestClient, engine: sa.Engine
) -> None:
    with engine.begin() as connection:
        deals = [{"name": f"{number:03}", "stage": str(number % 2), "amount": Decimal(number)} for number in range(450)]
        add_deals(connection, deals)
    answer = client.get("/api/opportunities.csv", params={"stage": "1", "sort": "-amount"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="deals.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfAccount,Deal,")
    with engine.connect() as connection:
        kept = connection.execute(
            sa.text("SELECT name, amount FROM opportunities WHERE stage = '1' ORDER BY amount DESC")
        ).all()
    assert [(row["Deal"], Decimal(row["Amount"])) for row in rows(answer.text)] == [tuple(row) for row in kept]
    assert len(kept) == 225


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\tx", "  =1", "＝1"])
def test_no_cell_is_a_formula(client: TestClient, engine: sa.Engine, name: str) -> None:
    with engine.begin() as connection:
        add_deal(connection, name, account_name="Ærø, “Søn” & Co", amount=Decimal(-5))
    (row,) = rows(client.get("/api/opportunities.csv").text.removeprefix("\ufeff"))
    assert row["Deal"] == f"'{name}"
    assert (row["Account"], row["Amount"]) == ("Ærø, “Søn” & Co", "-5")


def test_a_malformed_filter_is_refused_before_the_file_begins(client: TestClient) -> None:
    assert client.get("/api/opportunities.csv", params={"outcome": "maybe"}).status_code == 400
    assert client.get("/api/opportunities.csv", params={"owners": "x"}).status_code == 400
