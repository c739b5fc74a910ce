"""What was said on a call, as `transcripts_*.sql` hands it over: Gong's monologues, which become turns."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import PlainValidator, PrivateAttr, ValidationInfo

from gametape.records.fields import Key, warn
from gametape.records.identity import derived_id
from gametape.records.monologues import read_monologues
from gametape.records.record import Record, Row
from gametape.records.timing import turns_of
from gametape.store.turns import Turn, pack
from gametape.store.wordfilter import filter_of


def _turns(value: Any, info: ValidationInfo) -> tuple[Turn, ...] | None:
    if value is None:
        return None
    warnings: list[str] = []
    turns = turns_of(read_monologues(value, warnings), warnings)
    for warning in warnings:
        warn(info, warning)
    return turns


class TranscriptRecord(Record):
    """All turns of one call; `None` when the source does not say, which is not the same as silence."""

    version: ClassVar[int] = 2  # 2: pauses between sentences are kept, whole seconds are recognised

    id: Key
    monologues: Annotated[tuple[Turn, ...] | None, PlainValidator(_turns)] = None
    _raw_bytes: int = PrivateAttr(0)

    @classmethod
    def read(cls, document: str, warnings: list[str]) -> Self:
        """As `Record.read`; the size of the document stays known."""
        record = super().read(document, warnings)
        record._raw_bytes = len(document.encode("utf-8", "surrogatepass"))
        return record

    def missing(self) -> str | None:
        """A deleted row without its text deletes, and must not replace what is known."""
        return "monologues" if self.is_deleted and self.monologues is None else None

    def row(self) -> Row:
        """Column values; `raw_bytes` is the size of the source document."""
        turns = self.monologues or ()
        return {
            "id": derived_id("transcript", self.id),
            "gong_call_id": self.id,
            "call_id": derived_id("call", self.id),
            "turns": pack(turns),
            "turn_count": len(turns),
            "word_count": sum(len(sentence.split()) for turn in turns for sentence in turn.sentences),
            "raw_bytes": self._raw_bytes,
            "word_filter": filter_of(turns),
        }
