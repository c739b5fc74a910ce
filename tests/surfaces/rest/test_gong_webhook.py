"""The door for Gong's messages: only Gong's own get in, each call once, and no message is lost."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.gong.access import MOST_WEBHOOK_BYTES
from gametape.store.tables import gong_webhook_calls
from gametape.surfaces.application import create_app
from gametape.sync.webhook_queue import webhook_state
from tests.builders.gong_messages import SHOWN, STRANGER, URL, body_of, signature
from tests.conftest import SettingsFor

PATH = "/api/gong/webhook"
CALL = "7782342274025937895"


@pytest.fixture
def gong(engine: sa.Engine, settings_for: SettingsFor) -> Iterator[TestClient]:
    """Gong, which reaches us from outside and has no token of ours."""
    settings = settings_for(
        gong_access_key="k",
        gong_access_key_secret="s",
        gong_webhook_public_key=SHOWN,
        gong_webhook_url=URL,
        access="token",
    )
    with TestClient(create_app(settings, engine, hosts=("*",), site=None), "https://gametape.example") as client:
        yield client


def post(gong: TestClient, body: bytes, authorization: str | None = None) -> httpx2.Response:
    shown = signature(body) if authorization is None else authorization
    return gong.post(PATH, content=body, headers={"Authorization": shown, "Content-Type": "application/json"})


def queued(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.scalars(sa.select(gong_webhook_calls.c.call_id)))


@pytest.mark.parametrize("prefix", ["", "Bearer "])
def test_a_call_is_queued_for_two_minutes_later(gong: TestClient, engine: sa.Engine, prefix: str) -> None:
    body = body_of(CALL)
    answer = post(gong, body, prefix + signature(body))
    assert (answer.status_code, answer.json()) == (202, {"status": "queued"})
    with engine.connect() as connection:
        row = connection.execute(sa.select(gong_webhook_calls)).one()
    assert (row.call_id, row.due_at - row.received_at, row.done_at) == (CALL, timedelta(minutes=2), None)


def test_a_message_that_comes_again_changes_nothing(gong: TestClient, engine: sa.Engine) -> None:
    body = body_of(CALL)
    shown = signature(body)
    assert {post(gong, body, shown).status_code for _ in range(3)} == {202}
    with engine.begin() as connection:
        connection.execute(sa.update(gong_webhook_calls).values(done_at=sa.func.now(), attempts=1))
        first = connection.execute(sa.select(gong_webhook_calls)).one()
    post(gong, body, shown)
    with engine.connect() as connection:
        assert connection.execute(sa.select(gong_webhook_calls)).one() == first


def test_a_test_message_is_answered_and_noted(gong: TestClient, engine: sa.Engine) -> None:
    for body in (body_of(CALL, is_test=True), b'{"callData": null, "isTest": true}'):
        assert post(gong, body).status_code == 200
    with engine.connect() as connection:
        state = webhook_state(connection)
    assert state.tested_at is not None
    assert (state.received_at, state.waiting, state.given_up) == (None, 0, 0)


def _hs256(body: bytes) -> str:
    """A token signed with the public key as if it were a secret."""

    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    exp = int((datetime.now(UTC) + timedelta(minutes=5)).timestamp())
    claims = {"webhook_url": URL, "body_sha256": sha256(body).hexdigest(), "exp": exp}
    signed = f"{part({'alg': 'HS256'})}.{part(claims)}"
    mark = hmac.digest(base64.b64decode(SHOWN), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


FORGED: dict[str, Callable[[bytes], str]] = {
    "no signature": lambda _: "",
    "another algorithm": _hs256,
    "another key": lambda body: signature(body, STRANGER),
    "another address": lambda body: signature(
        body, webhook_url="https://gametape.example.evil.example/api/gong/webhook"
    ),
    "another body": lambda _: signature(b"{}"),
    "over": lambda body: signature(body, now=datetime.now(UTC) - timedelta(hours=1)),
    "without an end": lambda body: signature(body, exp=None),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_message_is_refused_and_leaves_nothing(gong: TestClient, engine: sa.Engine, forged: str) -> None:
    body = body_of(CALL)
    answer = post(gong, body, FORGED[forged](body))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_allowed")
    assert queued(engine) == []


def test_a_long_message_is_taken_and_an_oversized_one_refused(gong: TestClient, engine: sa.Engine) -> None:
    """Other routes take a fifth of that."""
    assert post(gong, body_of(CALL, content="x" * 2_000_000)).status_code == 202
    refused = post(gong, b" " * (MOST_WEBHOOK_BYTES + 1), "x")
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "body_too_large")
    assert queued(engine) == [CALL]


def test_a_signed_message_about_nothing_is_refused(gong: TestClient, engine: sa.Engine) -> None:
    for body in (b"", b"[]", body_of("../x"), body_of(None)):
        assert post(gong, body).status_code == 400
    assert queued(engine) == []


def test_500_messages_at_once_and_none_is_lost(gong: TestClient, engine: sa.Engine) -> None:
    ids = [str(10**18 + number) for number in range(500)]
    signed = [(body, signature(body)) for body in map(body_of, ids)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda message: post(gong, *message).status_code, signed))
    assert set(answers) == {202}
    assert queued(engine) == ids


def test_nothing_is_taken_where_the_webhook_is_not_set_up(client: TestClient, engine: sa.Engine) -> None:
    answer = client.post(PATH, content=b"{}")
    assert answer.status_code == 404
    assert "gametape gong webhook" in answer.json()["error"]["hint"]
    assert queued(engine) == []
