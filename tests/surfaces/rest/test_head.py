"""HEAD answers wherever GET does."""

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    "path", ["/api/health", "/api/opportunities", "/api/facets", "/api/nothing", "/api/opportunities?cursor=zzz"]
)
def test_head_is_get_without_its_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == got.headers["content-length"]


def test_what_only_takes_post_refuses_head(client: TestClient) -> None:
    assert client.head("/api/logout").status_code == 405


def test_mcp_answers_with_and_without_a_slash(client: TestClient) -> None:
    question = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    for path in ("/mcp", "/mcp/"):
        answer = client.post(path, json=question, headers={"Accept": "application/json, text/event-stream"})
        assert (answer.status_code, answer.json()["id"]) == (200, 1)
