"""Parts of insights computed from facts, the same for every analyser: progression, relationship, coverage."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from statistics import median
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.insights.elements import deciding_contacts
from gametape.analysis.insights.story import DealStory, StoryCall, StoryEmail
from gametape.analysis.insights.view import (
    ContactNote,
    Coverage,
    CoverageGap,
    Missing,
    Progression,
    Relationship,
    ReplyTime,
    StageStay,
)
from gametape.analysis.signals.stages import Stages
from gametape.queries.activity import StageBand
from gametape.queries.calls_and_emails import Side
from gametape.queries.deals import Outcome
from gametape.queries.people import Contact
from gametape.queries.signals import Fact
from gametape.store.tables import sync_status
from gametape.text.languages import language, not_covered
from gametape.text.plurals import count

_DAY = 24 * 60 * 60
_HOUR = 60 * 60
_LATEST = 5  # items shown of each gap


def progression(story: DealStory, bands: Sequence[StageBand], stages: Stages) -> Progression:
    """Return the days in each stage, with the typical days."""
    deal = story.deal
    is_over = deal.outcome is not Outcome.OPEN
    closed_at = bands[-1].since if bands and is_over else None
    stays = [_stay(band, stages, story.now, ends=is_over and band.until is None) for band in bands]
    opened = deal.opened_at or (bands[0].since if bands else None)
    end = closed_at or story.now
    later = [
        change
        for change in story.changes
        if change.field == "close_date" and change.old and change.new and change.new > change.old
    ]
    return Progression(
        stages=tuple(stays),
        days_open=None if opened is None else max(int((end - opened).total_seconds() // _DAY), 0),
        close_date_moves=len(later),
    )


def _stay(band: StageBand, stages: Stages, now: datetime, *, ends: bool) -> StageStay:
    usual, deals = stages.usual_days(band.stage)
    until = band.until or now
    days = None if band.since is None or ends else round((until - band.since).total_seconds() / _DAY, 1)
    return StageStay(
        stage=band.stage,
        since=band.since,
        until=band.until,
        days=days,
        usual_days=None if ends else usual,
        usual_of_deals=0 if ends else deals,
    )


def relationship(story: DealStory) -> Relationship:
    """Return the customer's contacts who take part, and the reply times of both sides."""
    theirs = [
        person
        for person in story.contacts.people
        if person.side is Side.THEIRS and (person.calls or person.emails_sent)
    ]
    return Relationship(
        people=len(theirs),
        active=story.contacts.active_contacts,
        active_days=story.contacts.active_days,
        deciders=tuple(map(_note, deciding_contacts(story))),
        went_quiet=tuple(map(_note, story.went_quiet)),
        ours=_replies(story.emails, Side.OURS),
        theirs=_replies(story.emails, Side.THEIRS),
    )


def _note(person: Contact) -> ContactNote:
    return ContactNote(name=person.name, email=person.email, title=person.title, last_active_at=person.last_active_at)


def _replies(emails: Sequence[StoryEmail], side: Side) -> ReplyTime:
    """Return the median hours from the first unanswered email of the other side to the reply, per thread."""
    hours = sorted(_hours(emails, side))
    return ReplyTime(median_hours=round(median(hours), 1) if hours else None, replies=len(hours))


def _hours(emails: Sequence[StoryEmail], side: Side) -> Iterator[float]:
    threads: dict[str, list[StoryEmail]] = defaultdict(list)
    for email in emails:
        if email.sent_at is not None:
            threads[email.thread_id or str(email.id)].append(email)
    for thread in threads.values():
        asked: datetime | None = None
        for email in thread:
            if email.direction is Side.UNKNOWN or email.sent_at is None:
                continue
            if email.direction is not side:
                asked = asked or email.sent_at
            elif asked is not None:
                yield (email.sent_at - asked).total_seconds() / _HOUR
                asked = None


def coverage(connection: sa.Connection, story: DealStory, was_read: Collection[UUID]) -> Coverage:
    """Return the coverage of a reading; `was_read` are the ids of calls read, some of which may have no text now."""
    held = [call for call in story.calls if not call.is_internal]  # calls with the customer
    read = [call for call in held if call.id in was_read]
    written = [email for email in story.emails if email.snippet and not email.author_uncertain]
    status = sync_status.c
    synced = connection.execute(
        sa.select(sa.func.min(status.last_success_at)).where(
            sa.or_(status.entity_type == "transcripts", status.entity_type.startswith("emails"))
        )
    ).scalar_one()
    return Coverage(
        calls=len(held),
        calls_read=len(read),
        emails=len(story.emails),
        emails_read=len(written),
        changes=len(story.changes),
        missing=tuple(_missing(story, was_read)),
        languages_not_covered=tuple(sorted(_not_covered(story))),
        latest_at=max(_moments(story, was_read), default=None),
        synced_at=synced,
        sentence=_sentence(len(read), len(held), len(written), len(story.emails)),
    )


def _moments(story: DealStory, was_read: Collection[UUID]) -> Iterator[datetime]:
    yield from (call.started_at for call in story.calls if call.started_at and call.id in was_read)
    yield from (email.sent_at for email in story.emails if email.sent_at)
    yield from (change.changed_at for change in story.changes if change.changed_at)


def _sentence(read: int, held: int, written: int, emails: int) -> str:
    mails = count(emails, "email") if written == emails else f"{written} of {count(emails, 'email')}"
    return f"Analyzed {read} of {count(held, 'call')} and {mails}."


def _not_covered(story: DealStory) -> set[str]:
    return {
        next((call.language for call in story.calls if call.id == call_id and call.language), None) or "unknown"
        for call_id, language in story.languages.items()
        if language is None
    }


def _missing(story: DealStory, was_read: Collection[UUID]) -> Iterator[Missing]:
    calls = (
        (_gap_of_call(story, call, was_read), Fact(type="call", id=call.id, at=call.started_at)) for call in story.calls
    )
    emails = ((_gap_of_email(email), Fact(type="email", id=email.id, at=email.sent_at)) for email in story.emails)
    yield from _by_gap(calls, of="call")
    yield from _language_parts(story)
    yield from _by_gap(emails, of="email")


def _language_parts(story: DealStory) -> Iterator[Missing]:
    """Yield, per language, the calls that were read in part because the language lacks word lists."""
    by_language: dict[str, list[Fact]] = defaultdict(list)
    for talk in story.talks:
        if code := story.languages.get(talk.call_id):
            by_language[code].append(Fact(type="call", id=talk.call_id, at=talk.started_at))
    for code, facts in sorted(by_language.items()):
        known = language(code)
        sentences = [sentence] if known and (sentence := not_covered(code, known.lacks)) else []
        asked = story.methodology.elements
        if code != story.methodology.language and any(each.phrases or each.heard for each in asked):
            how = "found there by topics alone" if any(each.trackers for each in asked) else "not looked for there"
            sentences.append(f"{story.methodology.name} elements are {how}.")
        if sentences:
            sentence = " ".join((f"{count(len(facts), 'call')} read in part.", *sentences))
            latest = tuple(facts[: -_LATEST - 1 : -1])
            yield Missing(reason=CoverageGap.LANGUAGE_PART, count=len(facts), sentence=sentence, facts=latest)


def _by_gap(found: Iterable[tuple[CoverageGap | None, Fact]], *, of: str) -> Iterator[Missing]:
    gaps: dict[CoverageGap, list[Fact]] = defaultdict(list)
    for gap, fact in found:
        if gap is not None:
            gaps[gap].append(fact)
    for gap in CoverageGap:
        if gaps[gap]:
            yield _told(gap, gaps[gap], of=of)


def _gap_of_call(story: DealStory, call: StoryCall, was_read: Collection[UUID]) -> CoverageGap | None:
    if call.id not in was_read:
        return _gap(call)
    return CoverageGap.LANGUAGE if call.id in story.languages and story.languages[call.id] is None else None


def _gap_of_email(mail: StoryEmail) -> CoverageGap | None:
    if not mail.snippet:
        return CoverageGap.DROPPED if mail.dropped else CoverageGap.NO_BODY
    return CoverageGap.AUTHOR_UNCERTAIN if mail.author_uncertain else None


def _gap(call: StoryCall) -> CoverageGap:
    if call.is_internal:
        return CoverageGap.INTERNAL
    if call.is_private:
        return CoverageGap.PRIVATE
    if call.has_text:
        return CoverageGap.NEW
    return CoverageGap.DROPPED if call.dropped else CoverageGap.NO_TRANSCRIPT


def _told(gap: CoverageGap, facts: Iterable[Fact], of: str = "call") -> Missing:
    items = list(facts)
    said = _REASONS[gap].format(count(len(items), of))
    return Missing(reason=gap, count=len(items), sentence=said, facts=tuple(items[: -_LATEST - 1 : -1]))


_REASONS = {
    CoverageGap.INTERNAL: "{} not analyzed: internal.",
    CoverageGap.PRIVATE: "{} not analyzed: marked private.",
    CoverageGap.NO_TRANSCRIPT: "{} not analyzed: no transcript.",
    CoverageGap.NEW: "{} not analyzed yet.",
    CoverageGap.DROPPED: "{} not analyzed: text removed to save space.",
    CoverageGap.LANGUAGE: "{} in a language that is not covered: talk times only.",
    CoverageGap.NO_BODY: "{} not analyzed: no text.",
    CoverageGap.AUTHOR_UNCERTAIN: "{} not used as evidence: may quote someone else.",
}
