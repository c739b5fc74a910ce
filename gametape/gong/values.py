"""Values out of Gong's answers, read leniently: ids as text, missing and malformed values as None or empty."""

from typing import Any

Json = dict[str, Any]


def text(value: Any) -> str | None:
    """Return a text or number as text; None if empty or of another type."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def texts(value: Any) -> list[str]:
    """Return the texts of a list."""
    return [item for item in map(text, value) if item] if isinstance(value, list) else []


def objects(value: Any) -> list[Json]:
    """Return the objects of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def mapping(value: Any) -> Json:
    """Return an object; an empty one for null or another type."""
    return value if isinstance(value, dict) else {}


def flag(value: Any) -> str | None:
    """Return a boolean as text; an unknown word stays, so that the record can warn of it."""
    return str(value).lower() if isinstance(value, bool) else text(value)


def address(value: Any) -> str | None:
    """Return an email address in lower case; None for a text without one."""
    found = (text(value) or "").lower()
    local, at, domain = found.partition("@")
    return found if local and at and domain and not any(c.isspace() or c == "@" for c in local + domain) else None


def plain_address(email: str) -> str:
    """Remove the tag after a plus sign: `ana+crm@x.com` becomes `ana@x.com`."""
    local, at, domain = email.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"
