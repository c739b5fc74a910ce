"""Thresholds of the signals: the numbers of thresholds.toml, or of a deployment's own file."""

from functools import cache
from hashlib import blake2b
from math import ceil
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from gametape.errors import BadSettings
from gametape.files import read_toml
from gametape.queries.signals import Severity, SignalName
from gametape.text.phrases import contains_phrase, spaced_words

SHIPPED = Path(__file__).with_name("thresholds.toml")
DECIDERS = Path(__file__).with_name("deciders.toml")
_HINT = f"See {SHIPPED.name} for the format."

_MAY_BE_MISSING = {"high_at"}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Table):
    """Thresholds of a signal, and other values of them for some stages."""

    severity: Severity
    values: dict[str, float]
    stages: dict[str, dict[str, float]] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, given: Any) -> Any:
        """Collect the numbers in `values`; in the file, they stand in the table beside `severity`."""
        if not isinstance(given, dict) or "values" in given:
            return given
        known = {name: given[name] for name in ("severity", "stages") if name in given}
        return {**known, "values": {name: value for name, value in given.items() if name not in known}}

    def at(self, stage: str | None) -> dict[str, float]:
        """Return the thresholds for a stage; if its name contains several words of the file, the first word counts."""
        if not self.stages:
            return self.values
        name = spaced_words(stage or "")
        return self.values | next((own for word, own in self.stages.items() if f" {word} " in name), {})


class _UsualDays(_Table):
    default: float = Field(gt=0)
    deals: int = Field(ge=1)
    stages: dict[str, float] = {}


class _Order(_Table):
    words: tuple[tuple[str, ...], ...] = Field(min_length=2)


class _Contacts(_Table):
    active_days: int = Field(ge=1)


class _Sync(_Table):
    late_hours: int = Field(ge=1)


class Thresholds(_Table):
    """Thresholds by which deals are judged; `rules` are in order of importance.

    A deployment's own file without a table `contacts` or `sync` uses the shipped table.
    """

    rules: dict[SignalName, Rule]
    usual_days: _UsualDays
    order: _Order
    contacts: _Contacts = Field(default_factory=lambda: _shipped().contacts)
    sync: _Sync = Field(default_factory=lambda: _shipped().sync)

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "rules" in given:
            return given
        apart = {name: given[name] for name in ("usual_days", "order", "contacts", "sync") if name in given}
        return {**apart, "rules": {name: rule for name, rule in given.items() if name not in apart}}

    @property
    def fingerprint(self) -> str:
        """Hash (16 hex digits) that changes when a number changes."""
        return blake2b(self.model_dump_json().encode(), digest_size=8).hexdigest()

    def quiet_days(self, stage: str | None = None) -> int:
        """Return the days without call or email after which a deal is quiet; without a stage, the general number."""
        rule = self.rules[SignalName.NO_ACTIVITY]
        return ceil(rule.at(stage)["days"])

    def usual_days_in(self, stage: str | None) -> float:
        """Return the typical days in a stage, by the words of its name; the file's default for other names."""
        name = spaced_words(stage or "")
        return next(
            (days for word, days in self.usual_days.stages.items() if f" {word} " in name), self.usual_days.default
        )

    def position_of(self, stage: str | None) -> float | None:
        """Return the position of a stage by its name's words, 0 to 1 (the earliest match); None without a match."""
        name = spaced_words(stage or "")
        places = [place for place, words in enumerate(self.order.words) if any(f" {word} " in name for word in words)]
        return min(places) / (len(self.order.words) - 1) if places else None


def _shipped() -> Thresholds:
    return thresholds()


class Deciders(_Table):
    """Titles of people who can decide."""

    titles: tuple[str, ...]
    exceptions: tuple[str, ...] = Field((), alias="except")

    @field_validator("titles", "exceptions")
    @classmethod
    def _spaced(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(spaced_words, value))

    def decides(self, title: str | None) -> bool:
        """Return True if a person with this title can decide on a purchase."""
        words = spaced_words(title or "")
        return contains_phrase(words, self.titles) and not contains_phrase(words, self.exceptions)


@cache
def thresholds(file: Path | None = None) -> Thresholds:
    """Read the thresholds of a file, or the shipped ones when none is given; cached.

    Raises:
        BadSettings: the file cannot be read, is not valid, or lacks a number; the message names the place.
    """
    own = read_toml(Thresholds, file or SHIPPED, hint=_HINT)
    if file:
        _require_numbers(own, thresholds(), file)
    return own


@cache
def deciders() -> Deciders:
    """Read the titles of people who can decide; cached."""
    return read_toml(Deciders, DECIDERS, hint=_HINT)


def _require_numbers(found: Thresholds, ours: Thresholds, file: Path) -> None:
    for name, rule in ours.rules.items():
        own = found.rules.get(name)
        for number in rule.values:
            if number not in _MAY_BE_MISSING and (own is None or number not in own.values):
                raise BadSettings(f"{file}: {name}.{number}: not there", hint=_HINT)
        if own is None:
            raise BadSettings(f"{file}: {name}: not there", hint=_HINT)
