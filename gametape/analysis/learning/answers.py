"""What a rep can learn from won and lost deals of peers: one answer for the web, the assistant and the terminal."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.comparing.comparison import KEYS, Matching, Rules, findings
from gametape.analysis.comparing.dimensions import FILE, Focus, dimensions
from gametape.analysis.comparing.stats import Mean
from gametape.analysis.comparing.winners import Compared, Comparison, DimensionVerdict, compare
from gametape.analysis.learning.deal_facts import Book, read_book
from gametape.analysis.learning.lessons import Lessons, lessons
from gametape.analysis.learning.models import (
    DealArm,
    DealEffect,
    Learning,
    LearningCoverage,
    LearningDimension,
    LearningRep,
    MatchedOn,
    WorkOn,
)
from gametape.analysis.learning.sentences import headline, limitations, reason, sentence
from gametape.analysis.learning.work_on import PracticeTask, choose, work_on
from gametape.errors import NotFound
from gametape.queries.calls_and_emails import addresses_of
from gametape.settings import Settings
from gametape.store import tables
from gametape.store.tables import insights, people

VERSION = 5
"""Raised whenever the same deals would give another answer, so that kept answers are made anew."""

SHOWN = 4
"""For how many of the dimensions that differ moments are shown, besides the one to work on."""

kept = insights.c


class LearningAnswer(NamedTuple):
    """What a rep can learn, whole, and the hash of everything that went in; `is_new` where it was made just now."""

    learning: Learning
    key: bytes
    is_new: bool


def get_learning_insights(
    connection: sa.Connection, rep_email: str, focus_area: Focus | None, settings: Settings
) -> Learning:
    """What a rep can learn from won and lost deals of comparable peers; as kept, where nothing changed since.

    Args:
        connection: on the store; only read from.
        rep_email: any address of the rep.
        focus_area: leaves dimensions of other areas out of the answer; they are tested all the same.
        settings: the minimum of deals, the blackout before the outcome, the segment's column.

    Raises:
        NotFound: none of our people has this address.
    """
    return within(look_up(connection, rep_email, settings).learning, focus_area)


def look_up(connection: sa.Connection, rep_email: str, settings: Settings) -> LearningAnswer:
    """The whole answer: as kept, where nothing that goes in changed since, else made now.

    Raises:
        NotFound: none of our people has this address.
    """
    rep = _rep(connection, rep_email)
    now = datetime.now(UTC)
    key = _key(connection, rep, settings, now)
    body = connection.execute(
        sa.select(kept.body).where(*_is_of(rep.email), kept.input_hash == key)
    ).scalar_one_or_none()
    if body is not None:
        return LearningAnswer(Learning.model_validate(body), key, is_new=False)
    return LearningAnswer(_learn(connection, rep, settings, now), key, is_new=True)


def remember(connection: sa.Connection, answer: LearningAnswer) -> None:
    """Keep an answer until something that went in changes."""
    values = {
        "subject_type": "rep",
        "subject_id": answer.learning.rep.email,
        "kind": "learning",
        "analyser": "local",
        "input_hash": answer.key,
        "body": answer.learning.model_dump(mode="json"),
    }
    insert = pg.insert(insights).values(values)
    changed = {name: insert.excluded[name] for name in ("input_hash", "body")} | {"created_at": sa.func.now()}
    unique = ("subject_type", "subject_id", "kind", "analyser")
    connection.execute(insert.on_conflict_do_update(index_elements=unique, set_=changed))


def within(learning: Learning, focus: Focus | None) -> Learning:
    """The answer without dimensions of other areas; what to work on only where it is of this one."""
    if focus is None:
        return learning
    rows = [row for row in learning.dimensions if row.focus is focus]
    task = learning.work_on if learning.work_on and learning.work_on.focus is focus else None
    return learning.model_copy(
        update={"focus": focus, "dimensions": rows, "work_on": task, "headline": learning.headlines[focus]}
    )


def rep_email(connection: sa.Connection, person_id: UUID) -> str:
    """The address of one of our people.

    Raises:
        NotFound: there is no such person among ours.
    """
    ours = people.c.is_internal & people.c.deleted_at.is_(None)
    found = connection.execute(sa.select(people.c.email).where(people.c.id == person_id, ours)).scalar_one_or_none()
    if found is None:
        raise NotFound(f"There is no rep {person_id}.", hint="It may be somebody of a customer's.")
    return str(found)


def _rep(connection: sa.Connection, email: str) -> LearningRep:
    ours = people.c.is_internal & people.c.deleted_at.is_(None)
    addresses = addresses_of(connection, email)
    row = connection.execute(sa.select(people).where(people.c.email.in_(addresses), ours)).first()
    if row is None:
        raise NotFound(f"None of our people has the address {email}.", hint="Look the rep up under Reps.")
    return LearningRep(id=row.id, email=row.email, name=row.name or row.email, role=row.role or "AE")


def _is_of(email: str) -> Sequence[sa.ColumnElement[bool]]:
    return (
        kept.subject_type == "rep",
        kept.subject_id == email,
        kept.kind == "learning",
        kept.analyser == "local",
    )


_CHANGING = (
    (tables.opportunities, "updated_at"),
    (tables.opportunity_changes, "updated_at"),
    (tables.people, "updated_at"),
    (tables.calls, "updated_at"),
    (tables.call_opportunities, "created_at"),
    (tables.transcripts, "updated_at"),
    (tables.call_metrics, "measured_at"),
    (tables.coaching_sessions, "updated_at"),
    (tables.reviews, "id"),
)
"""All that goes in, by what moves when it changes."""


def _key(connection: sa.Connection, rep: LearningRep, settings: Settings, now: datetime) -> bytes:
    states = (
        sa.select(sa.func.concat(sa.func.count(), " ", sa.func.max(table.c[column]))).scalar_subquery()
        for table, column in _CHANGING
    )
    told = [
        VERSION,
        Rules(minimum=settings.learning_minimum),
        settings.outcome_blackout,
        settings.segment_column,
        rep,
        now.date(),
        *connection.execute(sa.select(*states)).one(),
    ]
    return blake2b(repr(told).encode() + FILE.read_bytes(), digest_size=16).digest()


def _learn(connection: sa.Connection, rep: LearningRep, settings: Settings, now: datetime) -> Learning:
    book = read_book(connection, settings, now)
    rules = Rules(minimum=settings.learning_minimum)
    found = findings(book.facts, dimensions(), rules)
    compared = compare(rep.email, book.of_role(rep.role), found, dimensions(), rules)
    task = choose(compared.rows)
    differ = [row for row in compared.rows if row.peers is DimensionVerdict.DIFFERS][:SHOWN]
    shown = {row.dimension.name: row for row in (*differ, *([task.row] if task else []))}
    moments = lessons(connection, book, shown.values(), rep.email, rep.role)
    return Learning(
        rep=rep,
        focus=None,
        as_of=now,
        headline=headline(rep.name, compared.rows, rules),
        headlines={
            focus: headline(rep.name, [row for row in compared.rows if row.dimension.focus is focus], rules)
            for focus in Focus
        },
        work_on=_task(task, rep, moments),
        dimensions=[_shown(row, rep, rules, moments.get(row.dimension.name, Lessons())) for row in compared.rows],
        matching=_matched(compared.matching),
        coverage=_coverage(book, compared, rules),
    )


def _task(task: PracticeTask | None, rep: LearningRep, moments: dict[str, Lessons]) -> WorkOn | None:
    if task is None:
        return None
    return work_on(task, rep.name, moments.get(task.row.dimension.name, Lessons()))


def _shown(row: Compared, rep: LearningRep, rules: Rules, moments: Lessons) -> LearningDimension:
    one = row.dimension
    own, won, lost = row.counts
    return LearningDimension(
        name=one.name,
        label=one.label,
        unit=one.unit,
        focus=one.focus,
        definition=one.definition,
        verdict=row.verdict,
        peers=row.peers,
        reason=reason(row, rules),
        sentence=sentence(row, rep.name, rules),
        rep=_arm(row, row.rep, own),
        winners=_arm(row, row.winners, won),
        losers=_arm(row, row.losers, lost),
        effect=DealEffect.model_validate(row.effect) if row.effect else None,
        p=row.p,
        q=row.q,
        standing=row.standing,
        is_clear=row.is_clear,
        peers_agreeing=row.agreeing,
        peers_compared=row.both,
        won_moments=moments.won,
        lost_moments=moments.lost,
        own_moments=moments.own,
    )


def _arm(row: Compared, mean: Mean | None, n: int) -> DealArm:
    if mean is None:
        return DealArm(n=n, mean=None, low=None, high=None, shown="no value")
    return DealArm(n=n, mean=mean.mean, low=mean.low, high=mean.high, shown=row.dimension.shown(mean.mean))


def _matched(matching: Matching) -> list[MatchedOn]:
    states = {
        **dict.fromkeys(matching.used, "matched"),
        **dict.fromkeys(matching.relaxed, "relaxed"),
        **dict.fromkeys(matching.unknown, "unknown"),
    }
    keys = ({"key": key, "state": states[key]} for key in KEYS)
    return [MatchedOn(key="role", state="matched"), *map(MatchedOn.model_validate, keys)]


def _coverage(book: Book, compared: Comparison, rules: Rules) -> LearningCoverage:
    return LearningCoverage(
        since=book.since,
        rep_deals=compared.own,
        won_deals=compared.won,
        lost_deals=compared.lost,
        closed_deals=book.closed,
        unmeasured_deals=book.unmeasured,
        minimum=rules.minimum,
        level=rules.level,
        scores_by=book.scores_by,
        limitations=limitations(compared, book.closed, book.unmeasured),
    )
