import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.records.mailtext import readable_text

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
    return readable_text(plain, html).text


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
    plain = readable_text("Yes.\r\n\r\nOn Mon, Nov 2, 2026 at 10:14 AM Ana <a@x.com> wrote:\r\n> old\r\n", None)
    assert plain == ("Yes.", True, False)
    outlook = (
        "<p>Sounds good.</p><div style='border-top:solid #E1E1E1 1pt'><p><b>From:</b> Ana<br><b>Sent:</b> Monday<br>"
        "<b>To:</b> Dana<br><b>Subject:</b> RE: Pricing</p></div><p>old</p>"
    )
    assert readable_text(None, outlook) == ("Sounds good.", True, False)
    bottom = (
        '<div class="moz-cite-prefix">On 02/11/2026 10:14, Ana wrote:</div><blockquote type="cite">old</blockquote>Yes.'
    )
    assert readable_text(None, bottom) == ("Yes.", True, False)
    assert readable_text("Yes.\n\n-- \nDana Lee\nAE", None) == (
        "Yes.\n\n-- \nDana Lee\nAE".replace("-- \n", "--\n"),
        False,
        False,
    )


COMMENTED = (
    "<!--\n/* Font Definitions */\n@font-face\n\t{font-family:Calibri;\n\tpanose-1:2 15 5 2 2 2 4 3 2 4;}\n-->\n\n"
)
FLATTENED = (
    "/* Style Definitions */ p.MsoNormal, li.MsoNormal,\ndiv.MsoNormal {margin:0cm; font-size:11.0pt;}\n"
    "a:link\n\t{mso-style-priority:99;}\n@media print { p { color: red } }\n\n"
)
MESSAGE = "Received: from a (b)\n by c; Mon, 2 Nov 2026\nFrom: Ana <ana@x.com>\nBcc: bo@x.com\nSubject: Re: x\n"


@pytest.mark.parametrize(
    "body",
    [
        COMMENTED + "Tuesday works.\nAna",
        FLATTENED + "Tuesday works.\nAna",
        "\ufeff<h2>Tuesday works.</h2>Ana",
        "<ul><li>Tuesday works.<li>Ana</ul>",
        "Tuesday works.<br/>Ana",
        'Tuesday <a href="https://x.example">works</a>.\nAna',
        "Tuesday <b>works</b>.\nAna",
        "<style>p { color: red }</style>Tuesday works.\nAna",
        "&lt;p&gt;Tuesday works.&lt;/p&gt;&lt;p&gt;Ana&lt;/p&gt;",
        "Tuesday works&#46;\nAna",
        "Tuesday works.=20\nAna",
        MESSAGE + "\nTuesday works.\nAna",
        (
            f"{MESSAGE}Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
            "PHA+VHVlc2RheSB3b3Jrcy48L3A+PHA+QW5hPC9wPg=="
        ),
        "This is a message in parts.\n--b1\nContent-Type: text/plain\n\nTuesday works.\nAna\n--b1--\n",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_markup_is_read_wherever_it_stands(body: str) -> None:
    assert text(body) == text(None, body) == "Tuesday works.\nAna"
    assert text(body, "<p>Tuesday works.</p><p>Ana</p>") == "Tuesday works.\nAna"


@pytest.mark.parametrize(
    "plain",
    [
        "Is 3 < 5 and 7 > 2? See <ana@x.com> or <https://x.example/a=20?b=3>.",
        "Put a <div> around it, then a <p>.",
        "if a <b and c> d",
        "The block { margin of 5 } and config { port: 80 } stay.",
        "x = 20, y=20",
        "Total =\n40",
        "Subject: the plan\nAll is well.",
        "R&D costs &c; Tom & Ana",
        "https://x.example/?a=1&copy=2",
    ],
)
def test_plain_text_with_signs_of_markup_stays_whole(plain: str) -> None:
    assert text(plain) == plain


def test_addresses_in_angle_brackets_stay_in_html() -> None:
    assert (
        text(None, "<p>Write to <bo@x.com> or <https://x.example>.</p>")
        == "Write to <bo@x.com> or <https://x.example>."
    )


def test_parts_are_decoded_as_they_were_encoded() -> None:
    assert text(f"{MESSAGE}Content-Type: text/plain; charset=iso-8859-1\n\nCafé 東京") == "Café 東京"
    attached = MESSAGE + (
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/html\n\n<p>Mine</p>\n'
        "--b\nContent-Type: message/rfc822\n\nContent-Type: text/plain\n\nTheirs\n--b--\n"
    )
    assert text(attached) == "Mine"
    assert text("caf=C3=A9 at a long line that goes on and on and on, says=\n he=20\nBo") == (
        "café at a long line that goes on and on and on, says he\nBo"
    )


def test_hidden_receivers_are_never_shown() -> None:
    shown = text(
        "FYI\n\nBegin forwarded message:\n\nFrom: Ana\nBcc: Bo <bo@x.com>,\nCleo <cleo@x.com>\nDate: Monday\n\nHi"
    )
    assert "Ana" in shown
    assert "bo@x.com" not in shown
    assert "cleo" not in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "> a\n" * 1_200_000,
        "On 2020 a@b wrote:\n" * 250_000,
        "\u200c" * 5_000_000,
        "\n \t\n" * 1_200_000,
        "=\n" * 2_500_000,
        "a,\n" * 1_600_000 + "{",
        "a: b\n" * 1_000_000,
        "<a " * 1_600_000,
        "Content-Type: multipart/mixed; boundary=a\n\n"
        + "--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 100_000,
        "".join(f"Content-Type: multipart/mixed; boundary=a{n}\n\n--a{n}\n" for n in range(50_000)),
    ],
    ids=lambda body: repr(body[:12]),
)
def test_five_megabytes_of_anything_are_read_in_a_moment(body: str) -> None:
    began = time.process_time()
    readable_text(body, None)
    readable_text(None, body)
    assert time.process_time() - began < 10


@given(st.text(), st.text())
def test_any_bodies_are_read(plain: str, html: str) -> None:
    readable_text(plain, html)
    readable_text(f"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: {html}\n\n{plain}", None)
