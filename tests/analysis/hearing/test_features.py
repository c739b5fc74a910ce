"""What the model sees of a sentence."""

import pytest

from gametape.analysis.hearing.features import features
from gametape.analysis.hearing.vocabulary import vocabulary

KNOWN = vocabulary("en")


def test_words_are_written_out_and_hesitation_goes() -> None:
    assert KNOWN.words("Um, we we can’t — it's 40,000!") == [",", "we", "can", "not", "it", "#", "!"]


def test_words_of_one_class_look_alike() -> None:
    assert set(features("too steep", "theirs", "", "")) & set(features("too hefty", "theirs", "", "")) >= {"C too DEAR"}


def test_negation_reaches_the_words_behind_it_up_to_the_next_clause() -> None:
    seen = features("the price is not a problem, but the rollout is", "theirs", "", "")
    assert "not HURT" in seen
    assert "not ROLLOUT" not in seen


def test_side_question_and_neighbours_are_seen() -> None:
    seen = features("Is it secure?", "ours", "We worry about that.", "Yes.")
    assert {"side ours", "asked ours", "before: WORRY", "after: AGREE"} <= set(seen)


def test_the_end_of_what_was_said_before_counts_and_the_beginning_of_what_follows() -> None:
    long = " ".join(["budget"] * 30)
    assert "before: DEAR" in features("Well.", "theirs", f"{long.replace('budget', 'a b')} steep", "")
    assert "after: DEAR" not in features("Well.", "theirs", "", f"{'a b ' * 30} steep")


def test_a_name_is_seen_by_the_words_next_to_it() -> None:
    assert {"NAME", "NAME & WE", "NAME & RIVAL"} <= set(features("We went with Ampère Depot.", "theirs", "", ""))
    assert "NAME" not in features("We met on Monday.", "theirs", "", "")


def test_the_words_of_a_reply_are_seen() -> None:
    seen = features("It is a lot.", "theirs", "", "No, that's fair.")
    assert {"reply: ^ no ,", "reply: fair"} <= set(seen)


def test_no_feature_stands_twice() -> None:
    seen = features("We need it, we need it now, not later.", "theirs", "It is it.", "Is it?")
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "sentences",
    [
        ["Well, we have no budget.", "It is too steep."],
        ["we have no", "no budget for it"],
        ["we are not", "sure about 5", "6 of them"],
        ["that is kind", "of too", "expensive, you", "know"],
        ["Um.", "", "we", "we need it"],
    ],
)
def test_sentences_that_were_read_one_by_one_join_to_what_is_read_of_all(sentences: list[str]) -> None:
    assert KNOWN.joined([KNOWN.read(sentence) for sentence in sentences]) == KNOWN.read(" ".join(sentences))
