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
        Turn("dana", 0, 3_000, ("I'll send you a new offer by Friday.",)),
        Turn("ruiz", 3_000, 6_000, ("I'll send you our user list tomorrow.",)),
        Turn("dana", 6_000, 9_000, ("How do you plan today?",)),
        Turn(
            "ruiz",
            9_000,
            15_000,
            ("By hand.", "Honestly, it is too expensive for us as it stands, and I can't defend that price."),
            (30,),
        ),
    ]
    call, silent = add_talk(engine, turns), add_talk(engine, [Turn("dana", 0, 1_000, ("Hello?",))], number=1)
    measure(engine, settings)
    with engine.connect() as connection:
        heard = heard_on(connection, [call, silent])
    assert list(heard) == [call]
    assert [(act.kind, act.detail, act.turn, act.side) for act in heard[call]] == [
        ("commitment", None, 0, Side.OURS),
        ("commitment", None, 1, Side.THEIRS),
        ("objection", "price", 3, Side.THEIRS),
    ]
    raised = heard[call][2]
    assert (
        turns[3].text[raised.start : raised.end]
        == "Honestly, it is too expensive for us as it stands, and I can't defend that price."
    )
    assert 0 < raised.probability <= 1
