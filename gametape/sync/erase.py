"""Erasure of a person from the whole store, for good: `gametape erase`.

First the person goes on the list of erased people, so that no sync brings them back. Then every stored row is scrubbed
by the same functions as every row that a sync reads later (sync/scrub.py). All of it is one transaction.
"""

import itertools
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlalchemy.dialects import postgresql as pg

from gametape.records.erased import SHORTEST_NAME, Erased
from gametape.settings import Settings
from gametape.store import tables
from gametape.store.limits import LIMITS
from gametape.store.tables import call_participants, coaching_sessions, emails, metadata, transcripts
from gametape.store.tables.base import is_personal
from gametape.sync import erasures, lease
from gametape.sync.evidence_quotes import drop_insights
from gametape.sync.person_search import find_person
from gametape.sync.scrub import scrubbed, without_words

_BATCH = 200
_SEPARATE_TABLES = {call_participants, transcripts}  # scrubbed by functions of their own
_TEXTS = (sa.Text, pg.JSONB, pg.ARRAY)
_words = re.compile(r"[^\W_]+").findall


class Erasure(BaseModel):
    """Result of an erasure: addresses found, and counts of removed things."""

    addresses: int = Field(description="How many addresses the person was known by; 0 where only a name is known.")
    removed: dict[str, int] = Field(description="How many of what; empty when nothing was there.")


def erase(engine: sa.Engine, settings: Settings, person: str, *, everybody: bool = False) -> Erasure:
    """Remove a person, found by any of their addresses or by full name, and keep them out from now on.

    Removed are: their row, their names and addresses on calls and emails, their words on calls, the emails they wrote,
    their scores and coaching agreements, insights and rejected rows about them, and their full name in every text. A
    second call finds nothing. With `everybody`, all people of that name are removed.

    Raises:
        BadRequest: `person` is neither an address nor a full name, or several people have that name.
        LeaseHeld: a sync is running.
        LeaseLost: the erasure took longer than its lease, and a sync took over; nothing was removed.
        StoreUnavailable: Postgres cannot be reached.
    """
    run_id = uuid.uuid4()
    with lease.held(engine, run_id, settings.lease):
        with engine.begin() as connection:
            known = find_person(connection, person, everybody=everybody)
            erased = erasures.add_people(connection, known.addresses, known.names)
            removed: Counter[str] = Counter()
            their_calls = _unname_participants(connection, erased, removed)
            their_emails = _emails_written_by(connection, known.addresses)
            dropped = drop_insights(connection, their_calls, their_emails)
            removed["insights into the person's calls, emails and deals"] += dropped
            for _ in _remove_words(connection, erased, removed):
                _renew_lease(engine, run_id, settings)
            for table in metadata.sorted_tables:
                if table not in _SEPARATE_TABLES:
                    _scrub_table(connection, table, erased, [*known.addresses, *known.names], removed)
                    _renew_lease(engine, run_id, settings)
            lease.renew(connection, run_id, settings.lease)  # last: if the lease was lost, nothing is committed
        if removed.total():
            _vacuum(engine)
    return Erasure(addresses=len(known.addresses), removed=dict(+removed))


def _renew_lease(engine: sa.Engine, run_id: uuid.UUID, settings: Settings) -> None:
    with engine.begin() as connection:
        lease.renew(connection, run_id, settings.lease)


def _unname_participants(connection: sa.Connection, erased: Erased, removed: Counter[str]) -> set[uuid.UUID]:
    """Remove name, address and title of erased participants; return their calls. The turns still need the speaker."""
    there = call_participants.c
    rows = connection.execute(
        sa.select(call_participants).where(~there.is_erased, there.email.is_not(None) | there.name.is_not(None))
    )
    participants = [
        {"its_call": row.call_id, "its_id": row.participant_id} for row in rows if erased.is_person(row.email, row.name)
    ]
    if participants:
        its_row = (there.call_id == sa.bindparam("its_call")) & (there.participant_id == sa.bindparam("its_id"))
        unnamed = {"name": None, "email": None, "title": None, "is_erased": True}
        connection.execute(sa.update(call_participants).where(its_row).values(unnamed), participants)
        removed["calls the person was on"] = len({row["its_call"] for row in participants})
    return {row["its_call"] for row in participants}


def _emails_written_by(connection: sa.Connection, addresses: Collection[str]) -> Collection[uuid.UUID]:
    """Return the ids of the emails that were sent from these addresses."""
    is_sender = sa.or_(
        sa.false(), *(emails.c.sender_email.icontains(address, autoescape=True) for address in addresses)
    )
    return connection.scalars(sa.select(emails.c.id).where(is_sender)).all()


def _remove_words(connection: sa.Connection, erased: Erased, removed: Counter[str]) -> Iterator[None]:
    """Scrub all transcripts and the quotes from them; yield after each batch, so that the lease can be renewed."""
    speakers = _speakers(connection)
    quoted = _quoted(connection, speakers)
    query = (
        sa.select(transcripts.c.id, transcripts.c.call_id, transcripts.c.turns)
        .where(transcripts.c.turns.is_not(None), transcripts.c.id > sa.bindparam("after"))
        .order_by(transcripts.c.id)
        .limit(_BATCH)
    )
    after = uuid.UUID(int=0)
    while rows := connection.execute(query, {"after": after}).all():
        after = rows[-1].id
        for row in rows:
            words = without_words(row.turns, erased, speakers.get(row.call_id, ()))
            if words.turns != row.turns:
                removed["transcripts with the person's words or name"] += 1
                values = words.values | {"updated_at": sa.func.now()}
                connection.execute(sa.update(transcripts).where(transcripts.c.id == row.id).values(values))
            for score in quoted.pop(row.call_id, ()):
                _drop_quotes(connection, score, words.erased, removed)
        yield
    # Of transcripts whose text was dropped, the speaker of a quote is unknown: all their quotes go.
    for score in itertools.chain.from_iterable(quoted.values()):
        _drop_quotes(connection, score, None, removed)


def _speakers(connection: sa.Connection) -> Mapping[uuid.UUID, set[str]]:
    speakers: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in connection.execute(sa.select(call_participants).where(call_participants.c.is_erased)):
        speakers[row.call_id] |= {row.speaker_id} - {None}
    return speakers


def _quoted(connection: sa.Connection, speakers: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """Return the scores of these calls that have evidence, by call."""
    scores: dict[uuid.UUID, list[Any]] = defaultdict(list)
    session = coaching_sessions.c
    query = sa.select(session.id, session.call_id, session.evidence).where(
        session.call_id.in_(speakers), sa.func.jsonb_array_length(session.evidence) > 0
    )
    for row in connection.execute(query):
        scores[row.call_id].append(row)
    return scores


def _drop_quotes(connection: sa.Connection, score: Any, turns: Collection[int] | None, removed: Counter[str]) -> None:
    """Drop a score's evidence from these turns, and evidence without a turn; all evidence if `turns` is None."""
    kept = [
        quote
        for quote in score.evidence
        if turns is not None and isinstance(quote, dict) and quote.get("turn", -1) not in turns
    ]
    kept = [quote for quote in kept if isinstance(quote.get("turn"), int)]
    if kept != score.evidence:
        removed["scores that quote the person"] += 1
        update = sa.update(coaching_sessions).where(coaching_sessions.c.id == score.id)
        connection.execute(update.values(evidence=kept, explanation=None, updated_at=sa.func.now()))


def _scrub_table(
    connection: sa.Connection,
    table: sa.Table,
    erased: Erased,
    known_as: Collection[str],
    removed: Counter[str],
) -> None:
    """Scrub every personal text column of a table, as the columns declare themselves (store/tables/base.py)."""
    texts = [column for column in table.c if is_personal(column) and isinstance(column.type, _TEXTS)]
    if not texts:
        return
    query = sa.select(table).where(_mentioned(texts, known_as)).execution_options(yield_per=_BATCH)
    for row in connection.execute(query).mappings():
        before = dict(row)
        after = scrubbed(table, before, erased)
        its_row = sa.and_(*(column == before[column.name] for column in table.primary_key))
        if after is None:
            connection.execute(sa.delete(table).where(its_row))
        elif changes := {name: value for name, value in after.items() if value != before[name]}:
            now = {"updated_at": sa.func.now()} if "updated_at" in table.c else {}
            connection.execute(sa.update(table).where(its_row).values(changes | now))
        if after != before:
            removed[_KINDS.get(table, table.name)] += 1


def _mentioned(texts: Collection[sa.Column[Any]], known_as: Collection[str]) -> sa.ColumnElement[bool]:
    """Return the condition for rows that may name the person.

    Only words of ASCII letters are compared: the upper and lower case of other letters depends on the server's locale.
    """
    conditions = []
    for column in texts:
        text = sa.cast(column, sa.Text)
        for words in filter(lambda words: len(words) >= SHORTEST_NAME, map(_words, known_as)):
            plain = [word for word in words if word.isascii()]
            conditions.append(sa.and_(sa.true(), *(text.icontains(word, autoescape=True) for word in plain)))
        if column is tables.sync_rejects.c.document:  # JSON of the source, where any letter may be escaped as \u0061
            conditions.append(text.contains("\\u", autoescape=True))
    return sa.or_(*conditions)


_KINDS = {
    tables.people: "people",
    tables.emails: "emails the person wrote, received or is named in",
    tables.opportunities: "deals the person owns or is named in",
    tables.opportunity_changes: "changes that name the person",
    tables.calls: "calls the person owns or is named in",
    tables.coaching_sessions: "scores of the person",
    tables.sync_rejects: "rejected rows about the person",
    tables.insights: "insights into the person's calls, emails and deals",
    tables.agreements: "coaching goals with the person",
    tables.one_on_ones: "days of 1:1s with the person",
    tables.reviews: "reviews that name the person",
}


def _vacuum(engine: sa.Engine) -> None:
    """Remove the old versions of rows from the tables' files, where Postgres keeps them until a vacuum."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", **{LIMITS: None}) as connection:
        for table in (transcripts, call_participants, *_KINDS):
            connection.execute(sa.text(f"VACUUM {table.name}"))
