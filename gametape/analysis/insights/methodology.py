"""What a sales methodology asks to be known of a deal: a data file each, in methodologies/."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator

from gametape.files import read_toml
from gametape.text.phrases import spaced_words

SHIPPED = Path(__file__).with_name("methodologies")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AskedFor(_Table):
    """One element. The customer verifies it by a phrase, or in a turn that a tracker found; ours suggests it by these.

    `ours` are phrases with which our side suggests it, beside the trackers.
    """

    id: str
    name: str
    question: str  # what would have to be known
    ask: str  # what to do while nobody knows
    confirm: str | None = None  # what to do while the customer has not said so
    phrases: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()
    deciders: bool = False  # somebody with a deciding title on a call or writing suggests it

    @property
    def to_confirm(self) -> str:
        """What to do while the customer has not said so themselves."""
        return self.confirm or f"Have the customer confirm it in their own words: {self.name}"

    @field_validator("phrases", "ours")
    @classmethod
    def _spaced(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(spaced_words, value))


class Methodology(_Table):
    """All that it asks for, in the order in which it is shown."""

    id: str
    name: str
    language: str = "en"  # of the phrases: they are looked for in its calls alone
    elements: tuple[AskedFor, ...]

    @property
    def fingerprint(self) -> str:
        """Changes when the file does, but for `confirm`: nothing is read by it, so nothing is read again for it."""
        told = self.model_dump_json(exclude={"elements": {"__all__": {"confirm"}}})
        return blake2b(told.encode(), digest_size=8).hexdigest()


def shipped() -> list[str]:
    """The names that `GAMETAPE_METHODOLOGY` takes beside a path."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


@cache
def methodology(name: str = "meddicc") -> Methodology:
    """The one under a name of ours, or in a file.

    Raises:
        BadSettings: there is no such methodology, or the file cannot be understood; the message says where.
    """
    file = SHIPPED / f"{name}.toml" if name in shipped() else Path(name)
    hint = f"GAMETAPE_METHODOLOGY takes {', '.join(shipped())}, or a file in the form of those."
    return read_toml(Methodology, file, hint=hint)
