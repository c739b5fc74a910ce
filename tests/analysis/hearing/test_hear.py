"""What sentences do. None of these sentences is in the training files; each has a look-alike beside it."""

import pytest

from gametape.analysis.hearing.hear import hear
from gametape.analysis.hearing.model import heard_languages, load_model


def kinds(text: str, side: str = "theirs", before: str = "", after: str = "") -> dict[str, str | None]:
    return {heard.kind: heard.detail for heard in hear(text, side, before, after)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("That is too expensive for us.", "price"),
        ("We don't have the budget for that this year.", "budget"),
        ("I would have to get my boss to sign off on it first.", "authority"),
        ("Our security team won't allow data outside of our own cloud.", "security"),
        ("It doesn't integrate with our ERP.", "integration"),
    ],
)
def test_an_objection_is_heard_with_its_kind(text: str, detail: str) -> None:
    assert kinds(text)["objection"] == detail


@pytest.mark.parametrize(
    "text",
    [
        "How much does it cost per user?",
        "Does it integrate with our ERP?",
        "The security review is done, they had no concerns.",
        "We have about two hundred people in three offices.",
        "Can you see my screen?",
        "",
    ],
)
def test_a_question_a_settled_point_and_small_talk_are_no_objection(text: str) -> None:
    assert "objection" not in kinds(text)


def test_the_seller_raises_no_objection_and_both_sides_promise() -> None:
    assert "objection" not in kinds("That is too expensive for you.", "ours")
    assert "commitment" in kinds("I'll send you the security paper by Friday.", "ours")
    assert "commitment" in kinds("I'll send you the list of users by Friday.")
    assert "commitment" not in kinds("Could you send me the security paper by Friday?")


def test_of_several_sentences_each_is_heard() -> None:
    heard = kinds(
        "We are a team of forty in Leeds. The kids are back at school. That is way too expensive for us. "
        "I'll send you our user list tomorrow morning."
    )
    assert {"objection", "commitment"} <= heard.keys()


def test_what_is_heard_comes_with_a_probability_the_most_probable_first() -> None:
    heard = hear("That is way too expensive, and I would have to ask our CFO, who signs everything.", "theirs")
    probabilities = [found.probability for found in heard]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 < probability <= 1 for probability in probabilities)


def test_the_model_says_how_well_it_hears() -> None:
    assert "en" in heard_languages()
    for name, kind in load_model("en").kinds.items():
        assert 0 < kind.threshold < 1, name
        assert 0 < kind.recall <= 1, name
        assert 0.3 < kind.precision <= 1, name
        assert not kind.shown or (kind.precision >= 0.7 and kind.recall >= 0.2), name


def test_a_language_without_a_model_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        hear("Das ist zu teuer.", "theirs", language="xx")


@pytest.mark.parametrize("text", ["\x00\ud800", "?" * 10_000, "word " * 20_000, "’’’ n't 's"])
def test_no_text_breaks_it(text: str) -> None:
    hear(text, "theirs", text[:100], text[:100])
