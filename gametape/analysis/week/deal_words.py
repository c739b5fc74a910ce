"""Choice of the sentence of the customer that matters most on an open deal now, checked against its source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.evidence.claims import MailQuote, NotSaid, Quote, verify, verify_mail
from gametape.analysis.evidence.hostile import tricks_in
from gametape.analysis.insights.open_deals import OpenDeal
from gametape.analysis.insights.waiting import asking_email, request_in
from gametape.analysis.week.brief_models import DealWords
from gametape.queries.calls_and_emails import EMAIL_COLUMNS, Email, Side, call, mail
from gametape.queries.heard import HeardAct, heard_on
from gametape.queries.ids import any_of
from gametape.queries.signals import SignalName
from gametape.queries.talk import CallTalk, read_talks

_LONGEST = 280  # characters of a sentence that is read at a glance
_CALLS = 3  # latest calls of a deal in which the sentence is looked for

_WHY = {
    "objection": "Objection",
    "decision_process": "How they decide",
    "decision_maker": "Who decides",
    "criterion": "What they need",
    "pain": "Pain",
    "competitor": "Competitor",
    "metric": "Their numbers",
    "champion": "Support inside",
    "commitment": "Promised by the customer",
    "acceptance": "Agreed",
}
"""Kinds of sentences that hearing tells, the most telling first, with their names on a brief."""

_ORDER = list(_WHY)


class _Place(NamedTuple):
    """Sentence of the customer on a call, not checked yet."""

    call_id: UUID
    act: HeardAct


@dataclass(frozen=True, slots=True)
class _Source:
    """Texts of calls and emails that sentences are checked against."""

    talks: Mapping[UUID, CallTalk]
    titles: Mapping[UUID, str | None]
    emails: Mapping[UUID, Email]


def words_that_matter(connection: sa.Connection, deals: Sequence[OpenDeal]) -> dict[UUID, DealWords]:
    """Return the sentence of each deal that has one, by the deal's id.

    The order of choice: a question in an email of the customer that nobody answered; an objection on the latest calls,
    if an objection is open; else the most telling sentence of the latest call on which one was heard.
    """
    calls = [fact.id for deal in deals for fact in deal.state.recent_calls[:_CALLS]]
    heard = heard_on(connection, calls)
    places = {deal.state.id: list(_places(deal, heard)) for deal in deals}
    source = _read(connection, deals, places)
    chosen = {deal.state.id: _asked(deal, source) or _said(deal, places[deal.state.id], source) for deal in deals}
    return {id_: words for id_, words in chosen.items() if words}


def _places(deal: OpenDeal, heard: Mapping[UUID, list[HeardAct]]) -> Iterator[_Place]:
    """Yield the customer's sentences on the latest calls, the best first."""
    found = [
        (number, _Place(fact.id, act))
        for number, fact in enumerate(deal.state.recent_calls[:_CALLS])
        for act in heard.get(fact.id, ())
        if act.side is Side.THEIRS and act.kind in _WHY
    ]
    is_open = _has_open_objection(deal)

    def rank(item: tuple[int, _Place]) -> tuple[bool, int, int, float]:
        number, place = item
        is_objection = is_open and place.act.kind == "objection"
        return not is_objection, number, _ORDER.index(place.act.kind), -place.act.probability

    yield from (place for _, place in sorted(found, key=rank))


def _has_open_objection(deal: OpenDeal) -> bool:
    return any(signal.name is SignalName.OPEN_OBJECTION for signal in deal.signals)


def _read(connection: sa.Connection, deals: Sequence[OpenDeal], places: Mapping[UUID, list[_Place]]) -> _Source:
    calls = list({place.call_id for found in places.values() for place in found})
    asking = [email.id for deal in deals if (email := asking_email(deal))]
    rows = connection.execute(sa.select(mail.id, *EMAIL_COLUMNS).where(mail.id == any_of(asking)))
    emails = {row.id: Email.model_validate(row) for row in rows}
    titles = connection.execute(sa.select(call.id, call.title).where(call.id == any_of(calls))).all()
    return _Source({talk.call_id: talk for talk in read_talks(connection, calls)}, dict(titles), emails)


def _asked(deal: OpenDeal, source: _Source) -> DealWords | None:
    waiting = asking_email(deal)
    email = source.emails.get(waiting.id) if waiting else None
    request = request_in(waiting.snippet) if waiting else None
    if email is None or request is None or waiting is None or not _is_plain(request):
        return None
    try:
        evidence = verify_mail(MailQuote(email.id, request), email, side=Side.THEIRS)
    except NotSaid:
        return None
    why = f"Waiting for an answer since {deal.day(waiting.sent_at)}"
    return DealWords(why=why, said_at=waiting.sent_at, call_title=None, evidence=evidence)


def _said(deal: OpenDeal, places: Sequence[_Place], source: _Source) -> DealWords | None:
    for place in places:
        talk = source.talks.get(place.call_id)
        text = talk and _text(talk, place.act)
        if talk is None or not text or not _is_plain(text):
            continue
        try:
            evidence = verify(Quote(place.call_id, place.act.turn, text), talk, side=Side.THEIRS)
        except NotSaid:
            continue
        return DealWords(
            why=_why(deal, place.act), said_at=talk.started_at, call_title=source.titles.get(talk.call_id),
            evidence=evidence,
        )  # fmt: skip
    return None


def _why(deal: OpenDeal, act: HeardAct) -> str:
    if act.kind == "objection" and _has_open_objection(deal):
        return "Open objection"
    return _WHY[act.kind]


def _text(talk: CallTalk, act: HeardAct) -> str | None:
    said = next((turn for turn in talk.turns if turn.number == act.turn), None)
    return said.turn.text[act.start : act.end] if said else None


def _is_plain(text: str) -> bool:
    """Return True for words that are short enough for a page and do not look like prompt injection."""
    return len(text) <= _LONGEST and not tricks_in(text)
