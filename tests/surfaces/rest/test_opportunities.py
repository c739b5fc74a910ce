"""The routes of deals, as a client meets them."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from tests.builders.store_rows import MOMENT, add_change, add_deal, add_deals


@pytest.fixture(autouse=True)
def deals(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        add_deal(
            connection,
            "Platform rollout",
            account_name="Öresund Kraft",
            owner_email="dana@x.example",
            stage="4. Evaluate",
            amount="180000.50",
            currency="EUR",
            health_score=34,
            metadata={"owner_name": "Dana Okafor", "account": {"industry": "Energy"}},
        )
        add_deals(connection, [{"name": f"Deal {number}", "owner_email": "wei@x.example"} for number in range(4)])


def error(answer: httpx2.Response) -> dict[str, Any]:
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "hint"}
    return dict(body["error"])


def test_a_deal_is_found_and_read(client: TestClient) -> None:
    page = client.get("/api/opportunities", params={"search": "öresund", "health_max": "3.4"}).json()
    (deal,) = page["items"]
    assert (deal["amount"], deal["currency"], deal["health"], deal["health_score"]) == ("180000.50", "EUR", 3.4, 34)
    assert page["summary"] == {
        "total": {"value": 1, "exact": True},
        "sums": [{"currency": "EUR", "amount": "180000.50", "deals": 1}],
    }
    detail = client.get(f"/api/opportunities/{deal['id']}").json()
    assert detail["account"] == {"industry": "Energy"}
    assert {key: detail[key] for key in deal} == deal


def test_values_may_be_repeated_and_pages_followed(client: TestClient) -> None:
    query: dict[str, str | int | list[str]] = {"owner": ["wei@x.example", "nobody@x.example"], "limit": 3}
    first = client.get("/api/opportunities", params=query).json()
    second = client.get("/api/opportunities", params={**query, "cursor": first["next"]}).json()
    assert [len(first["items"]), len(second["items"]), second["next"]] == [3, 1, None]


@pytest.mark.parametrize(
    "query",
    [
        "health_min=high",
        "health_min=11",
        "health_min=5.05",
        "outcome=maybe",
        "sort=password",
        "limit=0",
        "limit=201",
        "limit=many",
        "cursor=nonsense",
        "cursor=",
        "owners=dana@x.example",  # a misspelt filter must not show everything
        "search=%00",
        "owner=%00",
        f"search={'x' * 201}",
        "&".join(f"owner={number}" for number in range(51)),
    ],
)
def test_a_malformed_query_is_refused_in_the_one_shape(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/opportunities?{query}")
    assert answer.status_code == 400
    assert error(answer)["code"] == "bad_request"
    assert error(answer)["message"].split(":")[0].split(".")[0] in query or query.startswith("cursor")


def test_a_malformed_id_is_400_and_an_unknown_one_404(client: TestClient, engine: sa.Engine) -> None:
    assert client.get("/api/opportunities/006A").status_code == 400
    unknown = client.get(f"/api/opportunities/{uuid4()}")
    assert (unknown.status_code, error(unknown)["code"]) == (404, "not_found")
    with engine.begin() as connection:
        gone = add_deal(connection, "gone", deleted_at=MOMENT)
    assert client.get(f"/api/opportunities/{gone}").status_code == 404


def test_an_unchanged_answer_is_not_sent_again(client: TestClient, engine: sa.Engine) -> None:
    first = client.get("/api/opportunities")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/api/opportunities", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with engine.begin() as connection:
        add_deal(connection, "new")
    assert client.get("/api/opportunities", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_long_answers_are_compressed(client: TestClient) -> None:
    assert client.get("/api/opportunities").headers["Content-Encoding"] == "gzip"


def test_facets_know_every_owner(client: TestClient) -> None:
    found = client.get("/api/facets")
    assert [owner["email"] for owner in found.json()["owners"]] == ["dana@x.example", "wei@x.example"]
    assert found.headers["Cache-Control"] == "private, max-age=30"


def test_hostile_text_is_only_text(client: TestClient, engine: sa.Engine) -> None:
    name = "</script><script>alert(1)</script> ' OR 1=1 --"
    with engine.begin() as connection:
        hostile = add_deal(connection, name, metadata={"account": {"<b>": name}})
        add_change(connection, hostile, "stage", name, name)
    answer = client.get(f"/api/opportunities/{hostile}")
    assert answer.json()["name"] == name
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
