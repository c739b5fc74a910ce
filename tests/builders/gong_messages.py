"""Messages to the webhook as Gong signs them, and as others would."""

import base64
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

URL = "https://gametape.example/api/gong/webhook"
PRIVATE, STRANGER = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
SHOWN = base64.b64encode(PRIVATE.as_der(private=False)).decode()
"""The public key as Gong shows it."""


def body_of(call: str | None, *, is_test: bool = False, **other: Any) -> bytes:
    return json.dumps({"callData": {"metaData": {"id": call}} | other, "isTest": is_test}).encode()


def signature(body: bytes, key: RSAKey = PRIVATE, *, now: datetime | None = None, **changed: Any) -> str:
    """The header's token; a claim that is changed to None is left out."""
    claims = {
        "webhook_url": URL,
        "body_sha256": sha256(body).hexdigest(),
        "exp": int(((now or datetime.now(UTC)) + timedelta(minutes=5)).timestamp()),
    } | changed
    return jwt.encode({"alg": "RS256"}, {name: value for name, value in claims.items() if value is not None}, key)
