"""Quotes that Claude claims: looked up, asked for once more with the reason, and let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import Field

from gametape.analysis.claude.client import AnswerForm, Claude, Question
from gametape.analysis.claude.data import block, turns
from gametape.analysis.claude.prompts import prompt
from gametape.analysis.evidence.claims import Evidence, Ledger, NotSaid, Quote, Why, verify
from gametape.analysis.evidence.hostile import tricks_in
from gametape.errors import Skip
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk

LONGEST = 400  # characters of a quote

CORRECTION = prompt("correct_quotes")


class TurnQuote(AnswerForm):
    """Words of one turn."""

    turn: int
    quote: str


class _Corrected(TurnQuote):
    number: int = Field(description="First characters of the rejected quote.")


class Corrections(AnswerForm):
    """What the words really are."""

    quotes: list[_Corrected]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A quote, and whose words it must be; `speakers` are their addresses."""

    turn: int
    quote: str
    side: Side | None = None
    speakers: frozenset[str] | None = None


def prove(
    claimed: Sequence[Claimed], talk: CallTalk, ledger: Ledger, claude: Claude, opportunity_id: UUID | None = None
) -> list[Evidence | None]:
    """By place, the evidence that a claimed quote is; None where it was not said. All of it goes into the ledger."""
    found: list[Evidence | None] = []
    refused: dict[int, NotSaid] = {}
    for place, one in enumerate(claimed):
        try:
            found.append(_verified(one, talk))
        except NotSaid as why:
            found.append(None)
            if why.why is Why.SUSPECT:
                ledger.drop(why)  # it is there, and stays out
            else:
                refused[place] = why
                ledger.retry(why)
    for place, one in _corrected(claimed, refused, talk, claude, opportunity_id).items():
        try:
            found[place] = _verified(one, talk)
        except NotSaid as why:
            refused[place] = why
    for place, reason in refused.items():
        if found[place] is None:
            ledger.drop(reason)
    ledger.keep(sum(one is not None for one in found))
    return found


def _verified(one: Claimed, talk: CallTalk) -> Evidence:
    if len(one.quote) > LONGEST:
        raise NotSaid(Why.NOT_THERE, f"A quote has at most {LONGEST} characters.")
    evidence = verify(Quote(talk.call_id, one.turn, one.quote), talk, side=one.side)
    if one.speakers is not None and (talk.turns[evidence.turn].voice.email or "") not in one.speakers:
        raise NotSaid(Why.WRONG_SPEAKER, f"Turn {one.turn} is not spoken by the person who is scored.")
    if tricks_in(evidence.quote):
        raise NotSaid(Why.SUSPECT, "These words look like prompt injection.")
    return evidence


def _corrected(
    claimed: Sequence[Claimed],
    refused: dict[int, NotSaid],
    talk: CallTalk,
    claude: Claude,
    opportunity_id: UUID | None,
) -> dict[int, Claimed]:
    if not refused:
        return {}
    asked = [
        {"number": place, "turn": claimed[place].turn, "quote": claimed[place].quote[:LONGEST], "reason": str(why)}
        for place, why in refused.items()
    ]
    question = Question(
        CORRECTION, Corrections, turns(talk), then=block("refused", asked), opportunity_id=opportunity_id
    )
    try:
        answer = claude.ask(question)
    except Skip:
        return {}
    return {
        one.number: Claimed(one.turn, one.quote, claimed[one.number].side, claimed[one.number].speakers)
        for one in answer.quotes
        if one.number in refused
    }
