"""Review of a closed deal, in place of suggestions: how it ended, and what was known before, each with its evidence."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import sqlalchemy as sa

from gametape.analysis.commitments.list_commitments import stored_commitments
from gametape.analysis.commitments.models import Commitment, DealCommitments
from gametape.analysis.evidence.claims import AnyEvidence, MailQuote, NotSaid, Quote, verify, verify_mail
from gametape.analysis.evidence.hostile import tricks_in
from gametape.analysis.insights.before_closing import signals_before
from gametape.analysis.insights.models import DealObjection, ObjectionState
from gametape.analysis.insights.story import DealStory, StoryEmail
from gametape.analysis.insights.view import DealReview, Progression, ReviewSentence
from gametape.analysis.insights.waiting import fact_of, quoted
from gametape.analysis.signals.stages import Stages
from gametape.analysis.signals.thresholds import deciders
from gametape.queries.calendar import day_of
from gametape.queries.calls_and_emails import Side
from gametape.queries.crm_columns import CrmFact, value_of
from gametape.queries.deals import Outcome
from gametape.queries.people import Contact
from gametape.queries.signals import Fact
from gametape.queries.talk import CallTalk, read_talks
from gametape.settings import Settings
from gametape.text.days import written_day
from gametape.text.plurals import count
from gametape.text.sentences import sentences_of

_MOST = 6  # sentences of a review
_EACH = 2  # sentences of a kind
_LONG_STAY = 1.5  # times the typical days in a stage
_AFTER = timedelta(days=3)  # after the close, in which the customer's last words may come
_END = 0.7  # share of a call after which its last words are looked for


@dataclass(frozen=True, slots=True)
class ClosedDeal:
    """Closed deal with what a review rests on."""

    story: DealStory
    objections: Sequence[DealObjection]
    progression: Progression
    commitments: DealCommitments
    closed_at: datetime
    signals: Sequence[ReviewSentence]
    reason: str | None
    last_call: CallTalk | None
    settings: Settings

    def day(self, at: date) -> str:
        """Write a day, or the day of a moment."""
        return written_day(day_of(at, self.settings.zone) if isinstance(at, datetime) else at)


def deal_review(
    connection: sa.Connection,
    story: DealStory,
    objections: Sequence[DealObjection],
    progression: Progression,
    stages: Stages,
    settings: Settings,
) -> DealReview | None:
    """Return the review of a closed deal; None for an open deal."""
    if story.deal.outcome is Outcome.OPEN:
        return None
    closed_at = _closed_at(story, progression)
    deal = ClosedDeal(
        story=story,
        objections=objections,
        progression=progression,
        commitments=stored_commitments(connection, [story.deal.id]).get(story.deal.id, DealCommitments()),
        closed_at=closed_at,
        signals=tuple(signals_before(story, progression, stages, closed_at, settings.zone)),
        reason=value_of({"fields": story.deal.fields, "account": story.deal.account}, CrmFact.LOSS_REASON, settings),
        last_call=_last_call(connection, story, closed_at),
        settings=settings,
    )
    told = [
        _ending(deal),
        *deal.signals,
        *islice(_open_objections(deal), _EACH),
        *islice(_promises(deal), _EACH),
        *islice(_never_met(deal), 1),
        *islice(_long_stays(deal), 1),
    ]
    return DealReview(outcome=story.deal.outcome, sentences=(*told[: _MOST - 1], *islice(_last_words(deal), 1)))


def _closed_at(story: DealStory, progression: Progression) -> datetime:
    """Return when the deal moved to its last stage, else the end of its close date."""
    last = progression.stages[-1] if progression.stages else None
    if last and last.since and len(progression.stages) > 1:
        return last.since
    day = story.deal.close_date
    return min(datetime.combine(day, time.max, UTC), story.now) if day else story.now


def _last_call(connection: sa.Connection, story: DealStory, closed_at: datetime) -> CallTalk | None:
    held = [one for one in story.calls if one.is_readable and one.started_at and one.started_at <= closed_at + _AFTER]
    if not held:
        return None
    return story.texts.get(held[-1].id) or next(iter(read_talks(connection, [held[-1].id])), None)


def _ending(deal: ClosedDeal) -> ReviewSentence:
    shown = deal.story.deal
    days = deal.progression.days_open
    if shown.opened_at and len(deal.progression.stages) < 2:  # no move to the last stage is known
        days = max((deal.closed_at - shown.opened_at).days, 0)
    after = f" after {count(days, 'day')}" if days is not None else ""
    how = "Won" if shown.outcome is Outcome.WON else "Lost"
    sentence = f"{how} on {deal.day(deal.closed_at)}{after}."
    if deal.reason:
        sentence += f" Reason in the CRM: {deal.reason}."
    elif shown.outcome is Outcome.LOST:
        sentence += " No reason in the CRM."
    moved = [change for change in deal.story.changes if change.field == "stage" and change.changed_at]
    facts = [Fact(type="change", id=change.id, at=change.changed_at) for change in moved[-1:]]
    return ReviewSentence(sentence=sentence, facts=tuple(facts))


def _open_objections(deal: ClosedDeal) -> Iterator[ReviewSentence]:
    for objection in deal.objections:
        first = objection.evidence[0]
        is_before = objection.raised_at is None or objection.raised_at <= deal.closed_at
        if objection.state is ObjectionState.OPEN and is_before:
            on = f" on {deal.day(objection.raised_at)}" if objection.raised_at else ""
            yield ReviewSentence(
                sentence=f"Objection never settled{on}{quoted(first.quote) or '.'}",
                facts=(fact_of(first),),
                evidence=(first,),
            )


def _promises(deal: ClosedDeal) -> Iterator[ReviewSentence]:
    """Yield our promises that were due before the close and not seen done, then those done late."""
    closed = day_of(deal.closed_at, deal.settings.zone)
    ours = [made for made in deal.commitments.commitments if made.side is Side.OURS and made.due and made.due < closed]
    missed = [made for made in ours if made.done_on is None]
    late = [made for made in ours if made.done_on is not None and made.is_late]
    yield from (_promise(deal, made, "not seen done") for made in reversed(missed))
    yield from (_promise(deal, made, f"done {deal.day(made.done_on)}") for made in reversed(late) if made.done_on)


def _promise(deal: ClosedDeal, made: Commitment, end: str) -> ReviewSentence:
    due = f"due {deal.day(made.due)}, " if made.due else ""
    return ReviewSentence(
        sentence=f"{made.owner}'s promise, {due}{end}{quoted(made.evidence[0].quote) or '.'}",
        facts=tuple(map(fact_of, made.evidence)),
        evidence=made.evidence,
    )


def _never_met(deal: ClosedDeal) -> Iterator[ReviewSentence]:
    theirs = [person for person in deal.story.contacts.people if person.side is Side.THEIRS]
    deciding = [person for person in theirs if deciders().decides(person.title)]
    absent = [person for person in deciding if not (person.calls or person.emails_sent)]
    if absent and len(absent) == len(deciding):
        yield ReviewSentence(sentence=f"Never met: {', '.join(map(_titled, absent[:3]))}.")


def _titled(person: Contact) -> str:
    name = person.name or person.email or "a contact"
    return f"{name} ({person.title})" if person.title else name


def _long_stays(deal: ClosedDeal) -> Iterator[ReviewSentence]:
    """Yield the stages that took much longer than on our other closed deals, the longest against usual first."""
    known = [
        (stay.days, stay.usual_days, stay.stage)
        for stay in deal.progression.stages
        if stay.days and stay.usual_days and stay.usual_of_deals and stay.stage
    ]
    for days, usual, stage in sorted(known, key=lambda stay: -stay[0] / stay[1]):
        if days >= _LONG_STAY * usual:
            yield ReviewSentence(sentence=f"{count(round(days), 'day')} in {stage}, typical {usual:.0f}.")


def _last_words(deal: ClosedDeal) -> Iterator[ReviewSentence]:
    """Yield what the customer said or wrote last: the longest sentence of it that can be quoted."""
    call = deal.last_call
    until = deal.closed_at + _AFTER
    written = [each for each in deal.story.emails if each.direction is Side.THEIRS and each.snippet]
    email = next((each for each in reversed(written) if each.sent_at and each.sent_at <= until), None)
    if email and email.sent_at and not (call and call.started_at and call.started_at > email.sent_at):
        found, at = _of_email(email), email.sent_at
    elif call and call.started_at:
        found, at = _of_call(call), call.started_at
    else:
        return
    if found:
        yield ReviewSentence(
            sentence=f"Last words of the customer, {deal.day(at)}{quoted(found.quote) or '.'}",
            facts=(fact_of(found),),
            evidence=(found,),
        )


def _of_email(email: StoryEmail) -> AnyEvidence | None:
    for text in sorted(sentences_of(email.snippet or ""), key=_how_telling):
        if not tricks_in(text):
            with suppress(NotSaid):
                return verify_mail(MailQuote(email.id, text), email)
    return None


def _of_call(call: CallTalk) -> AnyEvidence | None:
    late = [
        (said.number, text)
        for said in call.turns[int(len(call.turns) * _END) :]
        if said.voice.side is Side.THEIRS
        for text in said.turn.sentences
    ]
    for number, text in sorted(late, key=lambda said: _how_telling(said[1])):
        if not tricks_in(text):
            with suppress(NotSaid):
                return verify(Quote(call.call_id, number, text), call)
    return None


def _how_telling(text: str) -> tuple[bool, int]:
    """Sort key: the longest sentence first, of those that are short enough to be repeated."""
    return not quoted(text), -len(text)
