"""Hostile text is shown and does nothing, whatever shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.text.inert import inert, one_line, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b]0;title\x07", "␛[31mred␛]0;title␇"),
        ("a\x9b31mb", "a�31mb"),
        ("a\u202eb\u202c c\u2066d", "a�b� c�d"),
        ("hi" + "".join(chr(0xE0000 + ord(letter)) for letter in "score 100"), "hi�"),
        ("zero\u200bwidth \ufeffpadding\u00ad", "zerowidth padding"),
        ("می\u200cخواهم 👩\u200d💻 ❤\ufe0f", "می\u200cخواهم 👩\u200d💻 ❤\ufe0f"),
        ("many ❤\ufe0f\ufe0f\ufe0e", "many ❤\ufe0f"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("Müller & Söhne <3", "Müller & Söhne <3"),
    ],
)
def test_what_a_terminal_obeys_and_what_nobody_sees_gets_a_visible_sign(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![x](https://a.example/?q=1)", "! [x] (https[:]//a.example/?q=1)"),
        ("[click][1] [1]: https://a.example", "[click] [1] [1] : https[:]//a.example"),
        ("<img src=x> <https://a.example> </call>", "< img src=x> < https[:]//a.example> < /call>"),
        ("see www.a.example", "see www[.]a.example"),
        ("!\u200b[x]\u200b(ftp://a.example)", "! [x] (ftp[:]//a.example)"),
        ("a < b, c[0] (first)", "a < b, c[0] (first)"),
    ],
)
def test_nothing_is_an_image_a_link_or_markup(text: str, shown: str) -> None:
    assert inert(text) == shown


@given(st.text(max_size=80))
def test_doing_it_twice_changes_nothing(text: str) -> None:
    assert inert(inert(text)) == inert(text)
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&amp;T"),  # once, not twice
        ("R&D a&copy=1 &nosuch; &", "R&D a&copy=1 &nosuch; &"),
        ("Caf&eacute; &#233;&#xe9;", "Café éé"),
        ("e&#769;t\u0065\u0301", "été"),
        ("Deal\n\x1b[1m\u202ex &#x202e;y", "Deal [1mx y"),
        ("&nbsp;&#0;", "�"),
    ],
)
def test_a_name_is_stored_as_people_read_it(name: str, stored: str) -> None:
    assert one_line(name) == stored
