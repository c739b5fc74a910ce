"""Write the emails of a deal: invitations, follow-ups, questions between calls, reminders, and the decision."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from gametape.sample.people import SamplePerson
from gametape.sample.phrases import Deck
from gametape.sample.slots import Slots, said_day, said_time, speaker_slots
from gametape.sample.story import PlannedCall, PlannedDeal
from gametape.sample.streams import at_work, next_at_work, working_day

_SUBJECT = {
    "discovery": "Our first conversation", "demo": "{product} demo", "deep_dive": "Technical questions",
    "security": "Security review", "pricing": "Quote for {product}", "negotiation": "Contract",
    "check_in": "Where we are", "rollout": "Plan for the first {site_noun}",
}  # fmt: skip


@dataclass(slots=True)
class Mail:
    """Email of the sample; `answers` is the email that it replies to and may quote."""

    at: datetime
    sender: SamplePerson
    to: SamplePerson
    subject: str
    paragraphs: list[str]
    kind: str
    cc: tuple[SamplePerson, ...] = ()
    answers: "Mail | None" = None
    number: int = 0

    @property
    def incoming(self) -> bool:
        """True if the customer wrote the email."""
        return not self.sender.ours

    @property
    def first(self) -> "Mail":
        """First email of the thread."""
        return self if self.answers is None else self.answers.first


@dataclass(slots=True)
class Mailbox:
    """Emails of a deal while they are being written."""

    deal: PlannedDeal
    rng: Random
    deck: Deck
    turns: list[Slots]
    mails: list[Mail] = field(default_factory=list)

    def write(
        self, section: str, call: PlannedCall, who: tuple[SamplePerson, SamplePerson], at: datetime, **extra: str
    ) -> list[str]:
        """Write the paragraphs of an email: greeting, a line of the section, closing and name.

        `who` is the pair of sender and reader.
        """
        sender, reader = who
        slots = {**speaker_slots(self.turns, self.deal, call, sender, call.step)[at.day % len(self.turns)], **extra}
        hello = self.rng.choice(("Hi {0},", "Hello {0},", "Dear {0}," if sender.ours else "{0},"))
        body = [" ".join(s.text for s in part).format_map(slots) for part in self.deck.script(section)]
        bye = self.deck.draw(f"mail.signoff.{'ours' if sender.ours else 'theirs'}")[0].text
        return [hello.format(reader.first), *(text[0].upper() + text[1:] for text in body), f"{bye}\n{sender.first}"]

    def answer(self, first: Mail, section: str, call: PlannedCall, minutes: int) -> None:
        """Add the receiver's answer, so many minutes later or when the office opens."""
        at = next_at_work(first.at + timedelta(minutes=minutes))
        body = self.write(section, call, (first.to, first.sender), at)
        self.mails.append(Mail(at, first.to, first.sender, f"Re: {first.subject}", body, "reply", answers=first))


def _subject(deal: PlannedDeal, call: PlannedCall) -> str:
    return _SUBJECT[call.kind].format(product=deal.product["name"], site_noun=deal.account.industry["site_noun"])


def _invite(box: Mailbox, call: PlannedCall) -> None:
    """Add an invitation, a day or two before a call, and perhaps its answer."""
    deal, rng = box.deal, box.rng
    at = at_work(call.at - timedelta(days=rng.randrange(1, 3), minutes=rng.randrange(20, 300)))
    if rng.random() > 0.55 or at <= (call.previous_at or deal.opened):
        return
    planned = str(-(-call.minutes // 15) * 15)
    when = f"{said_day(call.at.date())}, {said_time(call.at)}"
    body = box.write("mail.invite", call, (deal.owner, call.theirs[0]), at, when=when, mins=planned)
    mail = Mail(at, deal.owner, call.theirs[0], f"{_subject(deal, call)}: {when}", body, "invite")
    box.mails.append(mail)
    if rng.random() < 0.6:
        box.answer(mail, "mail.invite.reply", call, rng.randrange(20, 300))
        if box.mails[-1].at >= call.at:
            box.mails.pop()


def _follow(box: Mailbox, call: PlannedCall) -> None:
    """Add the follow-up on the day of a call (what was said and agreed), and perhaps the customer's answer."""
    deal, rng = box.deal, box.rng
    lead = call.theirs[0]
    at = call.at + timedelta(minutes=call.minutes + rng.randrange(25, 150))
    if call.step is not None or rng.random() < 0.75:
        agreed = "dated" if call.step is not None else "vague"
        slots = speaker_slots(box.turns, deal, call, deal.owner, call.step)[0]
        gist = " ".join(sentence.text for sentence in box.deck.draw(f"gist.{call.kind}")).format_map(slots)
        body = box.write(f"mail.follow.{agreed}", call, (deal.owner, lead), at, gist=gist)
        mail = Mail(at, deal.owner, lead, _subject(deal, call), body, f"follow {agreed}", call.theirs[1:])
        box.mails.append(mail)
        if rng.random() < (0.7 if call.step is not None else 0.4):
            box.answer(mail, f"mail.reply.{agreed}", call, rng.randrange(15, 1300))
    paper = {"security": "security", "pricing": "quote"}.get(call.kind)
    if paper:
        at += timedelta(minutes=rng.randrange(30, 120))
        subject = "Answers to your questionnaire" if paper == "security" else f"Quote {deal.product['name']}"
        mail = Mail(at, deal.owner, lead, subject, box.write(f"mail.{paper}", call, (deal.owner, lead), at), paper)
        box.mails.append(mail)
        box.answer(mail, f"mail.{paper}.reply", call, rng.randrange(200, 1500))


def _between(box: Mailbox, call: PlannedCall, until: datetime) -> None:
    """Add questions and answers between two calls."""
    deal, rng = box.deal, box.rng
    gap = until - call.at
    for share in (0.35, 0.7) if gap >= timedelta(days=4) else ():
        at = at_work(call.at + gap * (share + 0.2 * rng.random()))
        person, chance = rng.choice(call.theirs), rng.random()
        if chance > 0.55 or not call.at + timedelta(hours=4) < at < until:
            continue
        if chance < 0.27:
            body = box.write("mail.between.ours", call, (deal.owner, person), at)
            box.mails.append(Mail(at, deal.owner, person, f"{deal.name}: one more thing", body, "between"))
        else:
            body = box.write("mail.between.theirs", call, (person, deal.owner), at)
            box.mails.append(Mail(at, person, deal.owner, f"Question about {deal.product['name']}", body, "between"))


def _nudge(box: Mailbox, call: PlannedCall, until: datetime) -> None:
    """Add our reminders, which nobody answers."""
    deal = box.deal
    box.mails = [mail for mail in box.mails if mail.at <= call.at or not mail.incoming]
    at = next_at_work(call.at + timedelta(days=4))
    while at < until:
        body = box.write("mail.nudge", call, (deal.owner, call.theirs[0]), at)
        box.mails.append(Mail(at, deal.owner, call.theirs[0], f"{deal.name}: checking in", body, "nudge"))
        at = next_at_work(at + timedelta(days=box.rng.randrange(4, 7), minutes=box.rng.randrange(300)))


def _outcome(box: Mailbox, call: PlannedCall) -> None:
    deal, person = box.deal, call.theirs[0]
    at = call.at + timedelta(minutes=call.minutes + box.rng.randrange(100, 200))
    body = box.write(f"mail.outcome.{'won' if deal.status == 'won' else deal.reason}", call, (person, deal.owner), at)
    box.mails.append(Mail(at, person, deal.owner, f"{deal.name}: our decision", body, "outcome"))


def write_mails(deal: PlannedDeal, rng: Random, turns: list[Slots]) -> list[Mail]:
    """Write all emails of a deal, ordered by time; none is later than the deal's last day."""
    until = datetime.combine(working_day(deal.last), datetime.max.time(), deal.opened.tzinfo).replace(microsecond=0)
    box = Mailbox(deal, rng, Deck(rng), turns)
    calls = [call for call in deal.calls if not call.internal]
    for call, following in zip(calls, [*calls[1:], None], strict=True):
        _invite(box, call)
        if call.outcome:
            _outcome(box, call)
            continue
        _follow(box, call)
        if following is None and "ghosted" in deal.flags:
            _nudge(box, call, until)
        else:
            _between(box, call, until if following is None else following.at)
    mails = sorted((mail for mail in box.mails if mail.at <= until), key=lambda mail: mail.at)
    for number, mail in enumerate(mails):
        mail.number = number
    return mails
