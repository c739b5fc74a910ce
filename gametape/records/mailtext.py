"""Extract an email's readable text from plain, HTML or MIME bodies, without quoted earlier emails."""

from typing import NamedTuple

import regex

from gametape.records.html import text_of_html
from gametape.records.mail_bodies import Body, BodyForm, read_bodies
from gametape.records.mail_headers import without_hidden_receivers
from gametape.records.quoted_replies import without_quotes
from gametape.records.style_sheets import without_style_sheets

_CHARACTERS = 64 * 1024  # longest readable text; a snippet needs only its beginning

# Invisible characters: control characters, preheader padding, byte order marks, text directions, text hidden in tag
# characters. Characters that shape an emoji, and joiners between letters or emoji, are kept.
_invisible = regex.compile(
    r"[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]"
    r"--[\n\t\u200c\u200d\ufe0e\ufe0f\u0600-\u0605\u06dd\u070f\u08e2]]"
    r"|(?<![\p{L}\p{M}\p{S}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{S}])",
    regex.V1,
)
_line_end = regex.compile(r"\r\n?|[\x85\u2028\u2029]")
_blanks = regex.compile(r"[^\S\n]+")
_around_lines = regex.compile(r" ?\n ?")
_many_lines = regex.compile(r"\n{3,}")


class Readable(NamedTuple):
    """Readable text of an email."""

    text: str
    quoted: bool  # a quote was left out
    uncertain: bool  # parts of the text may not be by the sender


def readable_text(text_body: str | None, html_body: str | None) -> Readable:
    """Extract the beginning of an email, some thousand characters, as text with its lines.

    The plain body is preferred. Quotes are left out if they are certainly quotes and other text remains. The time is
    bounded by the size of the bodies.
    """
    for body in read_bodies(text_body or "", html_body or ""):
        text = _of_plain(body) if body.form is BodyForm.PLAIN else _of_html(body)
        if text.text:
            return text
    return Readable("", quoted=False, uncertain=False)


def _of_plain(body: Body) -> Readable:
    own = without_quotes(_tidy(body.text), angles=True, rest=True)
    return Readable(without_hidden_receivers(own.text), own.quoted, own.uncertain)


def _of_html(body: Body) -> Readable:
    shown = text_of_html(body.text, keep_lines=body.form is BodyForm.HTML_WITH_LINES)
    # If the email program marked the quote, the text after the quote does not belong to it.
    own = without_quotes(_tidy(shown.text), angles=False, rest=not shown.quoted)
    uncertain = own.uncertain or (shown.uncertain and not own.quoted)
    return Readable(without_hidden_receivers(own.text), own.quoted or shown.quoted, uncertain)


def _tidy(text: str) -> str:
    text = _blanks.sub(" ", _invisible.sub("", _line_end.sub("\n", text[: 4 * _CHARACTERS])))
    text = without_style_sheets(_around_lines.sub("\n", text).strip())[:_CHARACTERS]
    return _many_lines.sub("\n\n", text).strip()
