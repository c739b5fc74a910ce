import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.records.mailtext import readable

MIME = """MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1"

--b1
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Caf=E9 at ten?
--b1
Content-Type: text/html

<p>HTML</p>
--b1--
"""


def text(plain: str | None = None, html: str | None = None) -> str:
    return readable(plain, html).text


def test_plain_html_or_both() -> None:
    assert text("Hi Ana") == "Hi Ana"
    assert text(None, "<p>Hi <b>Ana</b></p>") == "Hi Ana"
    assert text("Hi Ana", "<p>Something else</p>") == "Hi Ana"
    assert text(" \r\n\u200b", "<p>Hi</p>") == "Hi"
    assert text(None, None) == text("", "") == ""


def test_html_and_mime_where_plain_text_is_expected() -> None:
    assert text("<html><body><p>Hi</p></body></html>") == "Hi"
    assert text("  <div>Hi</div>") == "Hi"
    assert text("<ana@x.com> is my address") == "<ana@x.com> is my address"
    assert text(MIME) == "Café at ten?"
    assert text(MIME.split("\n\n", 1)[1]) == "Café at ten?"  # without its head
    assert text(MIME.replace("text/plain", "application/pdf")) == "HTML"
    assert text(MIME.replace("iso-8859-1", "klingon").replace("=E9", "e")) == "Cafe at ten?"
    assert text("Content-Type: text/plain\n\nHi") == "Hi"


def test_line_ends_blanks_and_what_nobody_sees() -> None:
    assert text("a\r\nb\rc\u2028d  \t e \n\n\n\n f") == "a\nb\nc\nd e\n\nf"
    assert text("\ufeffHi\u00ad\u200b\u034f th\u202eere\u2066\x07\U000e0041\U000e0042\u3164") == "Hi there"
    assert text("pre\u200c \u200c \u200d header") == "pre header"
    kept = "می‌خواهم \U0001f469\u200d\U0001f4bb क्‍ष ❤️"
    assert text(kept) == kept


def test_quotes_are_left_out_and_told() -> None:
    plain = readable("Yes.\r\n\r\nOn Mon, Nov 2, 2026 at 10:14 AM Ana <a@x.com> wrote:\r\n> old\r\n", None)
    assert plain == ("Yes.", True)
    outlook = (
        "<p>Sounds good.</p><div style='border-top:solid #E1E1E1 1pt'><p><b>From:</b> Ana<br><b>Sent:</b> Monday<br>"
        "<b>To:</b> Dana<br><b>Subject:</b> RE: Pricing</p></div><p>old</p>"
    )
    assert readable(None, outlook) == ("Sounds good.", True)
    bottom = (
        '<div class="moz-cite-prefix">On 02/11/2026 10:14, Ana wrote:</div><blockquote type="cite">old</blockquote>Yes.'
    )
    assert readable(None, bottom) == ("Yes.", True)
    assert readable("Yes.\n\n-- \nDana Lee\nAE", None) == ("Yes.\n\n-- \nDana Lee\nAE".replace("-- \n", "--\n"), False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "> a\n" * 1_200_000,
        "On 2020 a@b wrote:\n" * 250_000,
        "\u200c" * 5_000_000,
        "\n \t\n" * 1_200_000,
        "Content-Type: multipart/mixed; boundary=a\n\n"
        + "--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 100_000,
        "".join(f"Content-Type: multipart/mixed; boundary=a{n}\n\n--a{n}\n" for n in range(50_000)),
    ],
    ids=lambda body: repr(body[:12]),
)
def test_five_megabytes_of_anything_are_read_in_a_moment(body: str) -> None:
    began = time.process_time()
    readable(body, None)
    readable(None, body)
    assert time.process_time() - began < 10


@given(st.text(), st.text())
def test_any_bodies_are_read(plain: str, html: str) -> None:
    readable(plain, html)
    readable(f"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: {html}\n\n{plain}", None)
