"""Commitments found on whole deals, held against known answers: who promised, by when, and whether it was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from bench.judged_texts import source_id, texts_of
from gametape.analysis.commitments.deal_commitments import commitments_on
from gametape.analysis.commitments.models import Commitment, CommitmentState
from gametape.analysis.evidence.claims import Evidence

Gold = dict[str, Any]

_KEPT = {
    CommitmentState.DONE: (True,),
    CommitmentState.DONE_LATE: (False,),
    CommitmentState.NOT_SEEN_DONE: (False, None),  # null: nothing in the deal shows it
    CommitmentState.UNCLEAR: (),  # claims nothing
    CommitmentState.OPEN: (False, None),
}
"""Answers of the gold (`kept`) that fit a state."""


@dataclass(slots=True)
class CommitmentScore:
    """Counts of commitments; `days` are the right ones that name a day."""

    gold: int = 0
    found: int = 0  # in the gold, and found
    shown: int = 0
    right: int = 0  # shown, and in the gold
    owners_right: int = 0
    days: int = 0
    days_right: int = 0
    days_in_gold: int = 0  # of the right ones, those whose gold names a day
    done: int = 0
    done_right: int = 0
    not_seen: int = 0
    not_seen_right: int = 0
    unclear: int = 0
    states_right: int = 0

    def add(self, deal: dict[str, Any]) -> None:
        """Add the counts of a deal."""
        read = commitments_on(texts_of(deal), UTC)
        gold: list[Gold] = deal["gold"]["commitments"]
        names = {str(source_id(source["id"])): source["id"] for source in (*deal["calls"], *deal["emails"])}
        matched: set[int] = set()
        for commitment in read.commitments:
            self.shown += 1
            place = _match(commitment, gold, names)
            if place is None:
                continue
            matched.add(place)
            state = commitment.state(date.fromisoformat(deal["today"]), read.last_contact)
            self._count(commitment, state, gold[place])
        self.gold += len(gold)
        self.found += len(matched)

    def _count(self, commitment: Commitment, state: CommitmentState, gold: Gold) -> None:
        is_fitting = gold["kept"] in _KEPT[state]
        self.right += 1
        self.owners_right += commitment.owner == gold["owner"]
        self.days += commitment.due is not None
        self.days_right += commitment.due is not None and str(commitment.due) == gold["due"]
        self.days_in_gold += gold["due"] is not None
        self.done += state is CommitmentState.DONE
        self.done_right += state is CommitmentState.DONE and is_fitting
        self.not_seen += state is CommitmentState.NOT_SEEN_DONE
        self.not_seen_right += state is CommitmentState.NOT_SEEN_DONE and is_fitting
        self.unclear += state is CommitmentState.UNCLEAR
        self.states_right += is_fitting

    def lines(self) -> list[str]:
        """Return the counts as lines of a table."""
        days = f"day {self.days_right} of {self.days} named, {self.days_in_gold} in the gold"
        states = f"done {self.done_right} of {self.done}; not seen done {self.not_seen_right} of {self.not_seen}"
        return [
            f"commitments on deals: {self.found} of {self.gold} found, {self.right} of {self.shown} shown are right",
            f"  who {self.owners_right} of {self.right}; {days}",
            f"  state {self.states_right} of {self.right}, {self.unclear} unclear; {states}",
        ]


def score_commitments(deals: Sequence[dict[str, Any]]) -> CommitmentScore:
    """Score the commitments of deals."""
    score = CommitmentScore()
    for deal in deals:
        score.add(deal)
    return score


def _match(commitment: Commitment, gold: Sequence[Gold], names: dict[str, str]) -> int | None:
    """Return the gold of the same side in the same turn or email that shares most words with the quote."""
    quote = commitment.evidence[0]
    in_call = isinstance(quote, Evidence)
    place = (names[str(quote.call_id)], quote.turn) if in_call else (names[str(quote.email_id)], None)  # type: ignore[union-attr]
    shared = {
        number: len(_words(each["quote"]) & _words(quote.quote))
        for number, each in enumerate(gold)
        if (each["where"], each["turn"]) == place and each["by"] == commitment.side
    }
    best = max(shared, key=lambda number: shared[number], default=None)
    return None if best is None or shared[best] < _SHARED else best


_SHARED = 2  # words that a quote and its gold have in common at least


def _words(text: str) -> set[str]:
    return set(text.lower().split())
