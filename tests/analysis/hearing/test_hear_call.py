"""Hearing a whole call."""

from gametape.analysis.hearing.hear_call import VoicedTurn, hear_call

CALL = [
    VoicedTurn("ours", ("That makes forty thousand a year.", "What do you think?")),
    VoicedTurn("theirs", ("Well. The price is too high", "for us.", "I'll send you our user list tomorrow.")),
    VoicedTurn("unknown", ("",)),
    VoicedTurn("ours", ("I hear you. I'll send you the security paper by Friday.",)),
]


def test_each_turn_has_what_its_sentences_do_with_the_place_of_the_sentence() -> None:
    heard = hear_call(CALL)
    found = [
        (number, act.kind, act.detail, CALL[number].text[act.start : act.end])
        for number, acts in enumerate(heard)
        for act in acts
    ]
    assert found == [
        (1, "objection", "price", "The price is too high for us."),
        (1, "commitment", None, "I'll send you our user list tomorrow."),
        (3, "commitment", None, "I'll send you the security paper by Friday."),
    ]


def test_a_call_without_turns_has_nothing_to_hear() -> None:
    assert hear_call([]) == []
