"""Check of a message to Gong's webhook: signed by Gong, for this address, for exactly this body, and not expired.

The message is a hint that a call was processed. Its content is not stored: the call is read from the API.
"""

import base64
import binascii
import json
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest
from typing import NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from gametape.errors import BadRequest, BadSettings, NotAllowed
from gametape.gong.access import MOST_WEBHOOK_BYTES
from gametape.gong.values import mapping, text

_LEEWAY = 60  # seconds by which two clocks may differ
_ALGORITHM = "RS256"
_LONGEST_TOKEN = 8 * 1024
_LONGEST_ID = 20  # digits


class WebhookMessage(NamedTuple):
    """Processed call, or Gong's test message, whose call may not exist."""

    call_id: str | None
    is_test: bool


@lru_cache(maxsize=4)
def public_key(configured: str) -> RSAKey:
    """Parse the public key as Gong shows it: base64 without the PEM lines, or with them.

    Raises:
        BadSettings: the text is no RSA public key.
    """
    lines = [line.strip() for line in configured.strip().splitlines() if not line.startswith("-----")]
    try:
        key = RSAKey.import_key(base64.b64decode("".join(lines), validate=True))
    except (binascii.Error, ValueError, JoseError):
        key = None
    if key is None or key.is_private:
        raise BadSettings("The key of Gong's webhook is not an RSA public key.", hint="Copy it from the rule in Gong.")
    return key


def read_message(body: bytes, authorization: str | None, *, key: RSAKey, url: str, now: datetime) -> WebhookMessage:
    """Return the message, after all checks.

    Args:
        body: the body as received, byte for byte.
        authorization: the header, with or without "Bearer ".
        key: result of `public_key`.
        url: address of the webhook as entered in Gong; what the request says of its host does not count.
        now: current time.

    Raises:
        BadRequest: the body is too large, or names no call.
        NotAllowed: signature, address, body hash or time is wrong.
    """
    if len(body) > MOST_WEBHOOK_BYTES:
        raise BadRequest(f"The body is larger than {MOST_WEBHOOK_BYTES >> 20} MB.")
    _verify(body, authorization or "", key=key, url=url, now=now)
    return _message(body)


def _verify(body: bytes, authorization: str, *, key: RSAKey, url: str, now: datetime) -> None:
    scheme, _, rest = authorization.strip().partition(" ")
    token = rest.strip() if scheme.lower() == "bearer" else authorization.strip()
    if len(token) > _LONGEST_TOKEN:
        raise NotAllowed("The signature is not Gong's.")
    try:
        claims = jwt.decode(token, key, algorithms=[_ALGORITHM]).claims
        required = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY,
            exp={"essential": True},
            webhook_url={"essential": True},
            body_sha256={"essential": True},
        )
        required.validate(claims)
    except (JoseError, ValueError, TypeError):
        raise NotAllowed("The signature is not Gong's, or it has expired.") from None
    if not _same(claims["webhook_url"], url):
        raise NotAllowed("The signature is for another address.")
    if not _same(str(claims["body_sha256"]).lower(), sha256(body).hexdigest()):
        raise NotAllowed("The signature is for another body.")


def _same(one: object, other: str) -> bool:
    return isinstance(one, str) and compare_digest(one.encode(), other.encode())


def _message(body: bytes) -> WebhookMessage:
    try:
        content = mapping(json.loads(body))
    except (ValueError, RecursionError):
        content = {}
    id_ = text(mapping(mapping(content.get("callData")).get("metaData")).get("id"))
    is_test = content.get("isTest") is True
    if not is_test and not (id_ and id_.isascii() and id_.isdigit() and len(id_) <= _LONGEST_ID):
        raise BadRequest("The message names no call.")
    return WebhookMessage(id_, is_test)
