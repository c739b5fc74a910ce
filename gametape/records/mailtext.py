"""What a person reads in a mail: text from plain, HTML or MIME bodies, without what the mail quotes."""

from email import message_from_string
from email.message import Message
from typing import NamedTuple

import regex

from gametape.records.html import text_of_html
from gametape.records.quotes import without_quotes

# A snippet needs the beginning of a mail; what lies behind is not worth the time that it takes.
_PLAIN_CHARACTERS = 64 * 1024
_MIME_CHARACTERS = 256 * 1024

_is_html = regex.compile(r"\s*<(!doctype\s+html|(html|head|body|div|p|table|span|meta|style|br)\b)", regex.I).match
_is_mime = regex.compile(r"\s*(--\S+\s*\n)?(mime-version|content-type|content-transfer-encoding):", regex.I).match

# Characters that nobody sees: control characters, preheader padding, byte order marks, directions, text smuggled in as
# tags. Kept are the ones that shape an emoji, and joiners between letters or emoji.
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
    """A text, and whether something quoted was left out of it."""

    text: str
    quoted: bool


def readable(text_body: str | None, html_body: str | None) -> Readable:
    """The beginning of a mail as text, some thousand characters of it, with its lines.

    The plain body is preferred. Quotes are left out where it is certain that they are quotes and where something else
    remains. The time is bounded by the size of the bodies, whatever is in them.
    """
    plain, html = _bodies(text_body or "", html_body or "")
    text, quoted = without_quotes(_tidy(plain[:_PLAIN_CHARACTERS]), angles=True, rest=True)
    if not text and html:
        own = text_of_html(html)
        # Where the quote was marked as such, what stands behind it is not a part of it.
        text, quoted = without_quotes(_tidy(own.text), angles=False, rest=not own.quoted)
        quoted = quoted or own.quoted
    return Readable(text, quoted)


def _bodies(plain: str, html: str) -> tuple[str, str]:
    """The two bodies, each where it belongs: sources put HTML, or a whole MIME message, where text is expected."""
    if _is_mime(plain):
        plain, inner = _parts(plain[:_MIME_CHARACTERS])
        html = inner or html
    elif _is_html(plain):
        plain, html = "", html or plain
    return plain, html


def _parts(source: str) -> tuple[str, str]:
    """The first plain and the first HTML part of a MIME message."""
    found = {"text/plain": "", "text/html": ""}
    try:
        message = message_from_string(source.lstrip() if not source.lstrip().startswith("--") else _enveloped(source))
        for part in message.walk():
            kind = part.get_content_type()
            if not found.get(kind, "-") and part.get_content_disposition() != "attachment":
                found[kind] = _decoded(part)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return source, ""
    return found["text/plain"], found["text/html"]


def _enveloped(source: str) -> str:
    """A message around parts that came without their header; the first line is their boundary."""
    boundary = source.lstrip().split("\n", 1)[0].strip()[2:].replace('"', "")
    return f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n{source.lstrip()}'


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        return payload.decode("utf-8", "replace")


def _tidy(text: str) -> str:
    text = _blanks.sub(" ", _invisible.sub("", _line_end.sub("\n", text)))
    return _many_lines.sub("\n\n", _around_lines.sub("\n", text)).strip()
