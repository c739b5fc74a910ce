"""Condition: a reason to suggest something on a deal, with what is shown of it."""

from dataclasses import dataclass

from gametape.analysis.evidence.claims import AnyEvidence, MailQuote
from gametape.analysis.insights.models import ActionKind
from gametape.queries.signals import Fact, SignalName, TurnFact


@dataclass(frozen=True, slots=True)
class Condition:
    """Reason to suggest something on a deal. `strength` is compared with other deals, within the kind."""

    kind: ActionKind
    strength: float
    sentence: str
    reason: str
    facts: tuple[TurnFact | Fact, ...]
    about: str | None = None
    because: tuple[SignalName, ...] = ()
    quote: MailQuote | None = None  # to be checked before it is shown
    evidence: tuple[AnyEvidence, ...] = ()
