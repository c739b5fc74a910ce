"""Our people who speak with customers: the list, and each one over time beside the team."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.comparing.dimensions import Unit, dimension, shown
from gametape.analysis.comparing.welch import FEWEST_CALLS, FEWEST_DEALS
from gametape.analysis.reps.benchmark import (
    difference,
    mean_of,
    months_of,
    sentence,
    standing,
)
from gametape.analysis.reps.models import (
    RepCall,
    RepDeals,
    RepDetail,
    RepList,
    RepMeasure,
    RepOverview,
    RepScore,
    RepTeam,
)
from gametape.analysis.reps.rep_facts import (
    Attended,
    RepValue,
    attendances,
    attended,
    deals_by_person,
    numbers,
    scores_since,
)
from gametape.analysis.scoring.rubrics import DIMENSIONS
from gametape.errors import NotFound
from gametape.queries.scores import Origin, leading_origin
from gametape.store.tables import people

WINDOW = timedelta(days=365)
"""Over how long people are judged."""

RECENT = timedelta(days=90)

NUMBERS = ("open_questions", "talk_ratio", "longest_monologue", "patience", "next_steps", "customer_story", "filler")
"""The numbers that are followed over time, by their names in dimensions.toml."""

_FEWEST_OTHERS = 3  # of the same manager, for a team
_RECENT_CALLS = 10
_MOST = 100.0  # points
_LABELS = {
    "discovery": "Discovery",
    "objection_handling": "Objection handling",
    "product_knowledge": "Product knowledge",
    "engagement": "Engagement",
}

person = people.c
Scores = Mapping[str, Mapping[str, Sequence[RepValue]]]


class _What(NamedTuple):
    """A score or a number that is followed."""

    name: str
    label: str
    unit: Unit
    definition: str
    high: float
    is_score: bool


class _Book(NamedTuple):
    """What is known of some people."""

    rows: Sequence[Any]
    scores: Scores
    origin: Origin
    deals: Mapping[UUID, Mapping[str, int]]
    in_role: Mapping[str | None, int]  # all of our people: each is held against the team, so chance has as many tries


def list_reps(connection: sa.Connection, *, now: datetime | None = None) -> RepList:
    """All of our people who were on a call with a customer, by name."""
    at = now or datetime.now(UTC)
    rows = _people(connection, at)
    book = _read(connection, at, rows, rows)
    return RepList(
        reps=[_overview(row, book) for row in book.rows],
        scores_by=book.origin,
        fewest_deals=FEWEST_DEALS,
        fewest_calls=FEWEST_CALLS,
    )


def get_rep(connection: sa.Connection, rep_id: UUID, *, now: datetime | None = None) -> RepDetail:
    """One of them over the last year, beside the team.

    Raises:
        NotFound: nobody of ours has that id, or they were on no call with a customer.
    """
    at = now or datetime.now(UTC)
    rows = _people(connection, at)
    row = next((one for one in rows if one.id == rep_id), None)
    if row is None:
        raise NotFound(f"There is no rep with the id {rep_id} and customer calls.", hint="`/api/reps` lists all reps.")
    team, words = _team(row, rows)
    book = _read(connection, at, [row, *team], rows)
    held = attended(connection, [rep_id, *(one.id for one in team)], at - WINDOW)
    measured = numbers(connection, held, [dimension(name) for name in NUMBERS])
    measures = [
        *(_score(name, row, team, book, at) for name in DIMENSIONS),
        *(_number(name, row, team, measured, book, at) for name in NUMBERS),
    ]
    return RepDetail(
        **_overview(row, book).model_dump(),
        since=at - WINDOW,
        team=words,
        scores_by=book.origin,
        measures=measures,
        strengths=[one.sentence for one in measures if one.standing == "strength"],
        gaps=[one.sentence for one in measures if one.standing == "gap"],
        recent_calls=_recent(row, held, book.scores),
        limitations=_LIMITATIONS,
    )


_LIMITATIONS = [
    "Metrics cover our whole side on a call; scores are for the rep only.",
    "A call on several deals counts for the first deal.",
]


def _people(connection: sa.Connection, now: datetime) -> Sequence[Any]:
    """All of our people who were on a call with a customer, by name, with how many calls and the last one."""
    there = attendances()
    counted = (
        sa.select(
            there.c.person_id,
            sa.func.count().filter(there.c.started_at.between(now - RECENT, now)).label("calls"),
            sa.func.max(there.c.started_at).label("last_call_at"),
        )
        .group_by(there.c.person_id)
        .subquery()
    )
    return connection.execute(
        sa.select(people, counted.c.calls, counted.c.last_call_at)
        .join_from(people, counted, counted.c.person_id == person.id)
        .order_by(sa.func.lower(sa.func.coalesce(person.name, person.email)), person.id)
    ).all()


def _read(connection: sa.Connection, now: datetime, rows: Sequence[Any], everybody: Sequence[Any]) -> _Book:
    """What is known of the people in `rows`, some or all of `everybody`."""
    origin = leading_origin(connection)
    scores = scores_since(connection, origin, now - WINDOW, [row.email for row in rows])
    deals = deals_by_person(connection, attendances([row.id for row in rows]))
    return _Book(rows, scores, origin, deals, Counter(one.role for one in everybody))


def _overview(row: Any, book: _Book) -> RepOverview:
    deals = book.deals.get(row.id, {})
    mine = book.scores.get(row.email, {})
    return RepOverview(
        **{name: row._mapping[name] for name in _AS_STORED},
        name=row.name or row.email,
        deals=RepDeals(open=deals.get("open", 0), won=deals.get("won", 0), lost=deals.get("lost", 0)),
        scores=[RepScore(dimension=name, **mean_of(mine.get(name, ()), _MOST).model_dump()) for name in DIMENSIONS],
        stands_out=_stands_out(row, book),
    )


_AS_STORED = ("id", "email", "role", "title", "manager_email", "is_active", "calls", "last_call_at")


def _team(row: Any, rows: Sequence[Any]) -> tuple[list[Any], str]:
    """The others in the same role: of the same manager where these are enough."""
    same = [one for one in rows if one.role == row.role and one.id != row.id]
    close = [one for one in same if row.manager_email and one.manager_email == row.manager_email]
    if len(close) >= _FEWEST_OTHERS:
        return close, f"{_others(row.role, len(close))} with the same manager"
    return same, _others(row.role, len(same))


def _others(role: str | None, number: int) -> str:
    return f"{number} other {role or 'rep'}{'' if number == 1 else 's'}{'' if role else ' without a role'}"


def _of(people_: Sequence[Any], scores: Scores, name: str) -> list[RepValue]:
    return [value for one in people_ for value in scores.get(one.email, {}).get(name, ())]


def _stands_out(row: Any, book: _Book) -> str | None:
    """The score that differs most from the team's, the gaps before the strengths."""
    team, _ = _team(row, book.rows)
    tests = len(DIMENSIONS) * book.in_role[row.role]
    differing = []
    for name in DIMENSIONS:
        found = difference(_of([row], book.scores, name), _of(team, book.scores, name), tests)
        word = standing(found, is_score=True)
        if found and word in ("gap", "strength"):
            differing.append((word == "strength", -abs(found.value), name, found.value))
    if not differing:
        return None
    _, _, name, value = min(differing)
    return f"{_LABELS[name]} {abs(value):.0f} points {'above' if value > 0 else 'below'} the team"


def _score(name: str, row: Any, team: Sequence[Any], book: _Book, now: datetime) -> RepMeasure:
    text = f"{_LABELS[name].lower()} score on customer calls, 0 to 100"
    what = _What(name, _LABELS[name], "points", text, _MOST, is_score=True)
    values = (_of([row], book.scores, name), _of(team, book.scores, name))
    return _measure(what, values, len(team), book.in_role[row.role], now)


def _number(
    name: str,
    row: Any,
    team: Sequence[Any],
    measured: Mapping[UUID, Mapping[str, list[RepValue]]],
    book: _Book,
    now: datetime,
) -> RepMeasure:
    one = dimension(name)
    what = _What(name, one.label[:1].upper() + one.label[1:], one.unit, one.definition, one.high, is_score=False)
    # A call that two of the team were on is one call.
    others = {value.call_id: value for each in team for value in measured.get(each.id, {}).get(name, ())}
    values = (measured.get(row.id, {}).get(name, []), list(others.values()))
    return _measure(what, values, len(team), book.in_role[row.role], now)


def _measure(
    what: _What, values: tuple[Sequence[RepValue], Sequence[RepValue]], size: int, in_role: int, now: datetime
) -> RepMeasure:
    own, others = values
    mine, team = mean_of(own, what.high), mean_of(others, what.high)
    tests = in_role * (len(DIMENSIONS) if what.is_score else len(NUMBERS))
    word = standing(difference(own, others, tests), is_score=what.is_score)
    return RepMeasure(
        **mine.model_dump(),
        name=what.name,
        label=what.label,
        unit=what.unit,
        kind="score" if what.is_score else "number",
        definition=what.definition,
        shown="not enough data" if mine.mean is None else shown(mine.mean, what.unit),
        team=RepTeam(people=size, **team.model_dump()),
        standing=word,
        sentence=sentence(what.label, what.unit, mine, team, word),
        months=months_of(own, what.high, now - WINDOW, now),
    )


def _recent(row: Any, held: Sequence[Attended], scores: Scores) -> list[RepCall]:
    by_call: dict[str, dict[str, float]] = {}
    for name, values in scores.get(row.email, {}).items():
        for one in values:
            by_call.setdefault(one.call_id, {})[name] = one.value
    mine = [one for one in held if row.id in one.people][:_RECENT_CALLS]
    return [
        RepCall(id=UUID(one.id), title=one.title, started_at=one.at, scores=by_call.get(one.id, {})) for one in mine
    ]
