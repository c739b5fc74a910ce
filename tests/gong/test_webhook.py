"""A forged, changed, expired or oversized message to the webhook is rejected; Gong's own is read."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from gametape.errors import BadRequest, BadSettings, NotAllowed
from gametape.gong.access import MOST_WEBHOOK_BYTES
from gametape.gong.webhook import WebhookMessage, public_key, read_message
from tests.builders.gong_messages import PRIVATE, SHOWN, STRANGER, URL, body_of, signature

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CALL = "12345678901234567890"
BODY = body_of(CALL)


def token(body: bytes = BODY, key: RSAKey = PRIVATE, **changed: Any) -> str:
    return signature(body, key, now=NOW, **changed)


def read(body: bytes = BODY, authorization: str | None = None, now: datetime = NOW) -> WebhookMessage:
    return read_message(body, authorization, key=public_key(SHOWN), url=URL, now=now)


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer "])
def test_gongs_own_message_is_read(prefix: str) -> None:
    assert read(BODY, prefix + token()) == WebhookMessage(CALL, is_test=False)


def test_a_test_message_needs_no_call() -> None:
    body = b'{"callData": null, "isTest": true}'
    assert read(body, token(body)) == WebhookMessage(None, is_test=True)


@pytest.mark.parametrize(
    "forged",
    [
        {"key": STRANGER},
        {"webhook_url": "https://elsewhere.example/api/gong/webhook"},
        {"webhook_url": None},
        {"webhook_url": 5},
        {"body_sha256": sha256(b"other").hexdigest()},
        {"body_sha256": None},
        {"exp": int((NOW - timedelta(minutes=2)).timestamp())},
        {"exp": None},
        {"exp": "soon"},
    ],
)
def test_a_forged_message_is_rejected(forged: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        read(BODY, token(**forged))


def test_a_changed_body_is_rejected_even_by_one_space() -> None:
    with pytest.raises(NotAllowed, match="another body"):
        read(BODY + b" ", token())


@pytest.mark.parametrize("authorization", [None, "", "Bearer ", "nonsense", "a.b.c", "x" * 20_000])
def test_a_missing_or_broken_signature_is_rejected(authorization: str | None) -> None:
    with pytest.raises(NotAllowed):
        read(BODY, authorization)


def test_another_algorithm_is_rejected() -> None:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    _, claims, _ = token().split(".")
    with pytest.raises(NotAllowed):
        read(BODY, f"{part({'alg': 'none'})}.{claims}.")
    signed = f"{part({'alg': 'HS256'})}.{claims}"
    for secret in (base64.b64decode(SHOWN), SHOWN.encode()):
        mark = base64.urlsafe_b64encode(hmac.digest(secret, signed.encode(), "sha256")).rstrip(b"=").decode()
        with pytest.raises(NotAllowed):
            read(BODY, f"{signed}.{mark}")


def test_a_message_holds_for_its_time_and_a_minute() -> None:
    assert read(BODY, token(), now=NOW + timedelta(minutes=5, seconds=50)).call_id == CALL
    with pytest.raises(NotAllowed):
        read(BODY, token(), now=NOW + timedelta(minutes=6, seconds=10))


def test_an_oversized_body_is_rejected_before_anything_else() -> None:
    with pytest.raises(BadRequest, match="larger"):
        read(b" " * (MOST_WEBHOOK_BYTES + 1), None)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"callData": []}', b'{"callData": {"metaData": {"id": "../x"}}}', b"[" * 100_000],
)
def test_a_signed_body_without_a_call_is_rejected(body: bytes) -> None:
    with pytest.raises(BadRequest, match="names no call"):
        read(body, token(body))


def test_the_key_is_read_with_and_without_its_frame() -> None:
    lines = "\n".join(SHOWN[place : place + 64] for place in range(0, len(SHOWN), 64))
    framed = f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"
    assert public_key(framed).as_dict() == public_key(SHOWN).as_dict()


@pytest.mark.parametrize("key", ["", "abc", "c2hvcnQ=", "ключ"])
def test_what_is_no_public_key_is_told(key: str) -> None:
    with pytest.raises(BadSettings, match="not an RSA public key"):
        public_key(key)


def test_a_private_key_is_not_taken() -> None:
    with pytest.raises(BadSettings):
        public_key(base64.b64encode(PRIVATE.as_der(private=True)).decode())
