"""Hearing a whole call."""

from gametape.analysis.hearing.hear_call import VoicedTurn, hear_call, joined

CALL = [
    VoicedTurn("ours", ("That makes forty thousand a year.", "What do you think?")),
    VoicedTurn("theirs", ("Well. We don't have the budget", "for that.", "I'll send you our user list tomorrow.")),
    VoicedTurn("ours", ("I hear you. I'll send you the security paper by Friday.",)),
    VoicedTurn("unknown", ("",)),
]


def test_each_turn_has_what_its_sentences_do_with_the_place_of_the_sentence() -> None:
    heard = hear_call(CALL)
    found = [
        (number, act.kind, act.detail, CALL[number].text[act.start : act.end])
        for number, acts in enumerate(heard)
        for act in acts
    ]
    assert found == [
        (1, "objection", "budget", "We don't have the budget for that."),
        (1, "commitment", None, "I'll send you our user list tomorrow."),
        (2, "commitment", None, "I'll send you the security paper by Friday."),
    ]


def test_the_likeliest_of_neighbouring_sentences_stands_for_them() -> None:
    assert [round(joined(own, (0.4, 0.5, 0.3)), 2) for own in (0.4, 0.5, 0.3)] == [0.4, 0.79, 0.3]


def test_the_reply_tells_an_objection_from_a_remark() -> None:
    told = VoicedTurn("theirs", ("It's more than we paid for the old one.",))
    asked, heard, passed = (
        VoicedTurn("ours", (text,)) for text in ("So?", "No, that's fair, I hear you.", "Next slide.")
    )
    likely = [hear_call([asked, told, reply], hidden=True)[1] for reply in (heard, passed)]
    assert [[act.kind for act in acts] for acts in likely] == [["objection"], []]


def test_a_call_without_turns_has_nothing_to_hear() -> None:
    assert hear_call([]) == []
