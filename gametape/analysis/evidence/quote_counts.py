"""Ledger of an analysis: how many quotes and sentences held, and why others did not."""

from collections import Counter

from pydantic import BaseModel, Field

from gametape.analysis.evidence.claims import NotSaid, Why
from gametape.text.plurals import count


class Ledger(BaseModel):
    """Counts of claimed quotes: verified, asked for again, refused."""

    kept: int = 0
    retried: int = Field(0, description="Claims rejected once and asked for again with the reason.")
    dropped: int = Field(0, description="Claims dropped: never shown.")
    claims_dropped: int = Field(0, description="Sentences dropped: not borne out by their quotes.")
    reasons: dict[Why, int] = Field(default_factory=dict, description="Reasons why quotes were rejected.")

    def keep(self, count: int = 1) -> None:
        """Count verified quotes."""
        self.kept += count

    def retry(self, refused: NotSaid) -> None:
        """Count a refused quote that is asked for again."""
        self.retried += 1
        self._note({refused.why: 1})

    def drop(self, refused: NotSaid) -> None:
        """Count a quote, or a sentence, that is refused for good."""
        if refused.why is Why.NOT_BORNE_OUT:
            self.claims_dropped += 1
        else:
            self.dropped += 1
        self._note({refused.why: 1})

    def add(self, other: "Ledger") -> None:
        """Add the counts of another ledger."""
        self.kept += other.kept
        self.retried += other.retried
        self.dropped += other.dropped
        self.claims_dropped += other.claims_dropped
        self._note(other.reasons)

    def _note(self, reasons: dict[Why, int]) -> None:
        self.reasons = dict(Counter(self.reasons) + Counter(reasons))

    @property
    def sentence(self) -> str:
        """Counts in words: `14 verified quotes, 2 dropped. 3 claims dropped: not borne out by their quotes`."""
        quotes = f"{count(self.kept, 'verified quote')}, {self.dropped} dropped."
        if not self.claims_dropped:
            return quotes
        whose = "its" if self.claims_dropped == 1 else "their"
        return f"{quotes} {count(self.claims_dropped, 'claim')} dropped: not borne out by {whose} quotes."
