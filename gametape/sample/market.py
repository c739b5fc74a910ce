"""The invented market: the vendor and its products, the industries it sells to, the names that people have."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Read `data/NAME.toml` once."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text("utf-8"))


def person_name(rng: Random) -> tuple[str, str]:
    """A first and a last name that go together."""
    culture = rng.choice(table("names")["culture"])
    return rng.choice(culture["first"]), rng.choice(culture["last"])


def plain(text: str) -> str:
    """Lower-case ASCII letters and digits only, as mail addresses want it."""
    folded = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ł", "l"))
    return "".join(c for c in folded.lower() if c.isascii() and c.isalnum())
