"""Check of the quotes that Claude claims: verify them, ask once more for refused quotes with the reason, then drop."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gametape.analysis.claude.client import Claude, Question
from gametape.analysis.claude.data import block, call_data
from gametape.analysis.claude.forms import Corrections
from gametape.analysis.claude.prompts import prompt
from gametape.analysis.claude.tasks import Task
from gametape.analysis.evidence.claims import Evidence, NotSaid, Quote, Why, verify
from gametape.analysis.evidence.hostile import tricks_in
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.errors import Skip
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk

LONGEST = 400  # characters of a quote

CORRECTION = prompt("correct_quotes")


@dataclass(frozen=True, slots=True)
class Claimed:
    """Claimed quote, and the side and speakers it must be from; `speakers` are email addresses."""

    turn: int
    quote: str
    side: Side | None = None
    speakers: frozenset[str] | None = None


def verify_quotes(
    claimed: Sequence[Claimed],
    talk: CallTalk,
    ledger: Ledger,
    claude: Claude,
    task: Task,
    opportunity_id: UUID | None = None,
) -> list[Evidence | None]:
    """Return the evidence of each claimed quote, in order; None for refused quotes. The ledger counts all quotes.

    Corrections are asked for as part of the same task, so that the API reads the call from its cache.
    """
    results: list[Evidence | None] = []
    refused: dict[int, NotSaid] = {}
    for place, claim in enumerate(claimed):
        try:
            results.append(_verified(claim, talk))
        except NotSaid as why:
            results.append(None)
            if why.why is Why.SUSPECT:
                ledger.drop(why)  # the words are in the transcript, but look like prompt injection
            else:
                refused[place] = why
                ledger.retry(why)
    for place, correction in _corrected(claimed, refused, talk, claude, task, opportunity_id).items():
        try:
            results[place] = _verified(correction, talk)
        except NotSaid as why:
            refused[place] = why
    for place, reason in refused.items():
        if results[place] is None:
            ledger.drop(reason)
    ledger.keep(sum(evidence is not None for evidence in results))
    return results


def _verified(claim: Claimed, talk: CallTalk) -> Evidence:
    if len(claim.quote) > LONGEST:
        raise NotSaid(Why.NOT_THERE, f"A quote has at most {LONGEST} characters.")
    evidence = verify(Quote(talk.call_id, claim.turn, claim.quote), talk, side=claim.side)
    if claim.speakers is not None and (talk.turns[evidence.turn].voice.email or "") not in claim.speakers:
        raise NotSaid(Why.WRONG_SPEAKER, f"Turn {claim.turn} is not spoken by the person who is scored.")
    if tricks_in(evidence.quote):
        raise NotSaid(Why.SUSPECT, "These words look like prompt injection.")
    return evidence


def _corrected(
    claimed: Sequence[Claimed],
    refused: dict[int, NotSaid],
    talk: CallTalk,
    claude: Claude,
    task: Task,
    opportunity_id: UUID | None,
) -> dict[int, Claimed]:
    if not refused:
        return {}
    asked = [
        {"number": place, "turn": claimed[place].turn, "quote": claimed[place].quote[:LONGEST], "reason": str(why)}
        for place, why in refused.items()
    ]
    question = Question(CORRECTION, Corrections, call_data(talk), block("refused", asked), task, opportunity_id)
    try:
        answer = claude.ask(question)
    except Skip:
        return {}
    return {
        quote.number: Claimed(quote.turn, quote.quote, claimed[quote.number].side, claimed[quote.number].speakers)
        for quote in answer.corrected
        if quote.number in refused
    }
