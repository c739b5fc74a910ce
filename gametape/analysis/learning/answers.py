"""Learning insights of a rep from the peers' won and lost deals, the same for web, assistant and terminal."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.comparing.axis import axis_of
from gametape.analysis.comparing.comparison import KEYS, Finding, Matching, Rules, findings
from gametape.analysis.comparing.dimensions import FILE, Focus, dimensions, is_percentage, shown_with_interval
from gametape.analysis.comparing.stats import Mean
from gametape.analysis.comparing.winners import Compared, Comparison, DimensionVerdict, compare
from gametape.analysis.judgements import JudgementKey, read_judgement
from gametape.analysis.learning.deal_facts import NO_ROLE, Book, read_book
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
from gametape.store.our_people import IS_OURS
from gametape.store.tables import people

VERSION = 7
"""Version of the computation, raised whenever the same deals would give another answer: kept answers are then stale."""

SHOWN = 4
"""Number of dimensions that differ for which moments are shown, besides the dimension to work on."""

_DAY = timedelta(days=1)


State = tuple[Any, ...]
"""Rules, settings, and for each table read a value that changes with its rows."""


class LearningBasis(NamedTuple):
    """Inputs of the answers to all reps, read in one snapshot of the store."""

    now: datetime
    state: State
    book: Book
    findings: Mapping[tuple[str, str], Finding]
    rules: Rules


def get_learning_insights(
    connection: sa.Connection, rep_email: str, focus_area: Focus | None, settings: Settings
) -> Learning:
    """Return the learning insights of a rep: the kept answer if no input has changed since, else a new answer.

    Yesterday's kept answer is valid if no row has changed: a day only moves the window of two years.

    Args:
        connection: connection to the store, used for reading only.
        rep_email: any email address of the rep.
        focus_area: leaves dimensions of other areas out of the answer, not out of the tests.
        settings: fewest deals per group, blackout before the outcome, column of the segment.

    Raises:
        NotFound: no rep has this email address.
    """
    rep, now = find_rep(connection, rep_email), datetime.now(UTC)
    learning = kept_answer(connection, rep, settings, now)
    return within(learning or make_answer(connection, rep, read_basis(connection, settings, now)), focus_area)


def kept_answer(connection: sa.Connection, rep: LearningRep, settings: Settings, now: datetime) -> Learning | None:
    """Return the answer to a rep that was kept today or yesterday; None without one, or if an input has changed."""
    known = read_judgement(connection, learning_key(rep.email))
    if known is None:
        return None
    state = _state(connection, settings)
    hashes = (_hash(rep, state, day) for day in (now, now - _DAY))
    return Learning.model_validate(known.body) if known.input_hash in hashes else None


def read_basis(connection: sa.Connection, settings: Settings, now: datetime) -> LearningBasis:
    """Read all deals and test won against lost deals: the slow part of an answer, shared by all reps.

    Args:
        connection: must see a single snapshot if answers are to be kept.
        settings: as for `get_learning_insights`.
        now: deals that were closed within two years before this time are compared.
    """
    rules = Rules(minimum=settings.learning_minimum)
    state = _state(connection, settings)
    book = read_book(connection, settings, now)
    return LearningBasis(now, state, book, findings(book.facts, dimensions(), rules), rules)


def make_answer(connection: sa.Connection, rep: LearningRep, basis: LearningBasis) -> Learning:
    """Compute the whole answer to a rep; the connection reads the moments (quotes)."""
    book, rules = basis.book, basis.rules
    compared = compare(rep.email, book.of_role(rep.role), basis.findings, dimensions(), rules)
    task = choose(compared.rows)
    differ = [row for row in compared.rows if row.peers is DimensionVerdict.DIFFERS][:SHOWN]
    shown = {row.dimension.name: row for row in (*differ, *([task.row] if task else []))}
    moments = lessons(connection, book, shown.values(), rep.email, rep.role)
    return Learning(
        rep=rep,
        focus=None,
        as_of=basis.now,
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


def answer_key(rep: LearningRep, basis: LearningBasis) -> tuple[JudgementKey, bytes]:
    """Return the key under which the answer to a rep is kept, and the hash of its inputs."""
    return learning_key(rep.email), _hash(rep, basis.state, basis.now)


def key_of_all_answers(connection: sa.Connection, settings: Settings, now: datetime) -> tuple[JudgementKey, bytes]:
    """Return the key and the hash of the mark that all reps have answers for the current rows and day."""
    return JudgementKey("company", "all", "learning", "local"), _hash("all", _state(connection, settings), now)


def within(learning: Learning, focus: Focus | None) -> Learning:
    """Return the answer for a focus area: its dimensions, its headline, and `work_on` if it is in the area."""
    if focus is None:
        return learning
    rows = [row for row in learning.dimensions if row.focus is focus]
    task = learning.work_on if learning.work_on and learning.work_on.focus is focus else None
    return learning.model_copy(
        update={"focus": focus, "dimensions": rows, "work_on": task, "headline": learning.headlines[focus]}
    )


def rep_email(connection: sa.Connection, person_id: UUID) -> str:
    """Return the email address of a rep by the person's id.

    Raises:
        NotFound: no rep has that id.
    """
    email = connection.execute(sa.select(people.c.email).where(people.c.id == person_id, IS_OURS)).scalar_one_or_none()
    if email is None:
        raise NotFound(f"There is no rep {person_id}.", hint="The id may belong to a customer contact.")
    return str(email)


def find_rep(connection: sa.Connection, email: str) -> LearningRep:
    """Return the rep who has this email address, including former and alternative addresses.

    Raises:
        NotFound: no rep has this email address.
    """
    addresses = addresses_of(connection, email)
    row = connection.execute(sa.select(people).where(people.c.email.in_(addresses), IS_OURS)).first()
    if row is None:
        raise NotFound(f"No rep has the email address {email}.", hint="Find the rep on the Reps page.")
    return LearningRep(id=row.id, email=row.email, name=row.name or row.email, role=row.role or NO_ROLE)


def learning_key(email: str) -> JudgementKey:
    """Return the key under which the answer to a rep is kept."""
    return JudgementKey("rep", email, "learning", "local")


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
"""Tables that an answer is computed from, each with the column that changes with its rows."""


def _state(connection: sa.Connection, settings: Settings) -> State:
    states = (
        sa.select(sa.func.concat(sa.func.count(), " ", sa.func.max(table.c[column]))).scalar_subquery()
        for table, column in _CHANGING
    )
    rules = (VERSION, Rules(minimum=settings.learning_minimum), settings.outcome_blackout, settings.segment_column)
    return (*rules, *connection.execute(sa.select(*states)).one())


def _hash(about: LearningRep | str, state: State, now: datetime) -> bytes:
    return blake2b(repr((about, now.date(), state)).encode() + FILE.read_bytes(), digest_size=16).digest()


def _task(task: PracticeTask | None, rep: LearningRep, moments: dict[str, Lessons]) -> WorkOn | None:
    if task is None:
        return None
    return work_on(task, rep.name, moments.get(task.row.dimension.name, Lessons()))


def _shown(row: Compared, rep: LearningRep, rules: Rules, moments: Lessons) -> LearningDimension:
    dimension = row.dimension
    own, won, lost = row.counts
    return LearningDimension(
        name=dimension.name,
        label=dimension.label,
        unit=dimension.unit,
        is_percentage=is_percentage(dimension.unit),
        axis=axis_of(_drawn(row), dimension.unit, dimension.high),
        focus=dimension.focus,
        definition=dimension.definition,
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
        peers_agreeing=row.agreeing,
        peers_compared=row.both,
        won_moments=moments.won,
        lost_moments=moments.lost,
        own_moments=moments.own,
    )


def _drawn(row: Compared) -> list[float | None]:
    """List all numbers that are drawn: the means of the three groups and the ends of their intervals."""
    means = (mean for mean in (row.rep, row.winners, row.losers) if mean)
    return [value for mean in means for value in (mean.mean, mean.low, mean.high)]


def _arm(row: Compared, mean: Mean | None, n: int) -> DealArm:
    if mean is None:
        return DealArm(n=n, mean=None, low=None, high=None, shown="no value", shown_with_interval="no value")
    return DealArm(
        n=n,
        mean=mean.mean,
        low=mean.low,
        high=mean.high,
        shown=row.dimension.shown(mean.mean),
        shown_with_interval=shown_with_interval(mean.mean, mean.low, mean.high, row.dimension.unit),
    )


def _matched(matching: Matching) -> list[MatchedOn]:
    states = {
        **dict.fromkeys(matching.used, "matched"),
        **dict.fromkeys(matching.adjusted, "adjusted"),
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
