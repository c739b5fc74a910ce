"""Story of a deal, the input of insights, read in a single snapshot; and the protocol of the analysers that read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.methodology import Methodology
from gametape.analysis.insights.models import AnalyserName, DealReading
from gametape.analysis.insights.open_deals import OpenDeal
from gametape.analysis.measures.trackers import Hit
from gametape.analysis.signals.thresholds import deciders
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.deals import ResultRow
from gametape.queries.heard import HeardAct
from gametape.queries.opportunity_detail import OpportunityDetail
from gametape.queries.people import Contact, Contacts
from gametape.queries.signals import Fact, Signal
from gametape.queries.talk import CallTalk


class StoryCall(ResultRow):
    """Held call of the deal, with or without text."""

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
    """Hash of the source's text and of the speakers with their sides; None without text."""

    @property
    def is_readable(self) -> bool:
        """True if insights read the call: it has text, and is with the customer."""
        return self.has_text and not self.is_internal


class StoryEmail(Email):
    """Email of the deal."""

    thread_id: str | None
    content_hash: bytes


class StoryChange(ResultRow):
    """Change of a field of the deal."""

    id: UUID
    field: str
    old: str | None
    new: str | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DealStory:
    """Deal with all its records. Tuples run from the oldest to the newest.

    `talks` are the calls with the customer that have text. By call id: `hits` are the sentences that trackers found, by
    tracker; `heard` is what sentences do; `languages` is the ISO 639-1 code, None if the language is not covered.
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
    heard: Mapping[UUID, Sequence[HeardAct]]
    languages: Mapping[UUID, str | None]
    methodology: Methodology
    open_deal: OpenDeal | None
    """Deal as suggestions look at it; None if it is closed."""

    @property
    def quiet_people(self) -> list[str]:
        """List the addresses, else names, of contacts who went quiet."""
        return [person.email or person.name or "" for person in self.went_quiet]

    @property
    def went_quiet(self) -> list[Contact]:
        """List the customer's contacts who took part more than once, but not recently; the latest first.

        A contact with a deciding title is listed after taking part once: the decision may have been made since.
        """
        return [
            person
            for person in self.taking_part
            if (person.calls + person.emails_sent > 1 or deciders().decides(person.title))
            and person.last_active_at is not None
            and self.now - person.last_active_at > timedelta(days=self.contacts.active_days)
        ]

    @property
    def taking_part(self) -> list[Contact]:
        """List the customer's contacts who were on a call or wrote, by last activity, the latest first."""
        return [
            person
            for person in self.contacts.people
            if person.side is Side.THEIRS and (person.calls or person.emails_sent)
        ]

    @property
    def last_of_theirs(self) -> Contact | None:
        """Return the customer's contact with the latest activity; on the same call, a deciding contact first."""
        heard = [
            (person.last_active_at, deciders().decides(person.title), person)
            for person in self.taking_part
            if person.last_active_at
        ]
        return max(heard, key=lambda contact: contact[:2], default=(None, None, None))[2]

    @property
    def texts(self) -> dict[UUID, CallTalk]:
        """Calls with text by id, to check quotes against."""
        return {talk.call_id: talk for talk in self.talks}

    def fact_at(self, moment: datetime | None) -> Fact | None:
        """Return the call or email at exactly this moment: a contact's last activity."""
        if moment is None:
            return None
        call = next((call for call in self.calls if call.started_at == moment), None)
        if call:
            return Fact(type="call", id=call.id, at=moment)
        email = next((email for email in self.emails if email.sent_at == moment), None)
        return Fact(type="email", id=email.id, at=moment) if email else None

    def found(self, tracker: str, side: Side | None = None) -> list[tuple[CallTalk, Hit]]:
        """List the hits of a tracker, the newest call first, each call from its start; of a side, or of all sides."""
        return [
            (talk, hit)
            for talk in reversed(self.talks)
            for hit in self.hits.get(talk.call_id, {}).get(tracker, ())
            if side is None or hit.said.voice.side is side
        ]


class Analyser(Protocol):
    """Analyser of stories. The result depends on the story alone, so that equal stories are not read twice."""

    name: AnalyserName
    model: str | None
    prompt_version: str | None

    @property
    def version(self) -> str:
        """Version that changes with all that the result depends on beside the story: code, prompts, model, schema."""
        ...

    def price(self, words: int, calls: int) -> Decimal | None:
        """Return the maximum cost, in US dollars, of reading `words` words in `calls` calls; None if it is free."""
        ...

    def read(self, story: DealStory) -> tuple[DealReading, Ledger]:
        """Return the reading of a story, and the ledger of the quotes that the analyser claimed.

        Every quote has passed `verify`; every fact names a call, email or change of the story.
        """
        ...
