"""Prompts of the language model: files in prompts/, each with a version.

The shared rules about data are the system prompt of every question; a question's own prompt comes after its data, so
that all questions about a call begin alike.
"""

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

_FOLDER = Path(__file__).with_name("prompts")
_HEAD = re.compile(r"version: (\d+)\n\n")
_SHARED = "data"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Prompt: the part of a question that is the same for all data. `rules` come before the data, `text` after it."""

    name: str
    version: int
    rules: str
    text: str

    @property
    def label(self) -> str:
        """Name with version, as `llm_usage` and stored answers have it: `read_call/1`."""
        return f"{self.name}/{self.version}"

    @property
    def fingerprint(self) -> str:
        """Hash (16 hex digits) that changes with the text, even if the version was not increased."""
        return blake2b(f"{self.rules}\n{self.text}".encode(), digest_size=8).hexdigest()


@cache
def prompt(name: str) -> Prompt:
    """Read the prompt of a name, with the shared rules before it; cached."""
    _, shared = _read(_SHARED)
    version, text = _read(name)
    return Prompt(name, version, shared, text)


def _read(name: str) -> tuple[int, str]:
    content = (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
    head = _HEAD.match(content)
    if head is None:
        raise ValueError(f"{name}.md does not begin with its version")
    return int(head[1]), content[head.end() :]
