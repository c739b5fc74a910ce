import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.records.html import text_of_html


def text(html: str) -> str:
    return text_of_html(html).text


def test_lines_where_a_reader_sees_lines() -> None:
    head = "<html><head><title>T</title></head><body>"
    assert (
        text(f"{head}<h1>Plan</h1><p>Hi\n  <b>Ana</b>,<br>see below.</p><ul><li>x<li>y</ul>")
        == "Plan\nHi Ana,\nsee below.\nx\ny"
    )
    assert text("<table><tr><td>Seats<td>50</tr><tr><td>Price</td><td>9</td></table>") == "Seats 50\nPrice 9"


def test_entities_and_broken_markup() -> None:
    assert text("&lt;b&gt; &amp;amp; caf&eacute; &#128512; &copy&nbsp;x") == "<b> &amp; café 😀 © x"
    assert text("<p>a</b></div></p><div>b<p>c") == "a\nb\nc"
    assert text("no markup at all") == "no markup at all"
    assert text("") == text("<!-- only -->") == text("<img src=x>") == ""


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>alert('x')</script>",
        "<style>p { color: red }</style>",
        '<div style="display : NONE"><p>x</p></div>',
        '<span style="color:red;visibility:hidden">x</span>',
        '<div style="max-height:0;overflow:hidden">x</div>',
        '<div style="opacity:0">x</div>',
        '<span style="font-size:0px">x<i>x</i></span>',
        '<span style="mso-hide:all">x</span>',
        "<div hidden>x</div>",
        "<noscript>x</noscript><template>x</template><select><option>x</select>",
        '<!--[if mso]><p>x</p><![endif]--><img src="https://t.example/p.gif" width="1" height="1" alt="x">',
        "<svg><text>x</text></svg><iframe src=x>x</iframe>",
    ],
)
def test_what_nobody_sees_is_not_there(hidden: str) -> None:
    assert text(f"<p>before</p>{hidden}<p>after</p>") == "before\nafter"


@pytest.mark.parametrize(
    "style", ["font-size:0.9em", "opacity:0.5", "max-height:0.5em", "line-height:0", "display:block"]
)
def test_small_is_not_hidden(style: str) -> None:
    assert text(f'<p style="{style}">x</p>') == "x"
    assert text('<td style="font-size:0"><div style="font-size:13px">seen</div></td>') == "seen"


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_attr">On 2 Nov Ana wrote:</div><blockquote class="gmail_quote">old</blockquote>',
        '<blockquote type="cite">old</blockquote>',
        '<div class="moz-cite-prefix">On 2 Nov Ana wrote:</div><blockquote type="cite"><p>old</blockquote>',
        '<div class="yahoo_quoted"><div>old</div></div>',
    ],
)
def test_quotes_that_the_mail_program_marks(quote: str) -> None:
    found = text_of_html(f"<p>Yes.</p>{quote}<p>PS</p>")
    assert (found.text, found.quoted) == ("Yes.\nPS", True)
    alone = text_of_html(quote)
    assert "old" in alone.text
    assert not alone.quoted


def test_behind_outlooks_mark_all_is_quoted() -> None:
    found = text_of_html('<p>Ok.</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: A</div><p>old</p>')
    assert (found.text, found.quoted) == ("Ok.", True)


def test_what_gmail_forwards_is_kept() -> None:
    html = (
        'FYI<div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: A</div>'
        "Our budget is 40k</div>"
    )
    found = text_of_html(html)
    assert (found.text.split("\n")[-1], found.quoted) == ("Our budget is 40k", False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "html",
    [
        "<p>Hello <b>there</b></p><style>p{}</style>" * 120_000,
        "<div>" * 1_000_000 + "x",
        '<b style="font-size:1">' * 100_000,
        "<blockquote type=cite>" * 100_000 + "x" * 3_000_000,
        "<table>" * 50_000,
        "<p " + " ".join(f"a{n}=1" for n in range(400_000)) + ">x",
        '<p style="' + "display " * 500_000 + '">x',
        '<p class="' + "gmail_attr " * 400_000 + '">x',
        "&amp;&nbsp;&#0;&#xD800;" * 200_000,
        "<!--" * 1_200_000,
        "<" * 5_000_000,
        "<!" * 2_500_000,
        "<script>" * 600_000,
        "<![CDATA[" * 500_000,
        "<a b='" * 800_000,
        "</p>" * 1_200_000,
        "<b><i>" * 20_000 + "x<p>" * 20_000,
        " " * 5_000_000,
    ],
    ids=lambda html: html[:12],
)
def test_five_megabytes_of_anything_are_read_in_a_moment(html: str) -> None:
    began = time.process_time()
    text_of_html(html)
    assert time.process_time() - began < 10


@given(st.text(st.sampled_from(list("<>/!-&;='\" pbdiv\x00")), max_size=60) | st.text())
def test_any_text_is_read(html: str) -> None:
    text_of_html(html)
