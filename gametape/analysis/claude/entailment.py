"""Entailment: whether quotes bear out the claims of an answer, asked of a cheap model, all claims in one question.

The rules of evidence/borne_out.py come first, so that a model that obeys an order in a quote cannot let through what
they refuse. A claim without a clear "entailed" is dropped and counted.
docs/decisions/0151-sentences-that-quotes-bear-out.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gametape.analysis.claude.client import Claude, Question
from gametape.analysis.claude.data import block
from gametape.analysis.claude.forms import Verdicts, form_text
from gametape.analysis.claude.prompts import prompt
from gametape.analysis.claude.tasks import Task, choice
from gametape.analysis.evidence.claims import AnyEvidence
from gametape.analysis.evidence.hostile import tricks_in
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.errors import Skip
from gametape.settings import Settings

PROMPT = prompt("check_claims")


@dataclass(frozen=True, slots=True)
class ClaimToCheck:
    """Sentence, and the checked quotes on which it rests."""

    sentence: str
    evidence: Sequence[AnyEvidence]


def version_parts(settings: Settings) -> tuple[str, ...]:
    """Return everything beside the claims that decides the verdicts, to hash it."""
    return (*choice(settings, Task.ENTAILMENT), PROMPT.fingerprint, form_text(Verdicts))


def are_borne_out(
    claude: Claude, claims: Sequence[ClaimToCheck], ledger: Ledger, opportunity_id: UUID | None = None
) -> list[bool]:
    """Tell of each claim, in order, whether its quotes entail it; the ledger counts the others as dropped.

    Raises:
        MoneySpent, ModelUnavailable, BadSettings: see `Claude.ask`.
    """
    asked = {number: claim for number, claim in enumerate(claims, start=1) if not _is_hostile(claim)}
    entailed = _entailed(claude, asked, opportunity_id)
    ledger.claims_dropped += len(claims) - len(entailed)
    return [number in entailed for number in range(1, len(claims) + 1)]


def _is_hostile(claim: ClaimToCheck) -> bool:
    return any(tricks_in(text) for text in (claim.sentence, *(quote.quote for quote in claim.evidence)))


def _entailed(claude: Claude, asked: dict[int, ClaimToCheck], opportunity_id: UUID | None) -> set[int]:
    """Return the numbers of the entailed claims; none where Claude gives no answer that can be used."""
    if not asked:
        return set()
    rows = (
        {
            "number": number,
            "claim": claim.sentence,
            "quotes": [{"side": quote.side.value, "quote": quote.quote} for quote in claim.evidence],
        }
        for number, claim in asked.items()
    )
    question = Question(PROMPT, Verdicts, block("claims", rows), task=Task.ENTAILMENT, opportunity_id=opportunity_id)
    try:
        answer = claude.ask(question)
    except Skip:
        return set()
    said: dict[int, set[str]] = {}
    for verdict in answer.verdicts:
        said.setdefault(verdict.number, set()).add(verdict.verdict)
    return {number for number in asked if said.get(number) == {"entailed"}}
