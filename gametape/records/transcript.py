"""Transcript of a call, from the documents of `transcripts_*.sql`: Gong's monologues become turns."""

from typing import Annotated, Any, ClassVar, Self

from msgspec.structs import replace

from gametape.records.fields import Key
from gametape.records.identity import derived_id
from gametape.records.json_model import Cell, ReadsCell
from gametape.records.monologues import read_monologues
from gametape.records.record import Record, Row
from gametape.records.timing import turns_of
from gametape.store.turns import Turn, pack
from gametape.store.wordfilter import filter_of
from gametape.text.words import count_words


def _turns(value: Any, cell: Cell) -> tuple[Turn, ...]:
    warnings: list[str] = []
    turns = turns_of(read_monologues(value, warnings), warnings)
    for warning in warnings:
        cell.warn(warning)
    return turns


class TranscriptRecord(Record, frozen=True, kw_only=True):
    """Turns of a call. `monologues` is None if the source does not tell; an empty tuple is a silent call."""

    version: ClassVar[int] = 2  # 2: pauses between sentences are kept, whole seconds are recognized

    id: Key
    monologues: Annotated[tuple[Turn, ...] | None, ReadsCell(_turns)] = None
    raw_bytes: int = 0

    @classmethod
    def read(cls, document: str, warnings: list[str]) -> Self:
        """Parse a document as `Record.read` does, and remember its size in bytes."""
        record = super().read(document, warnings)
        return replace(record, raw_bytes=len(document.encode("utf-8", "surrogatepass")))

    def missing(self) -> str | None:
        """Return "monologues" for a deleted row without text: it deletes, and must not overwrite a transcript."""
        return "monologues" if self.is_deleted and self.monologues is None else None

    def row(self) -> Row:
        """Return the column values; `raw_bytes` is the size of the source document."""
        turns = self.monologues or ()
        return {
            "id": derived_id("transcript", self.id),
            "gong_call_id": self.id,
            "call_id": derived_id("call", self.id),
            "turns": pack(turns),
            "turn_count": len(turns),
            "word_count": count_words(" ".join([sentence for turn in turns for sentence in turn.sentences])),
            "raw_bytes": self.raw_bytes,
            "word_filter": filter_of(turns),
        }
