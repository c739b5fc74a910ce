"""Fictional market: the vendor and its products, the customers' industries, and people's names."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Load `data/NAME.toml`; read once."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text("utf-8"))


def person_name(rng: Random) -> tuple[str, str]:
    """Draw a first and a last name of the same culture."""
    culture = rng.choice(table("names")["culture"])
    return rng.choice(culture["first"]), rng.choice(culture["last"])


def plain(text: str) -> str:
    """Reduce a text to lower-case ASCII letters and digits, for email addresses."""
    folded = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ł", "l"))
    return "".join(c for c in folded.lower() if c.isascii() and c.isalnum())
