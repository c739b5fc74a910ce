"""Hide secrets in URLs and addresses before they are shown."""

import re

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/{1,3}")
HIDDEN = "***"


def redact(address: str) -> str:
    """Return an address without user, password and options, even if it is mistyped.

    The text before the last "@" is hidden, and so is the text after the next "?" or "#".
    The path of a DuckDB file has no secret and is shown completely.

    >>> redact("postgresql://ana:s3cr/et@db.example.com/deals?password=x")
    'postgresql://***@db.example.com/deals?***'
    >>> redact("host=db password=s3cret")
    '***'
    """
    scheme = _SCHEME.match(address)
    if scheme is None:
        return HIDDEN
    if scheme[0].startswith("duckdb:"):
        return address
    before, at, after = address[scheme.end() :].rpartition("@")
    place = re.match(r"[^?#]*", after)
    shown = place[0] if place else ""
    user = f"{HIDDEN}@" if before or at else ""
    return f"{scheme[0]}{user}{shown}" + (f"?{HIDDEN}" if shown != after else "")
