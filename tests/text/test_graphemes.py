import regex
from hypothesis import given
from hypothesis import strategies as st

from gametape.text.graphemes import first_characters

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ZALGO = "e" + "\u0301" * 50


def test_short_texts_stay() -> None:
    assert first_characters("", 5) == ""
    assert first_characters("abcde", 5) == "abcde"
    assert first_characters("abcdef", 5) == "abcde"


def test_nothing_is_cut_in_two() -> None:
    assert first_characters("ab" + FAMILY + "c", 5) == "ab"
    assert first_characters("ab" + FAMILY + "c", 7) == "ab" + FAMILY
    assert first_characters("abcde\u0301f", 5) == "abcd"
    assert first_characters("ab\r\ncd", 3) == "ab"
    assert first_characters("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7x", 3) == "\U0001f1e9\U0001f1ea"


def test_one_character_beyond_the_limit_is_cut() -> None:
    assert first_characters(ZALGO, 5) == ZALGO[:5]


@given(st.text(st.sampled_from(["a", " ", "\u0301", "\u200d", "\U0001f468", "\r", "\n", "क", "्", "ष", "\U0001f1e9"])))
def test_what_is_left_is_whole_clusters_and_as_many_as_fit(text: str) -> None:
    clusters = regex.findall(r"\X", text)
    cut = first_characters(text, 8)
    assert text.startswith(cut)
    assert len(cut) <= 8
    if not clusters or len(clusters[0]) <= 8:
        fitting = [n for n in range(len(clusters) + 1) if len("".join(clusters[:n])) <= 8]
        assert cut == "".join(clusters[: fitting[-1]])
