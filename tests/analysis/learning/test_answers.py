"""What a rep can learn, over calls that were held, measured and compared."""

from typing import Any

import pytest
import sqlalchemy as sa

from gametape.analysis.comparing.dimensions import Focus, dimensions
from gametape.analysis.comparing.winners import DimensionVerdict, NearerTo
from gametape.analysis.learning.answers import get_learning_insights
from gametape.analysis.learning.deal_likeness import segment_of
from gametape.analysis.learning.models import ExemplarMoment, Learning
from gametape.analysis.measures.measure import measure
from gametape.errors import NotFound
from gametape.queries.calls_and_emails import participant
from gametape.queries.talk import read_talks
from gametape.settings import Settings
from gametape.store.tables import call_participants, opportunities
from tests.builders.deal_facts import DANA, PEERS, add_company, add_story


@pytest.fixture
def book(engine: sa.Engine, settings: Settings) -> sa.Engine:
    with engine.begin() as connection:
        add_company(connection)
    measure(engine, settings)
    return engine


def learn(engine: sa.Engine, settings: Settings, email: str = DANA, focus: Focus | None = None) -> Learning:
    with engine.connect() as connection:
        return get_learning_insights(connection, email, focus, settings)


def row(learning: Learning, name: str) -> Any:
    return next(one for one in learning.dimensions if one.name == name)


def test_what_winners_do_is_the_thing_to_work_on_with_two_moments(book: sa.Engine, settings: Settings) -> None:
    found = learn(book, settings)
    asking = row(found, "open_questions")
    assert (asking.verdict, asking.standing) == (DimensionVerdict.DIFFERS, NearerTo.LOSERS)
    assert asking.winners.mean > asking.losers.mean
    assert (asking.rep.n, asking.winners.n, asking.losers.n) == (9, 10, 10)
    task = found.work_on
    assert task is not None
    assert task.basis == "finding"
    assert row(found, task.dimension).standing is NearerTo.LOSERS
    assert task.own is not None
    assert task.own.rep_email == DANA
    assert task.example is not None
    assert task.example.outcome == "won"
    assert "associated with" in asking.sentence
    assert "cause" not in asking.sentence


def test_every_moment_is_what_was_said_there(book: sa.Engine, settings: Settings) -> None:
    found = learn(book, settings)
    moments: list[ExemplarMoment] = [
        one for each in found.dimensions for one in (*each.won_moments, *each.lost_moments, *each.own_moments)
    ]
    assert len(moments) > 5
    with book.connect() as connection:
        talks = {talk.call_id: talk for talk in read_talks(connection, [one.call_id for one in moments])}
    for one in moments:
        said = talks[one.call_id].turns[one.turn]
        assert one.quote in said.turn.text
        assert one.speaker == said.voice.name
        assert one.at_ms >= said.turn.start_ms


def test_a_moment_names_the_account_since_deals_share_names(book: sa.Engine, settings: Settings) -> None:
    with book.begin() as connection:
        named = opportunities.c.name.startswith("won")
        connection.execute(sa.update(opportunities).where(named).values(account_name="Northwind Lifts"))
    asking = row(learn(book, settings), "open_questions")
    assert {one.account_name for one in asking.won_moments} == {"Northwind Lifts"}
    assert {one.account_name for one in asking.own_moments} == {None}


def test_a_call_that_a_colleague_held_gives_way_to_another_of_the_deal(book: sa.Engine, settings: Settings) -> None:
    before = row(learn(book, settings), "open_questions").own_moments
    held = {one.call_id for one in before}
    with book.begin() as connection:
        there = participant.call_id.in_(held) & (participant.side == "ours")
        connection.execute(sa.update(call_participants).where(there).values(email=PEERS[0], name="A. Peer"))
    after = row(learn(book, settings), "open_questions").own_moments
    assert [one.opportunity_id for one in after] == [one.opportunity_id for one in before]
    assert held.isdisjoint(one.call_id for one in after)
    assert {one.speaker for one in after} == {"Owner"}


def test_the_call_in_which_the_outcome_is_told_does_not_count(book: sa.Engine, settings: Settings) -> None:
    # Lost deals end with a call full of questions, won ones with a call of one: counted, losers would ask more.
    found = learn(book, settings)
    assert found.coverage.closed_deals == 20
    assert row(found, "open_questions").effect.observed == 1


def test_all_dimensions_are_listed_whatever_they_say(book: sa.Engine, settings: Settings) -> None:
    found = learn(book, settings)
    assert {one.name for one in found.dimensions} == {one.name for one in dimensions()}
    assert row(found, "score_discovery").reason == "not enough data (0 of 8 won deals)"
    assert row(found, "score_discovery").verdict is DimensionVerdict.NOT_ENOUGH_DATA


def test_each_dimension_comes_with_an_axis_that_holds_all_that_is_drawn(book: sa.Engine, settings: Settings) -> None:
    found = learn(book, settings)
    for one in found.dimensions:
        arms = (one.rep, one.winners, one.losers)
        drawn = [value for arm in arms for value in (arm.mean, arm.low, arm.high) if value is not None]
        assert (one.axis is None) is (not drawn)
        assert one.axis is None or one.axis.low <= min(drawn) <= max(drawn) <= one.axis.high
        assert one.is_percentage is one.unit.startswith("share")
    questions = row(found, "open_questions")
    assert questions.rep.shown_with_interval.startswith(f"{questions.rep.shown}, between ")


def test_a_focus_leaves_others_out_and_changes_no_verdict(book: sa.Engine, settings: Settings) -> None:
    whole, part = learn(book, settings), learn(book, settings, focus=Focus.DISCOVERY)
    assert {one.focus for one in part.dimensions} == {Focus.DISCOVERY}
    assert row(part, "open_questions") == row(whole, "open_questions")


def test_with_few_deals_of_the_rep_only_the_peers_are_told_of(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        add_company(connection, own=5)
    measure(engine, settings)
    found = learn(engine, settings)
    assert row(found, "open_questions").reason == "not enough data (5 of 8 deals)"
    assert found.work_on is not None
    assert found.work_on.basis == "peers"
    assert "too few" in found.work_on.sentence


def test_few_deals_like_the_won_ones_leave_nothing_to_work_on(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        add_company(connection, own=0)
        for number in range(4):
            add_story(connection, f"own {number}", DANA, "open", 4 + number % 2)
    measure(engine, settings)
    found = learn(engine, settings)
    assert row(found, "open_questions").reason == "not enough data (4 of 8 deals)"
    assert found.work_on is None
    assert found.headline.endswith("Dana is not closer to the lost deals in anything measured here.")
    own = row(found, "open_questions").own_moments
    assert own
    assert all(one.why.startswith("Above") for one in own)  # as it goes on most of these calls


def test_without_deals_the_answer_is_not_enough_data(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        add_company(connection, won=0, lost=0, own=0)
    found = learn(engine, settings)
    assert found.work_on is None
    assert found.headline.startswith("Not enough data")


def test_a_rep_is_found_by_any_address(book: sa.Engine, settings: Settings) -> None:
    assert learn(book, settings, f"Alias.{DANA}".lower()).rep.email == DANA
    with pytest.raises(NotFound):
        learn(book, settings, "ruiz@x.example")


@pytest.mark.parametrize(
    ("account", "fields", "column", "segment"),
    [
        ({"segment_c": "Mid"}, {"segment_c": "SMB"}, None, "Mid"),
        ({"Segment__c": "Mid"}, {}, None, "Mid"),
        ({}, {"segment_c": "SMB"}, None, "SMB"),
        ({"tier_c": "Gold", "segment_c": "Mid"}, {}, "Tier__c", "Gold"),
        ({"segment_c": "Mid"}, {}, "Tier__c", None),
        ({"number_of_employees": "120"}, {}, None, "under 250 employees"),
        ({"number_of_employees": 250}, {}, None, "250 to 1,999 employees"),
        ({"NumberOfEmployees": 9000.0}, {}, None, "2,000 employees or more"),
        ({"number_of_employees": "many"}, {}, None, None),
        ({}, {}, None, None),
    ],
)
def test_where_the_segment_comes_from(
    account: dict[str, Any], fields: dict[str, Any], column: str | None, segment: str | None
) -> None:
    assert segment_of(account, fields, Settings(segment_column=column)) == segment
