"""Our people beside their team: means over deals, and silence where there is too little."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa

from gametape.analysis.comparing.stats import mean_interval
from gametape.analysis.reps.benchmark import difference, mean_of, months_of, standing
from gametape.analysis.reps.rep_facts import RepValue, deal_means
from gametape.analysis.reps.team import get_rep, list_reps
from gametape.errors import NotFound
from gametape.store.tables import call_metrics, coaching_sessions, reviews
from tests.builders.store_rows import NAMESPACE, add_call, add_deal, add_person, person

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def value(number: float, deal: int, call: int = 0, at: datetime = NOW) -> RepValue:
    return RepValue(f"c{deal} {call}", f"d{deal}", at, number)


def test_a_deal_counts_once_however_many_calls_it_has() -> None:
    values = [*(value(100, 0, call) for call in range(9)), value(10, 1), value(20, 2), value(30, 3)]
    assert sorted(deal_means(values)) == [10, 20, 30, 100]
    found, own = mean_of(values, 100), mean_interval([10, 20, 30, 100])
    assert (found.calls, found.deals, found.mean) == (12, 4, 40)
    assert (found.low, found.high) == (max(own.low or 0, 0), min(own.high or 0, 100))


@pytest.mark.parametrize(("deals", "calls"), [(3, 9), (7, 1), (4, 1)])
def test_with_too_few_deals_or_calls_no_mean_is_told(deals: int, calls: int) -> None:
    values = [value(50, deal, call) for deal in range(deals) for call in range(calls)]
    found = mean_of(values, 100)
    assert (found.mean, found.low, found.high) == (None, None, None)
    assert (found.deals, found.calls) == (deals, deals * calls)
    assert standing(difference(values, values * 4, 4), is_score=True) == "not_enough_data"


def test_only_what_is_beyond_chance_is_a_strength_or_a_gap() -> None:
    team = [value(number, deal, call) for deal, number in enumerate((40, 50, 60, 50, 45, 55)) for call in range(2)]
    better = [value(number, deal, call) for deal, number in enumerate((80, 85, 78, 82, 90)) for call in range(2)]
    alike = [value(number, deal, call) for deal, number in enumerate((42, 51, 63, 48, 52)) for call in range(2)]
    assert standing(difference(better, team, 4), is_score=True) == "strength"
    assert standing(difference(team, better, 4), is_score=True) == "gap"
    assert standing(difference(better, team, 7), is_score=False) == "higher"
    assert standing(difference(alike, team, 4), is_score=True) == "in_line"
    narrow, wide = difference(alike, team, 1), difference(alike, team, 20)
    assert narrow is not None
    assert wide is not None
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


def test_months_without_calls_are_there_and_small_ones_are_silent() -> None:
    since, until = datetime(2025, 11, 20, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)
    january = [value(10 * deal, deal, at=datetime(2026, 1, 5, tzinfo=UTC)) for deal in range(1, 4)]
    december = [value(10, deal, at=datetime(2025, 12, 31, 23, tzinfo=UTC)) for deal in range(2)]
    months = months_of([*january, *december], "points", 100, since, until)
    assert [month.month for month in months] == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    assert [(month.calls, month.mean) for month in months] == [(0, None), (2, None), (3, 20), (0, None)]
    assert [month.shown for month in months] == ["not enough data"] * 2 + ["20 points", "not enough data"]


def add_rep(connection: sa.Connection, name: str, scores: list[float], **values: Any) -> UUID:
    """Somebody with a deal per score, and two calls on each that scored it for discovery."""
    email = f"{name.lower()}@lumen.example"
    told = {"is_internal": True, "role": "AE", "manager_email": "ines@lumen.example", **values}
    id_ = add_person(connection, email, name, **told)
    for number, score in enumerate(scores):
        deal = add_deal(connection, f"{name} {number}", owner_email=email, is_closed=number == 0, is_won=False)
        for day in (10, 40):
            people = [
                person(name, "ours", email.upper(), speaker_id="own"),
                person("Kim", "ours", "kim@lumen.example", speaker_id="kim"),
                person("Ruiz", "theirs", "ruiz@northwind.example", speaker_id="ruiz"),
            ]
            call = add_call(connection, "Demo", NOW - timedelta(days=day, hours=number), on=[deal], people=people)
            row = {"call_id": call, "rep_email": email, "dimension": "discovery", "origin": "local", "score": score}
            key = {"source_id": f"local:{call}:{name}", "content_hash": b"", "metadata": {"role": "AE", "criteria": []}}
            connection.execute(sa.insert(coaching_sessions).values(**row, **key))
            for side in ("ours", "theirs"):
                metrics = {"open_questions_per_hour": 99, "talk_ratio": 0.7}
                own = {"open_questions_per_hour": score / 5, "talk_ratio": 0.5, "patience_seconds": None}
                speakers = {"own": own, "kim": {"talk_ratio": 0.2}} if side == "ours" else {}
                connection.execute(
                    sa.insert(call_metrics).values(
                        call_id=call,
                        side=side,
                        input_hash=b"",
                        words_covered=True,
                        metrics=metrics,
                        speakers=speakers,
                        trackers={},
                    )
                )
    return id_


@pytest.fixture
def dana(connection: sa.Connection) -> UUID:
    for name in ("Amara", "Bo", "Cleo"):
        add_rep(connection, name, [60, 64, 58, 62, 61])
    add_rep(connection, "Zoe", [10, 12], manager_email="other@lumen.example")
    add_person(connection, "silent@lumen.example", "Silent", is_internal=True, role="AE")
    return add_rep(connection, "Dana", [30, 34, 28, 32, 31])


def test_the_list_says_who_stands_out_and_why(connection: sa.Connection, dana: UUID) -> None:
    found = list_reps(connection, now=NOW)
    assert [rep.name for rep in found.reps] == ["Amara", "Bo", "Cleo", "Dana", "Zoe"]
    by_name = {rep.name: rep for rep in found.reps}
    own = by_name["Dana"]
    assert (own.id, own.calls, own.deals.open, own.deals.lost, own.deals.won) == (dana, 10, 4, 1, 0)
    assert own.last_call_at == NOW - timedelta(days=10)
    assert own.stands_out == "Discovery 30 points below the team"
    assert by_name["Zoe"].stands_out is None
    discovery = own.scores[0]
    assert (discovery.dimension, discovery.calls, discovery.deals, discovery.mean) == ("discovery", 10, 5, 31)
    assert by_name["Zoe"].scores[0].mean is None
    assert found.scores_by == "local"


def test_peoples_word_counts_in_the_averages(connection: sa.Connection, dana: UUID) -> None:
    session = coaching_sessions.c
    keys = connection.scalars(sa.select(session.source_id).where(session.rep_email == "dana@lumen.example")).all()
    said = {"subject_type": "score", "verdict": "override", "score": 100, "author": "Ines", "reason": "I was there"}
    connection.execute(sa.insert(reviews), [{**said, "subject_id": key} for key in keys])
    own = next(rep for rep in list_reps(connection, now=NOW).reps if rep.id == dana)
    assert own.scores[0].mean == 100
    assert own.stands_out == "Discovery 39 points above the team"


def test_a_rep_is_shown_beside_the_people_of_the_same_manager(connection: sa.Connection, dana: UUID) -> None:
    found = get_rep(connection, dana, now=NOW)
    assert found.team == "3 other AEs with the same manager"
    assert found.gaps == ["Discovery: 31 points in 5 deals; team: 61 points in 15 deals, on the same kinds of calls."]
    assert found.strengths == []
    measures = {one.name: one for one in found.measures}
    discovery, questions = measures["discovery"], measures["open_questions"]
    assert (discovery.standing, discovery.team.people, discovery.team.deals) == ("gap", 3, 15)
    assert (questions.standing, questions.shown) == ("lower", "6.2 per hour")
    assert questions.definition.startswith("the rep's own questions")
    # The rep's own share, not the 70% of our whole side.
    assert (measures["talk_ratio"].standing, measures["talk_ratio"].shown) == ("in_line", "50%")
    assert discovery.mix == "calls of unknown kind (10)"
    assert questions.mix == "demos (10)"
    assert found.limitations[-1] == "On average, 2.0 of our people speak on a call of these reps."
    assert measures["engagement"].standing == measures["patience"].standing == "not_enough_data"
    assert measures["engagement"].sentence.startswith("Not enough data: 0 calls in 0 deals")
    told = {month.month: (month.calls, month.mean) for month in discovery.months if month.calls}
    assert told == {date(2026, 9, 1): (5, 31), date(2026, 10, 1): (5, 31)}
    assert [call.started_at for call in found.recent_calls] == sorted(
        (call.started_at for call in found.recent_calls), reverse=True
    )
    assert found.recent_calls[0].scores == {"discovery": 30}


def test_the_team_is_the_whole_role_where_the_manager_has_too_few(connection: sa.Connection, dana: UUID) -> None:
    zoe = next(rep.id for rep in list_reps(connection, now=NOW).reps if rep.name == "Zoe")
    assert get_rep(connection, zoe, now=NOW).team == "4 other AEs"


def test_whoever_spoke_with_no_customer_is_not_found(connection: sa.Connection, dana: UUID) -> None:
    silent = uuid5(NAMESPACE, "silent@lumen.example")
    for id_ in (silent, uuid5(NAMESPACE, "ruiz@northwind.example")):
        with pytest.raises(NotFound):
            get_rep(connection, id_, now=NOW)
