"""Tool that shows a deal's timeline."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gametape.queries.activity import count_activity
from gametape.queries.calls_and_emails import Participant
from gametape.queries.timeline import (
    CallItem,
    ChangeItem,
    EmailItem,
    Item,
    ItemType,
    SilenceItem,
    Timeline,
    TimelineQuery,
    timeline,
)
from gametape.surfaces.mcp.answer import AnswerPart, CustomerText, MixedText, OurText, ToolAnswer, trust, words
from gametape.surfaces.mcp.answer_budget import fitting, shortened
from gametape.surfaces.mcp.naming import DealName, Text, resolve_deal
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.text.plurals import count

Budget = Annotated[int, Field(ge=200, le=20_000, description="Approximate maximum length of the answer, in tokens.")]

Kind = Literal["call", "email", "change", "silence"]


class Event(AnswerPart):
    """Event of a deal's timeline: a call, an email, a change or a silence, as `type` says."""

    type: Kind
    at: datetime | None
    id: UUID = Field(description="Id of the call, email or change.")
    title: str | None = Field(None, description="Title of the call.")
    minutes: float | None = None
    ours: list[str] | None = Field(None, description="People on the call from our side.")
    customers: list[str] | None = Field(None, description="Customer contacts on the call.")
    our_talk_share: float | None = Field(None, description="0 to 1.")
    talk_share_source: str | None = Field(None, description="transcript: measured here. gong: Gong's own talk times.")
    has_transcript: bool | None = None
    internal: bool | None = Field(None, description="Internal call or email.")
    no_show: bool | None = Field(None, description="No-show: customers were invited and none joined.")
    repeat: bool | None = Field(None, description="Another recording of a meeting that is already listed.")
    automatic: bool | None = Field(None, description="Automatic email, such as an out-of-office reply. Not counted.")
    sender: str | None = None
    recipients: list[str] | None = None
    customer_text: CustomerText = None
    our_text: OurText = None
    mixed_text: MixedText = None
    field: str | None = Field(None, description="Field that changed: stage, amount, close_date or owner.")
    old: str | None = None
    new: str | None = None
    days: int | None = Field(None, description="Length of a silence: days without a customer call or email.")


class DealTimeline(Asked):
    """Deal, types and page of the timeline."""

    deal: DealName
    types: list[Kind] = Field([], max_length=4, description="Only these types; all by default.")
    person: Text | None = Field(None, description="Email address; only events with this person.")
    limit: int = Field(20, ge=1, le=100)
    cursor: Text | None = None
    max_tokens: Budget = 3000


class StoryPage(ToolAnswer):
    """Page of a deal's timeline, newest first."""

    deal: str
    deal_id: UUID
    events: list[Event]


@tool("Deal timeline")
def deal_timeline(reading: Snapshot, asked: DealTimeline) -> StoryPage:
    """Show what happened on a deal, newest first: calls, emails with a snippet, field changes, silences."""
    deal = resolve_deal(reading, asked.deal)
    page = _page(reading, deal.id, asked, asked.limit)
    events = [event(item) for item in page.items]
    fit = fitting(events, asked.max_tokens)
    if fit < len(events):
        page, events = _page(reading, deal.id, asked, fit), events[:fit]
    counts = count_activity(reading.connection, [deal.id])[deal.id]
    held = f"{count(counts['call_count'], 'call')} and {count(counts['email_count'], 'email')}"
    is_cut = fit < asked.limit and page.next is not None
    return StoryPage(
        deal=deal.name,
        deal_id=deal.id,
        events=events,
        coverage=f"The deal has {held} in all.",
        next_cursor=page.next,
        truncated=f"{fit} events fit in {asked.max_tokens} tokens; pass next_cursor for more." if is_cut else None,
        **trust(
            reading, "Only the first 500 characters of an email are kept. Use get_transcript for the text of a call."
        ),
    )


def _page(reading: Snapshot, deal_id: UUID, asked: DealTimeline, limit: int) -> Timeline:
    query = TimelineQuery(
        type=[ItemType(kind) for kind in asked.types], person=asked.person, cursor=asked.cursor, limit=limit
    )
    return timeline(reading.connection, deal_id, query)


def event(item: Item) -> Event:
    """Return an item of a timeline as an event, with its text in separate fields by side."""
    if isinstance(item, CallItem):
        return _call(item)
    if isinstance(item, EmailItem):
        return _email(item)
    if isinstance(item, ChangeItem):
        return Event(type="change", at=item.changed_at, id=item.id, field=item.field, old=item.old, new=item.new)
    assert isinstance(item, SilenceItem)  # noqa: S101
    return Event(type="silence", at=item.until, id=item.id, days=item.days)


def _call(item: CallItem) -> Event:
    people = [person for person in item.participants if person.kind == "person"]
    return Event(
        type="call",
        at=item.started_at,
        id=item.id,
        title=item.title,
        minutes=None if item.duration_seconds is None else round(item.duration_seconds / 60, 1),
        ours=_some([_named(person, None) for person in people if person.side == "ours"]),
        customers=_some([_named(person, person.title) for person in people if person.side != "ours"]),
        our_talk_share=item.our_talk_share,
        talk_share_source=item.talk_share_source,
        has_transcript=item.has_transcript,
        internal=(item.is_internal and not item.is_no_show) or None,
        no_show=item.is_no_show or None,
        repeat=item.is_repeat or None,
    )


def _named(person: Participant, title: str | None) -> str:
    shown = title and shortened(title, _LONGEST_NAME)
    notes = ", ".join(filter(None, (shown, "did not attend" if person.attended is False else None)))
    name = shortened(person.name or person.email or "?", _LONGEST_NAME)
    return f"{name} ({notes})" if notes else name


_LONGEST_NAME = 80  # characters of a person's name or title
_MOST_NAMES = 10  # names per side of a call


def _some(names: list[str]) -> list[str]:
    more = len(names) - _MOST_NAMES
    return [*names[:_MOST_NAMES], f"and {more} more"] if more > 0 else names


def _email(item: EmailItem) -> Event:
    text = "\n".join(filter(None, (item.subject, item.snippet)))
    return Event(
        type="email",
        at=item.sent_at,
        id=item.id,
        sender=item.sender,
        recipients=item.recipients[:5],
        automatic=item.is_automatic or None,
        internal=item.among_ourselves or None,
        **({"mixed_text": text} if item.author_uncertain else words(item.direction, text)),
    )
