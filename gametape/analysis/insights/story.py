"""All that goes into insights on a deal, read in one snapshot; and what everything that reads it must be able to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from gametape.analysis.evidence.claims import Ledger
from gametape.analysis.insights.methodology import Methodology
from gametape.analysis.insights.models import AnalyserName, DealReading
from gametape.analysis.measures.trackers import Hit
from gametape.analysis.signals.thresholds import deciders
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.deals import ResultRow
from gametape.queries.opportunity_detail import OpportunityDetail
from gametape.queries.people import Contact, Contacts
from gametape.queries.signals import Fact, Signal
from gametape.queries.talk import CallTalk


class StoryCall(ResultRow):
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

    @property
    def is_readable(self) -> bool:
        """Whether insights read it: its text is here, and it is with the customer."""
        return self.has_text and not self.is_internal


class StoryEmail(Email):
    """A mail of the deal."""

    thread_id: str | None
    content_hash: bytes


class StoryChange(ResultRow):
    """A move of one field, under its id."""

    id: UUID
    field: str
    old: str | None
    new: str | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DealStory:
    """A deal with everything that is known of it. Lists run from the oldest to the newest.

    `talks` are the calls with the customer whose text is here. By call: `hits` are the sentences that trackers found,
    by tracker; `languages` the language, None where no words of it are known.
    """

    deal: OpportunityDetail
    now: datetime
    calls: tuple[StoryCall, ...]
    talks: tuple[CallTalk, ...]
    emails: tuple[StoryEmail, ...]
    changes: tuple[StoryChange, ...]
    contacts: Contacts
    signals: tuple[Signal, ...]
    hits: Mapping[UUID, Mapping[str, list[Hit]]]
    languages: Mapping[UUID, str | None]
    methodology: Methodology

    @property
    def quiet_people(self) -> list[str]:
        """Addresses, else names, of those who went quiet."""
        return [one.email or one.name or "" for one in self.went_quiet]

    @property
    def went_quiet(self) -> list[Contact]:
        """The customer's people who took part more than once, and not lately; the latest first.

        Of whoever can decide by title, once is enough: who was heard once and never again may have decided.
        """
        return [
            one
            for one in self.taking_part
            if (one.calls + one.emails_sent > 1 or deciders().decides(one.title))
            and one.last_active_at is not None
            and self.now - one.last_active_at > timedelta(days=self.contacts.active_days)
        ]

    @property
    def taking_part(self) -> list[Contact]:
        """The customer's people who were on a call or wrote; by last touch, the latest first."""
        return [one for one in self.contacts.people if one.side is Side.THEIRS and (one.calls or one.emails_sent)]

    @property
    def last_of_theirs(self) -> Contact | None:
        """Whom of the customer was heard last; of several on one call whoever can decide."""
        heard = [
            (one.last_active_at, deciders().decides(one.title), one) for one in self.taking_part if one.last_active_at
        ]
        return max(heard, key=lambda one: one[:2], default=(None, None, None))[2]

    @property
    def texts(self) -> dict[UUID, CallTalk]:
        """Calls by their id: what a quote is checked against."""
        return {talk.call_id: talk for talk in self.talks}

    def fact_at(self, moment: datetime | None) -> Fact | None:
        """The call or mail of that very moment: what a contact's last activity was."""
        if moment is None:
            return None
        call = next((one for one in self.calls if one.started_at == moment), None)
        if call:
            return Fact(type="call", id=call.id, at=moment)
        email = next((one for one in self.emails if one.sent_at == moment), None)
        return Fact(type="email", id=email.id, at=moment) if email else None

    def found(self, tracker: str, side: Side | None = None) -> list[tuple[CallTalk, Hit]]:
        """What a tracker found, the newest call first, and each call from its beginning; of one side, or of all."""
        return [
            (talk, hit)
            for talk in reversed(self.talks)
            for hit in self.hits.get(talk.call_id, {}).get(tracker, ())
            if side is None or hit.said.voice.side is side
        ]

    def turns_of(self, call_id: UUID, side: Side) -> dict[str, list[int]]:
        """By tracker, the turns of one side of one call that it found."""
        found = {
            name: sorted({hit.said.number for hit in hits if hit.said.voice.side is side})
            for name, hits in self.hits.get(call_id, {}).items()
        }
        return {name: turns for name, turns in found.items() if turns}


class Analyser(Protocol):
    """Reads a story. What it answers rests on the story alone, so that equal stories need not be read twice."""

    name: AnalyserName
    model: str | None
    prompt_version: str | None

    @property
    def version(self) -> str:
        """Changes with everything but the story that an answer depends on: code, prompts, model, schema."""
        ...

    def price(self, words: int, calls: int) -> Decimal | None:
        """What reading so many words in so many calls costs at most, in dollars; None where it costs nothing."""
        ...

    def read(self, story: DealStory) -> tuple[DealReading, Ledger]:
        """What it makes of a story, and what became of the quotes that it claimed.

        Every quote went through `verify`; every fact names something in the story.
        """
        ...
