"""Rows without the people who were erased: the same for what a source hands over and for what is stored already.

Which columns are looked through is said by the columns themselves (`PERSONAL` in store/tables/base.py).
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

# A row of one person: another of the same name is not meant.
_ABOUT_ONE = frozenset((tables.people, tables.call_participants))

_SEEN_TO = {"participants"}  # of a call that a source hands over: no column, and `_call` has looked through it

NOT_KEPT = "{}"
"""The document of a rejected row that told of somebody who was erased."""

# Metadata that tells nothing of its writer.
_OF_A_MAIL = ("opportunity_id", "body_cut", "quotes_left_out", "author_uncertain")

NO_TEXT_KEYS: Row = {"subject_key": None, "body_key": None}
"""Columns of an email that are made from its words; they go with the words."""


class Words(NamedTuple):
    """A transcript's packed turns, how many words are left in them and which, and which turns lost theirs."""

    turns: bytes
    words: int
    filter: bytes
    erased: frozenset[int]

    @property
    def values(self) -> Row:
        """The columns of `transcripts` that hold them."""
        return {"turns": self.turns, "word_count": self.words, "word_filter": self.filter}


def scrubbed(table: sa.Table, row: Row, erased: Erased, speakers: Collection[str] = ()) -> Row | None:
    """The row without them; None when it is about nobody else. `speakers`: those of a transcript who were erased."""
    if table is tables.transcripts:
        if not row.get("turns"):
            return row
        return row | without_words(row["turns"], erased, speakers).values
    own = _OWN.get(table)
    mine = own(row, erased) if own else row
    if mine is None or table in _ABOUT_ONE:
        return mine
    passed_over = {column.name for column in table.c if not is_personal(column)} | _SEEN_TO
    return {name: value if name in passed_over else erased.value(value) for name, value in mine.items()}


def without_words(packed: bytes, erased: Erased, speakers: Collection[str]) -> Words:
    """A transcript in which these speakers are silent, turn by turn, and nobody else names an erased person."""
    before = unpack(packed)
    after = [_silent(turn) if turn.speaker_id in speakers else _discreet(turn, erased) for turn in before]
    words = sum(len(sentence.split()) for turn in after for sentence in turn.sentences)
    gone = frozenset(number for number, turn in enumerate(after) if turn.speaker_id in speakers)
    return Words(packed if after == before else pack(after), words, filter_of(after), gone)


def _silent(turn: Turn) -> Turn:
    """The turn keeps its place and length, so that who spoke how long stays true."""
    return replace(turn, sentences=(), marks=(), pauses=(), topic=None)


def _discreet(turn: Turn, erased: Erased) -> Turn:
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
    """A participant, who stays as somebody unnamed: the turns need a speaker."""
    if not erased.is_person(person["email"], person["name"]):
        return person
    return person | {"name": None, "email": None, "title": None, "is_erased": True}


def _email(row: Row, erased: Erased) -> Row:
    row = row | {"recipients": [one for one in row["recipients"] if not erased.is_address(one)]}
    sender = row["sender_email"]
    if not sender or erased.text(sender) == sender:
        return row
    metadata = {name: value for name, value in row["metadata"].items() if name in _OF_A_MAIL}
    return row | {"sender_email": None, "subject": None, "body_snippet": None, "metadata": metadata, **NO_TEXT_KEYS}


def _score(row: Row, erased: Erased) -> Row:
    if not erased.is_address(row["rep_email"]):
        return row
    row = row | {"rep_email": None, "explanation": None}
    return row | {"evidence": []} if "evidence" in row else row


def _reject(row: Row, erased: Erased) -> Row:
    """A row that waits is kept without the names; another is of no use without what was wrong with it."""
    kept = erased.document(row["document"])
    if kept != row["document"]:
        row = row | {"document": kept if row["kind"] == "waiting" else NOT_KEPT}
    return row | {"source_id": row["source_id"] and erased.text(row["source_id"])}


def _insight(row: Row, erased: Erased) -> Row | None:
    return None if erased.is_address(row["subject_id"]) else row


def _agreement(row: Row, erased: Erased) -> Row | None:
    return None if erased.is_address(row["rep_email"]) else row


_OWN: dict[sa.Table, Callable[[Row, Erased], Row | None]] = {
    tables.people: _person,
    tables.opportunities: _opportunity,
    tables.calls: _call,
    tables.call_participants: participant,
    tables.emails: _email,
    tables.coaching_sessions: _score,
    tables.sync_rejects: _reject,
    tables.insights: _insight,
    tables.agreements: _agreement,
}
