"""Synthesis of a deal from Claude's notes on its calls: by ids of checked quotes, and plain sentences.

Results of rules stay: Claude adds to them and judges objections again, but cannot remove a result by omitting it. It
can say of an objection that it is none; that is counted, and shown with the rule that heard it.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from gametape.analysis.claude.data import block, without_orders
from gametape.analysis.claude.forms import ChosenElement, ChosenObjection, ClaimedRemark, DealNotes
from gametape.analysis.claude.notes import Notes
from gametape.analysis.claude.output_guard import refusal, unfit_reason
from gametape.analysis.claude.prompts import prompt
from gametape.analysis.evidence.claims import (
    AnyEvidence,
    Evidence,
    MailEvidence,
    MailQuote,
    NotSaid,
    Why,
    only_asks,
    verify_mail,
)
from gametape.analysis.evidence.hostile import flags, tricks_in
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.elements import elements as local_elements
from gametape.analysis.insights.models import (
    DealObjection,
    Element,
    ElementState,
    ObjectionState,
    Remark,
    TakenBack,
    Theme,
)
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.themes import deal_objections, themes
from gametape.queries.calls_and_emails import Side

PROMPT = prompt("read_deal")
LONGEST_REMARK = 200
_QUOTES = 2
_REPLIES = 3
MOST_REMARKS = 3
_MAILS = 60


class Synthesis:
    """Notes of a deal with ids of their quotes, and the reading that follows from Claude's answer about them."""

    def __init__(self, story: DealStory, notes: Sequence[Notes]) -> None:
        self._story = story
        self._order = {talk.call_id: place for place, talk in enumerate(story.talks)}
        self._notes = sorted(notes, key=lambda call: self._order[call.call_id])
        self._quotes: dict[str, Evidence] = {}
        self._ids: dict[tuple[UUID, int, str], str] = {}
        for quote in (quote for call in self._notes for note in call.notes for quote in note.evidence):
            key = (quote.call_id, quote.turn, quote.quote)
            if key not in self._ids:
                self._ids[key] = f"q{len(self._ids) + 1}"
                self._quotes[self._ids[key]] = quote
        self._heard = {f"h{place}": each for place, each in enumerate(deal_objections(story, Ledger()), start=1)}
        written = [email for email in story.emails if email.snippet and not email.author_uncertain]
        self._mails = {f"m{number}": email for number, email in enumerate(written[-_MAILS:], start=1)}

    @property
    def data(self) -> str:
        """Facts, notes and emails, as they are sent."""
        blocks = {"facts": self._facts(), "heard": self._heard_rows(), "notes": self._rows(), "mails": self._written()}
        return "\n".join(block(name, rows) for name, rows in blocks.items())

    def _heard_rows(self) -> Iterator[dict[str, object]]:
        for id_, objection in self._heard.items():
            quotes = [
                {"side": quote.side.value, "quote": without_orders([quote.quote])} for quote in objection.evidence
            ]
            yield {"id": id_, "kind": objection.kind, "quotes": quotes}

    def _facts(self) -> Iterator[dict[str, object]]:
        deal = self._story.deal
        yield {"fact": "deal", "stage": deal.stage, "outcome": deal.outcome.value, "calls": len(self._notes)}
        for signal in self._story.signals:
            yield {"fact": "signal", "name": signal.name.value}
        for theme in themes(self._story, Ledger()):
            yield {"fact": "theme", "name": theme.name.value, "calls": theme.calls, "turns": theme.turns}
        for asked in self._story.methodology.elements:
            yield {"fact": "element", "id": asked.id, "question": asked.question}

    def _rows(self) -> Iterator[dict[str, object]]:
        for call in self._notes:
            talk = self._story.texts[call.call_id]
            day = talk.started_at.date().isoformat() if talk.started_at else None
            for note in call.notes:
                quotes = [
                    {"id": self._id(quote), "turn": quote.turn, "side": quote.side.value, "quote": quote.quote}
                    for quote in note.evidence
                ]
                row = {"call": self._order[call.call_id] + 1, "day": day, "kind": note.kind, "about": note.about}
                yield row | ({} if note.settled is None else {"settled": note.settled}) | {"quotes": quotes}

    def _written(self) -> Iterator[dict[str, object]]:
        for id_, mail in self._mails.items():
            day = mail.sent_at.date().isoformat() if mail.sent_at else None
            text: dict[str, object] = {
                "subject": without_orders([mail.subject or ""]),
                "text": without_orders((mail.snippet or "").splitlines()),
            }
            yield {"mail": id_, "day": day, "side": mail.direction.value, **text}

    def _id(self, quote: Evidence) -> str:
        return self._ids[quote.call_id, quote.turn, quote.quote]

    def _known(self, ids: Sequence[str], most: int) -> tuple[Evidence, ...]:
        return tuple(self._quotes[id_] for id_ in dict.fromkeys(ids) if id_ in self._quotes)[:most]

    def themes(self, answer: DealNotes) -> tuple[Theme, ...]:
        """Return the themes found by rules, with their counts, and with the quotes that Claude chose."""
        chosen = {theme.name: self._known(theme.quotes, _QUOTES) for theme in answer.themes}
        return tuple(
            theme if not chosen.get(theme.name) else theme.model_copy(update={"evidence": chosen[theme.name]})
            for theme in themes(self._story, Ledger())
        )

    def objections(self, answer: DealNotes) -> tuple[DealObjection, ...]:
        """Return an objection per kind, open first: Claude's if it quotes the customer, else the one found by rules.

        An objection of rules without a certain kind stays, unless Claude takes it back or quotes the same turn.
        """
        gone = {_source_turn(objection.evidence[0]) for objection in self.taken_back(answer)}
        judged = list(filter(None, map(self._objection, answer.objections)))
        quoted = {_source_turn(objection.evidence[0]) for objection in judged}
        kept = [each for each in self._heard.values() if _source_turn(each.evidence[0]) not in gone]
        by_about = {each.about: each for each in kept if each.kind or _source_turn(each.evidence[0]) not in quoted}
        by_about |= {objection.about: objection for objection in judged}
        return tuple(sorted(by_about.values(), key=lambda objection: objection.state is ObjectionState.RESOLVED))

    def taken_back(self, answer: DealNotes) -> tuple[TakenBack, ...]:
        """Return the objections of rules that Claude does not count, except on calls that try to mislead a machine."""
        flagged = {flag.id for flag in flags(self._story.talks, ())}
        listed = {objection.kind for objection in answer.objections if self._objection(objection)}
        taken: dict[str, TakenBack] = {}
        for none in answer.no_objections:
            heard = self._heard.get(none.heard)
            if heard is None or heard.kind in listed or {_source(quote) for quote in heard.evidence} & flagged:
                continue
            reason = None if unfit_reason(none.reason, LONGEST_REMARK) else none.reason
            taken[heard.about] = TakenBack(
                kind=heard.kind, rule="heard by the local model", reason=reason, evidence=heard.evidence[:1]
            )
        return tuple(taken.values())

    def _objection(self, objection: ChosenObjection) -> DealObjection | None:
        raised = self._quotes.get(objection.raised)
        if raised is None or raised.side is not Side.THEIRS:
            return None
        replies = [
            reply for reply in self._known(objection.replies, _REPLIES) if self._place(reply) > self._place(raised)
        ]
        accepting = [reply for reply in replies if reply.side is Side.THEIRS]
        settled = objection.settled and bool(accepting)
        calls = self._story.texts
        return DealObjection(
            kind=objection.kind,
            state=ObjectionState.RESOLVED if settled else ObjectionState.OPEN,
            raised_at=calls[raised.call_id].started_at,
            resolved_at=calls[accepting[-1].call_id].started_at if settled else None,
            evidence=(raised, *replies),
        )

    def _place(self, quote: Evidence) -> tuple[int, int]:
        return self._order[quote.call_id], quote.turn

    def elements(self, answer: DealNotes) -> tuple[Element, ...]:
        """Return the elements; the state follows from the speakers of Claude's quotes, or from rules without quotes."""
        chosen = {element.id: self._noted_for(element) for element in answer.elements}
        return tuple(
            self._element(element, chosen.get(element.element, ())) for element in local_elements(self._story, Ledger())
        )

    def _noted_for(self, element: ChosenElement) -> tuple[Evidence, ...]:
        """Return the quotes that were noted for an element; a quote of another subject does not verify it."""
        noted = {
            self._id(quote)
            for call in self._notes
            for note in call.notes
            if note.kind == "element" and note.about == element.id
            for quote in note.evidence
        }
        return self._known([id_ for id_ in element.quotes if id_ in noted], _QUOTES)

    def _element(self, local: Element, said: tuple[Evidence, ...]) -> Element:
        by_them = any(quote.side is Side.THEIRS and not only_asks(quote) for quote in said)
        if not said or (local.state is ElementState.VERIFIED and not by_them):
            return local
        state = ElementState.VERIFIED if by_them else ElementState.INFERRED
        return Element(element=local.element, state=state, evidence=said, facts=local.facts)

    def remarks(self, answer: DealNotes, ledger: Ledger) -> tuple[list[Remark], list[NotSaid]]:
        """Return the remarks that pass the checks by rules, and the reasons why the others are refused."""
        kept: list[Remark] = []
        refused: list[NotSaid] = []
        for remark in answer.remarks[:MOST_REMARKS]:
            try:
                evidence: tuple[AnyEvidence, ...] = (*self._known(remark.quotes, _QUOTES), *self._mailed(remark))
                self._demand_plain(remark.text, evidence)
            except NotSaid as why:
                refused.append(NotSaid(why.why, f"{remark.text[:LONGEST_REMARK]!r}: {why}"))
                ledger.retry(why)
                continue
            kept.append(Remark(text=remark.text, number=len(kept) + 1, evidence=evidence))
            ledger.keep(len(evidence))
        return kept, refused

    def _demand_plain(self, text: str, evidence: Sequence[AnyEvidence]) -> None:
        if not evidence:
            raise NotSaid(Why.NOT_THERE, "none of its quotes exists.")
        titles = [person.title for person in self._story.contacts.people if person.title]
        if refused := refusal(text, LONGEST_REMARK, evidence, titles):
            raise refused

    def _mailed(self, remark: ClaimedRemark) -> Iterator[MailEvidence]:
        for claim in remark.mails[:_QUOTES]:
            mail = self._mails.get(claim.mail)
            if mail is None:
                raise NotSaid(Why.OTHER_SOURCE, "There is no such email.")
            if tricks_in(claim.quote):
                raise NotSaid(Why.SUSPECT, "These words look like prompt injection.")
            yield verify_mail(MailQuote(mail.id, claim.quote), mail)


def _source(quote: AnyEvidence) -> UUID:
    return quote.call_id if isinstance(quote, Evidence) else quote.email_id


def _source_turn(quote: AnyEvidence) -> tuple[UUID, int | None]:
    return _source(quote), quote.turn if isinstance(quote, Evidence) else None


def ledger_of(ledgers: Mapping[UUID, Ledger]) -> Ledger:
    """Return the sum of the calls' ledgers."""
    total = Ledger()
    for ledger in ledgers.values():
        total.add(ledger)
    return total
