"""All that goes into insights on a deal, read in one snapshot; and what everything that reads it must be able to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from gametape.analysis.evidence import Ledger
from gametape.analysis.insight_models import AnalyserName, Reading, ThemeName
from gametape.analysis.methodology import Methodology
from gametape.queries.conversations import Email, Side
from gametape.queries.deals import Row
from gametape.queries.opportunity import OpportunityDetail
from gametape.queries.people import Contacts
from gametape.queries.signs import Signal
from gametape.queries.talk import Talk


class StoryCall(Row):
    """A call of the deal that was held, whether its text is there or not."""

    id: UUID
    title: str | None
    started_at: datetime | None
    language: str | None
    is_internal: bool
    is_private: bool
    has_text: bool
    dropped: bool
    words: int
    text_hash: bytes | None
    """Of the text, as the source gave it, and of who takes part on which side; None where there is no text."""


class StoryChange(Row):
    """A move of one field, under its id."""

    id: UUID
    field: str
    old: str | None
    new: str | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """A deal with everything that is known of it. Lists run from the oldest to the newest.

    `talks` are the calls with the customer whose text is here; `trackers` what was found in them, by call and side;
    `counts` in how many calls and turns each theme came up.
    """

    deal: OpportunityDetail
    now: datetime
    calls: tuple[StoryCall, ...]
    talks: tuple[Talk, ...]
    emails: tuple[Email, ...]
    changes: tuple[StoryChange, ...]
    contacts: Contacts
    signals: tuple[Signal, ...]
    trackers: Mapping[tuple[UUID, Side], Mapping[str, list[int]]]
    counts: Mapping[ThemeName, tuple[int, int]]
    methodology: Methodology

    @property
    def texts(self) -> dict[UUID, Talk]:
        """Calls by their id: what a quote is checked against."""
        return {talk.call_id: talk for talk in self.talks}

    def tracked(self, call_id: UUID, side: Side) -> Mapping[str, list[int]]:
        """Turns by tracker, of one side of one call."""
        return self.trackers.get((call_id, side), {})


class Analyser(Protocol):
    """Reads a story. What it answers rests on the story alone, so that equal stories need not be read twice."""

    name: AnalyserName
    model: str | None
    prompt_version: str | None

    @property
    def version(self) -> str:
        """Changes with everything but the story that an answer depends on: code, prompts, model, schema."""
        ...

    def read(self, story: Story) -> tuple[Reading, Ledger]:
        """What it makes of a story, and what became of the quotes that it claimed.

        Every quote went through `verify`; every fact names something in the story.
        """
        ...
