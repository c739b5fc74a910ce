"""Rep list and rep page: the reps who speak with customers, each over time and compared with the team."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.comparing.axis import axis_of
from gametape.analysis.comparing.dimensions import Unit, dimension
from gametape.analysis.comparing.welch import FEWEST_CALLS, FEWEST_DEALS
from gametape.analysis.reps.benchmark import (
    difference,
    mean_of,
    mean_shown,
    months_of,
    sentence,
    standing,
)
from gametape.analysis.reps.like_for_like import like_for_like
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
from gametape.analysis.reps.own_numbers import speakers_per_call
from gametape.analysis.reps.rep_facts import (
    Attended,
    RepValue,
    attended,
    deals_by_person,
    numbers,
    scores_since,
)
from gametape.analysis.scoring.rubrics import DIMENSIONS
from gametape.errors import NotFound
from gametape.queries.attendances import attendances
from gametape.queries.scores import Origin, leading_origin
from gametape.store.tables import people

WINDOW = timedelta(days=365)
"""Period of the scores and metrics that are compared."""

RECENT = timedelta(days=90)

NUMBERS = ("open_questions", "talk_ratio", "longest_monologue", "patience", "next_steps", "customer_story", "filler")
"""Dimensions (names in dimensions.toml) that are shown over time beside the scores."""

_FEWEST_OTHERS = 3  # reps with the same manager who form a team
_RECENT_CALLS = 10
_MOST = 100.0  # highest score, in points
_LABELS = {
    "discovery": "Discovery",
    "objection_handling": "Objection handling",
    "product_knowledge": "Product knowledge",
    "engagement": "Engagement",
}

person = people.c
Scores = Mapping[str, Mapping[str, Sequence[RepValue]]]


class _Metric(NamedTuple):
    """Score or number that is compared over time."""

    name: str
    label: str
    unit: Unit
    definition: str
    high: float
    is_score: bool


class _Book(NamedTuple):
    """Facts of some of our people: people rows, scores, deals."""

    rows: Sequence[Any]
    scores: Scores
    origin: Origin
    deals: Mapping[UUID, Mapping[str, int]]
    in_role: Mapping[str | None, int]  # by role, number of all our people: as many tests as comparisons with the team


def list_reps(connection: sa.Connection, *, now: datetime | None = None) -> RepList:
    """List our people who were on a call with a customer, by name."""
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
    """Read a rep over the last year, compared with the team.

    Raises:
        NotFound: no rep has that id, or the rep was on no call with a customer.
    """
    at = now or datetime.now(UTC)
    rows = _people(connection, at)
    row = next((person_row for person_row in rows if person_row.id == rep_id), None)
    if row is None:
        raise NotFound(f"There is no rep with the id {rep_id} and customer calls.", hint="`/api/reps` lists all reps.")
    team, words = _team(row, rows)
    book = _read(connection, at, [row, *team], rows)
    held = attended(connection, [rep_id, *(colleague.id for colleague in team)], at - WINDOW)
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
        strengths=[measure.sentence for measure in measures if measure.standing == "strength"],
        gaps=[measure.sentence for measure in measures if measure.standing == "gap"],
        recent_calls=_recent(row, held, book.scores),
        limitations=_limitations(connection, held),
    )


_LIMITATIONS = (
    "Scores and metrics are the rep's own. They are compared on the same kinds of calls, in the rep's mix of kinds.",
    "Next steps and the customer's stories are those of the calls that the rep was on.",
    "A call on several deals counts for the first deal.",
)


def _limitations(connection: sa.Connection, held: Sequence[Attended]) -> list[str]:
    speaking = speakers_per_call(connection, [call.id for call in held])
    beside = f"On average, {speaking:.1f} of our people speak on a call of these reps." if speaking else None
    return [*_LIMITATIONS, *filter(None, [beside])]


def _people(connection: sa.Connection, now: datetime) -> Sequence[Any]:
    """Read our people who were on a call with a customer, by name, with recent calls and time of the last call."""
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
    """Read the facts of the people in `rows`, which are some or all of `everybody`."""
    origin = leading_origin(connection)
    scores = scores_since(connection, origin, now - WINDOW, [row.email for row in rows])
    deals = deals_by_person(connection, attendances([row.id for row in rows]))
    return _Book(rows, scores, origin, deals, Counter(person_row.role for person_row in everybody))


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
    """Return the other reps in the same role, with the same manager if these are enough, and the team in words."""
    same = [other for other in rows if other.role == row.role and other.id != row.id]
    close = [other for other in same if row.manager_email and other.manager_email == row.manager_email]
    if len(close) >= _FEWEST_OTHERS:
        return close, f"{_others(row.role, len(close))} with the same manager"
    return same, _others(row.role, len(same))


def _others(role: str | None, number: int) -> str:
    return f"{number} other {role or 'rep'}{'' if number == 1 else 's'}{'' if role else ' without a role'}"


def _of(people_: Sequence[Any], scores: Scores, name: str) -> list[RepValue]:
    return [value for row in people_ for value in scores.get(row.email, {}).get(name, ())]


def _stands_out(row: Any, book: _Book) -> str | None:
    """Describe the score that differs most from the team's, gaps before strengths; None without a difference."""
    team, _ = _team(row, book.rows)
    tests = len(DIMENSIONS) * book.in_role[row.role]
    differing = []
    for name in DIMENSIONS:
        like = like_for_like(_of([row], book.scores, name), _of(team, book.scores, name))
        found = difference(like.own, like.team, tests)
        word = standing(found, is_score=True)
        if found and word in ("gap", "strength"):
            differing.append((word == "strength", -abs(found.value), name, found.value))
    if not differing:
        return None
    _, _, name, value = min(differing)
    return f"{_LABELS[name]} {abs(value):.0f} points {'above' if value > 0 else 'below'} the team"


def _score(name: str, row: Any, team: Sequence[Any], book: _Book, now: datetime) -> RepMeasure:
    text = f"{_LABELS[name].lower()} score on customer calls, 0 to 100"
    metric = _Metric(name, _LABELS[name], "points", text, _MOST, is_score=True)
    values = (_of([row], book.scores, name), _of(team, book.scores, name))
    return _measure(metric, values, len(team), book.in_role[row.role], now)


def _number(
    name: str,
    row: Any,
    team: Sequence[Any],
    measured: Mapping[UUID, Mapping[str, list[RepValue]]],
    book: _Book,
    now: datetime,
) -> RepMeasure:
    known = dimension(name)
    label = known.label[:1].upper() + known.label[1:]
    metric = _Metric(name, label, known.unit, known.own or known.definition, known.high, is_score=False)
    # A call with two people of the team counts once, unless the number is each person's own.
    others = {
        (value.call_id, other.id if known.own else None): value
        for other in team
        for value in measured.get(other.id, {}).get(name, ())
    }
    values = (measured.get(row.id, {}).get(name, []), list(others.values()))
    return _measure(metric, values, len(team), book.in_role[row.role], now)


def _measure(
    metric: _Metric, values: tuple[Sequence[RepValue], Sequence[RepValue]], size: int, in_role: int, now: datetime
) -> RepMeasure:
    like = like_for_like(*values)
    own, others = like.own, like.team
    mine, team = mean_of(own, metric.high), mean_of(others, metric.high)
    tests = in_role * (len(DIMENSIONS) if metric.is_score else len(NUMBERS))
    word = standing(difference(own, others, tests), is_score=metric.is_score)
    months = months_of(own, metric.unit, metric.high, now - WINDOW, now)
    drawn = [value for month in months for value in (month.mean, month.low, month.high)]
    return RepMeasure(
        **mine.model_dump(),
        name=metric.name,
        label=metric.label,
        unit=metric.unit,
        kind="score" if metric.is_score else "number",
        definition=metric.definition,
        shown=mean_shown(mine, metric.unit),
        team=RepTeam(people=size, shown=mean_shown(team, metric.unit), **team.model_dump()),
        standing=word,
        sentence=sentence(metric.label, metric.unit, mine, team, word),
        mix=like.mix_shown,
        axis=axis_of([*drawn, team.mean], metric.unit, metric.high),
        months=months,
    )


def _recent(row: Any, held: Sequence[Attended], scores: Scores) -> list[RepCall]:
    by_call: dict[str, dict[str, float]] = {}
    for name, values in scores.get(row.email, {}).items():
        for value in values:
            by_call.setdefault(value.call_id, {})[name] = value.value
    own = [call for call in held if row.id in call.people][:_RECENT_CALLS]
    return [
        RepCall(id=UUID(call.id), title=call.title, started_at=call.at, scores=by_call.get(call.id, {})) for call in own
    ]
