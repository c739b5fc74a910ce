"""What was heard on calls, as it is stored."""

import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.queries.calls_and_emails import Side
from gametape.queries.heard import heard_on
from gametape.settings import Settings
from gametape.store.turns import Turn
from tests.builders.measured_calls import add_talk


def test_what_a_call_s_sentences_do_is_kept_with_their_place_in_the_order_in_which_they_were_said(
    engine: sa.Engine, settings: Settings
) -> None:
    turns = [
        Turn("ruiz", 0, 9_000, ("By hand.", "That is way too expensive for us."), (30,)),
        Turn("dana", 9_000, 12_000, ("I'll send you a new offer by Friday.",)),
        Turn("ruiz", 12_000, 15_000, ("I'll send you our user list tomorrow.",)),
    ]
    call, silent = add_talk(engine, turns), add_talk(engine, [Turn("dana", 0, 1_000, ("Hello?",))], number=1)
    measure(engine, settings)
    with engine.connect() as connection:
        heard = heard_on(connection, [call, silent])
    assert list(heard) == [call]
    assert [(act.kind, act.detail, act.turn, act.side) for act in heard[call]] == [
        ("objection", "price", 0, Side.THEIRS),
        ("commitment", None, 1, Side.OURS),
        ("commitment", None, 2, Side.THEIRS),
    ]
    first = heard[call][0]
    assert turns[0].text[first.start : first.end] == "That is way too expensive for us."
    assert 0 < first.probability <= 1
