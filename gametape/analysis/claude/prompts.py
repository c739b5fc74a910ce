"""What the language model is told: files in prompts/, each with a version, under the rules for data that all share."""

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
    """The stable beginning of a question."""

    name: str
    version: int
    text: str

    @property
    def label(self) -> str:
        """What ledgers and stored answers call it: `read_call/1`."""
        return f"{self.name}/{self.version}"

    @property
    def fingerprint(self) -> str:
        """Changes with every letter of it, whether or not somebody thought of the version."""
        return blake2b(self.text.encode(), digest_size=8).hexdigest()


@cache
def prompt(name: str) -> Prompt:
    """The one in the file of that name."""
    _, shared = _read(_SHARED)
    version, text = _read(name)
    return Prompt(name, version, f"{shared}\n{text}")


def _read(name: str) -> tuple[int, str]:
    content = (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
    head = _HEAD.match(content)
    if head is None:
        raise ValueError(f"{name}.md does not begin with its version")
    return int(head[1]), content[head.end() :]
