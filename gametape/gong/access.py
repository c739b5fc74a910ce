"""Key, address and daily limit of Gong's API, checked before the first request."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from gametape.errors import BadSettings
from gametape.settings import Settings

MOST_WEBHOOK_BYTES = 5 * 1024 * 1024
"""Largest accepted message to the webhook; Gong sends the whole call without its transcript."""

_STEPS = "docs/gong.md has the steps."


@dataclass(frozen=True, slots=True)
class GongAccess:
    """Access key with its secret, and the API's address without a path."""

    key: str
    secret: str
    url: str

    def __repr__(self) -> str:
        return f"GongAccess(url={self.url!r})"


def has_key(settings: Settings) -> bool:
    """Tell whether a key for Gong's API is set."""
    return bool(settings.gong_access_key and settings.gong_access_key.get_secret_value().strip())


def gong_access(settings: Settings) -> GongAccess:
    """Return the key and address.

    Raises:
        BadSettings: the key or its secret is not set, or the address is not one to send a key to.
    """
    key, secret = (
        value.get_secret_value().strip() if value else ""
        for value in (settings.gong_access_key, settings.gong_access_key_secret)
    )
    for name, value in (("GONG_ACCESS_KEY", key), ("GONG_ACCESS_KEY_SECRET", secret)):
        if not value:
            raise BadSettings(f"Gong's API needs {name}, which is not set.", hint=_STEPS)
    return GongAccess(key, secret, _address(settings.gong_base_url))


def _address(value: str) -> str:
    try:
        parts = urlsplit(value.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.username or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise BadSettings(
            "GONG_BASE_URL must be an address without a path, such as https://us-12345.api.gong.io.", hint=_STEPS
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise BadSettings(
            "GONG_BASE_URL must begin with https://, because the key is sent there.",
            hint="Plain http works for an address of this machine only.",
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port else "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
