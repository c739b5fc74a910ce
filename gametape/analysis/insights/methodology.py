"""Sales methodologies: the elements to know about a deal, in a data file each (methodologies/)."""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from gametape.files import read_toml
from gametape.text.phrases import spaced_words

SHIPPED = Path(__file__).with_name("methodologies")


HeardKind = Literal["pain", "criterion", "decision_process", "decision_maker", "champion", "competitor", "metric"]
"""Kind of sentence that the hearing model tells and that makes an element known."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AskedFor(_Table):
    """Element of a methodology.

    It is verified by the customer's sentences that are heard as one of the kinds `heard`; without such kinds, by those
    with one of `phrases` or of `trackers`. It is inferred from our side's sentences with one of the phrases `ours` or
    of `trackers`.
    """

    id: str
    name: str
    question: str  # question that the element answers
    ask: str  # action while the element is unknown
    confirm: str | None = None  # action while the element is only inferred
    heard: tuple[HeardKind, ...] = ()
    phrases: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()
    deciders: bool = False  # a contact with a deciding title, on a call or writing, makes the element inferred

    @property
    def to_confirm(self) -> str:
        """Action while the customer has not confirmed the element; a general sentence if the file has none."""
        return self.confirm or f"Have the customer confirm it in their own words: {self.name}"

    @field_validator("phrases", "ours")
    @classmethod
    def _spaced(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(spaced_words, value))


class Methodology(_Table):
    """Methodology with its elements, in the order in which they are shown."""

    id: str
    name: str
    language: str = "en"  # ISO 639-1 code of the phrases; they are searched only in calls of this language
    elements: tuple[AskedFor, ...]

    @property
    def fingerprint(self) -> str:
        """Hash of the file without `confirm`, which changes no reading."""
        content = self.model_dump_json(exclude={"elements": {"__all__": {"confirm"}}})
        return blake2b(content.encode(), digest_size=8).hexdigest()


def shipped() -> list[str]:
    """List the names of the shipped methodologies, which `GAMETAPE_METHODOLOGY` accepts."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


@cache
def methodology(name: str = "meddicc") -> Methodology:
    """Read the methodology of a shipped name, or of a file path; cached.

    Raises:
        BadSettings: the methodology does not exist, or the file is not valid; the message names the place.
    """
    file = SHIPPED / f"{name}.toml" if name in shipped() else Path(name)
    hint = f"GAMETAPE_METHODOLOGY takes {', '.join(shipped())}, or a file in the form of those."
    return read_toml(Methodology, file, hint=hint)
