"""Scrubbing of erased people from rows: the same functions for rows of a source and for rows in the store.

Columns declare whether they hold personal data (`PERSONAL` in store/tables/base.py); only such columns are scrubbed.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import NamedTuple

import sqlalchemy as sa

from gametape.records.erased import Erased
from gametape.records.record import Row
from gametape.store import tables
from gametape.store.tables.base import is_personal
from gametape.store.turns import Turn, pack, unpack
from gametape.store.wordfilter import filter_of
from gametape.text.words import count_words

# Tables with one person per row: the name in a row is that person's own, so it is not scrubbed by name.
_ONE_PERSON = frozenset((tables.people, tables.call_participants))

_SCRUBBED_ALREADY = {"participants"}  # key of a call's source row that is no column; `_call` scrubs it

NOT_KEPT = "{}"
"""Document of a rejected row that named an erased person."""

# Metadata of an email that does not name its writer.
_KEPT_METADATA = ("opportunity_id", "body_cut", "quotes_left_out", "author_uncertain")

NO_TEXT_KEYS: Row = {"subject_key": None, "body_key": None}
"""Columns of an email that are computed from its text; they are cleared with the text."""


class Words(NamedTuple):
    """Words of a scrubbed transcript.

    Attributes:
        turns: packed turns (store/turns.py).
        words: number of words left.
        filter: word filter of the words left.
        erased: numbers of the turns of erased speakers, which have no words any more.
    """

    turns: bytes
    words: int
    filter: bytes
    erased: frozenset[int]

    @property
    def values(self) -> Row:
        """Values for the columns of `transcripts`."""
        return {"turns": self.turns, "word_count": self.words, "word_filter": self.filter}


def scrubbed(table: sa.Table, row: Row, erased: Erased, speakers: Collection[str] = ()) -> Row | None:
    """Return a row without erased people; None if the row is about nobody else.

    Args:
        table: table of the row.
        row: of the store, or a row about to be stored.
        erased: the list of erased people.
        speakers: ids of the erased speakers, for a row of `transcripts`.
    """
    if table is tables.transcripts:
        if not row.get("turns"):
            return row
        return row | without_words(row["turns"], erased, speakers).values
    scrub_table = _BY_TABLE.get(table)
    rest = scrub_table(row, erased) if scrub_table else row
    if rest is None or table in _ONE_PERSON:
        return rest
    not_scrubbed = {column.name for column in table.c if not is_personal(column)} | _SCRUBBED_ALREADY
    return {name: value if name in not_scrubbed else erased.value(value) for name, value in rest.items()}


def without_words(packed: bytes, erased: Erased, speakers: Collection[str]) -> Words:
    """Return a transcript without the words of these speakers, and without the names of erased people."""
    before = unpack(packed)
    after = [_without_text(turn) if turn.speaker_id in speakers else _without_names(turn, erased) for turn in before]
    words = sum(count_words(sentence) for turn in after for sentence in turn.sentences)
    gone = frozenset(number for number, turn in enumerate(after) if turn.speaker_id in speakers)
    return Words(packed if after == before else pack(after), words, filter_of(after), gone)


def _without_text(turn: Turn) -> Turn:
    """Return the turn without text; it keeps speaker, start and length, so that talk times stay correct."""
    return replace(turn, sentences=(), marks=(), pauses=(), topic=None)


def _without_names(turn: Turn, erased: Erased) -> Turn:
    sentences = tuple(map(erased.text, turn.sentences))
    return turn if sentences == turn.sentences else replace(turn, sentences=sentences)


def _person(row: Row, erased: Erased) -> Row | None:
    if any(map(erased.is_address, (row["email"], *row["aliases"]))):
        return None
    return row | {"manager_email": None if erased.is_address(row["manager_email"]) else row["manager_email"]}


def _opportunity(row: Row, erased: Erased) -> Row:
    if not erased.is_address(row["owner_email"]):
        return row
    return row | {
        "owner_id": None,
        "owner_email": None,
        "metadata": {name: value for name, value in row["metadata"].items() if name != "owner_name"},
    }


def _call(row: Row, erased: Erased) -> Row:
    if erased.is_address(row["owner_email"]):
        row = row | {"owner_email": None}
    if "participants" in row:
        row = row | {"participants": [participant(person, erased) for person in row["participants"]]}
    return row


def participant(person: Row, erased: Erased) -> Row:
    """Return a participant without name, address and title if they were erased; the turns still need the speaker."""
    if not erased.is_person(person["email"], person["name"]):
        return person
    return person | {"name": None, "email": None, "title": None, "is_erased": True}


def _email(row: Row, erased: Erased) -> Row:
    row = row | {"recipients": [address for address in row["recipients"] if not erased.is_address(address)]}
    sender = row["sender_email"]
    if not sender or erased.text(sender) == sender:
        return row
    metadata = {name: value for name, value in row["metadata"].items() if name in _KEPT_METADATA}
    return row | {"sender_email": None, "subject": None, "body_snippet": None, "metadata": metadata, **NO_TEXT_KEYS}


def _score(row: Row, erased: Erased) -> Row:
    if not erased.is_address(row["rep_email"]):
        return row
    row = row | {"rep_email": None, "explanation": None}
    return row | {"evidence": []} if "evidence" in row else row


def _reject(row: Row, erased: Erased) -> Row:
    """Scrub a reject: a waiting row keeps its document without the names; an invalid row loses its document."""
    kept = erased.document(row["document"])
    if kept != row["document"]:
        row = row | {"document": kept if row["kind"] == "waiting" else NOT_KEPT}
    return row | {"source_id": row["source_id"] and erased.text(row["source_id"])}


def _insight(row: Row, erased: Erased) -> Row | None:
    return None if erased.is_address(row["subject_id"]) else row


def _of_rep(row: Row, erased: Erased) -> Row | None:
    return None if erased.is_address(row["rep_email"]) else row


_BY_TABLE: dict[sa.Table, Callable[[Row, Erased], Row | None]] = {
    tables.people: _person,
    tables.opportunities: _opportunity,
    tables.calls: _call,
    tables.call_participants: participant,
    tables.emails: _email,
    tables.coaching_sessions: _score,
    tables.sync_rejects: _reject,
    tables.insights: _insight,
    tables.agreements: _of_rep,
    tables.one_on_ones: _of_rep,
}
