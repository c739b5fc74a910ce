"""What the body columns of an email hold: plain text, HTML or a whole MIME message, told apart by parsing."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from enum import Enum, auto
from html import unescape
from typing import NamedTuple

import regex
from lxml.html import defs

from gametape.records.transfer_encoding import without_transfer_encoding

# A snippet needs the beginning of an email; what lies behind is not worth the time that it takes.
_PLAIN_CHARACTERS = 256 * 1024
_MIME_CHARACTERS = 256 * 1024
_MIME_PARTS = 200

# Headers that tell a message from a text that has a colon in its first line.
_MIME_HEADERS = frozenset(
    ("mime-version", "content-type", "content-transfer-encoding", "message-id", "received", "return-path")
)
_begins_with_header = regex.compile(r"(?:From \S+[^\n]*\n)?[\w-]{1,60}:", regex.ASCII).match
_first_boundary = regex.compile(r"^--(\S{1,200})[ \t]*\n(?=content-[\w-]+:)", regex.I | regex.M).search
_PREAMBLE_CHARACTERS = 2000  # in which the first boundary of a message without header stands
_ENCODED = frozenset(("quoted-printable", "base64"))

_tags = regex.compile(r"<(/?)([a-z][a-z0-9]{0,14})((?:\s[^<>]*)?)/?>", regex.I).finditer
_attributes = regex.compile(r"\s+[\w:-]+\s*=").match
_BLOCKS = defs.block_tags | {"html", "head", "body"}
_UNCLOSED = _BLOCKS | {"font", "span", "style"}  # enough where a text begins with such an element
_BREAKS = _BLOCKS | {"br"}
_entities = regex.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", regex.I)


class BodyForm(Enum):
    """How a body is to be read."""

    PLAIN = auto()
    HTML = auto()
    HTML_WITH_LINES = auto()  # nothing but the ends of its lines tells where lines end


class Body(NamedTuple):
    """One body of an email."""

    text: str
    form: BodyForm


def read_bodies(text_column: str, html_column: str) -> list[Body]:
    """The bodies in two columns, best first: sources put HTML and MIME where text is expected.

    `("<p>Hi</p>", "")` -> `[Body("<p>Hi</p>", Form.HTML)]`
    """
    plain, html = _column(text_column), _column(html_column)
    plain, inner_html = _mime_parts(plain) or (plain, "")
    html = html or inner_html
    inner_plain, html = _mime_parts(html) or ("", html)
    found = (_plain(plain or inner_plain), _html(html))
    if found[0].form is not BodyForm.PLAIN:
        found = (found[1], found[0])
    return [body for body in found if body.text]


def _column(text: str) -> str:
    return text.lstrip("\ufeff\u200b\u00a0 \t\r\n").replace("\r\n", "\n")


def _plain(text: str) -> Body:
    text = without_transfer_encoding(text[:_PLAIN_CHARACTERS])
    if _is_markup(text):
        return Body(text, _form_of_markup(text, _BLOCKS))
    unescaped = _entities.sub(lambda match: unescape(match[0]), text)
    if "<" not in text and _is_markup(unescaped):
        return Body(unescaped, _form_of_markup(unescaped, _BLOCKS))
    return Body(unescaped, BodyForm.PLAIN)


def _html(text: str) -> Body:
    beginning = without_transfer_encoding(text[:_PLAIN_CHARACTERS])
    if "<!--" not in beginning and not any(match[2].lower() in defs.tags for match in _tags(beginning)):
        return _plain(text)
    return Body(beginning + text[_PLAIN_CHARACTERS:], _form_of_markup(beginning, _BREAKS))


def _form_of_markup(text: str, breaking: frozenset[str] | set[str]) -> BodyForm:
    has_breaks = any(match[2].lower() in breaking for match in _tags(text))
    return BodyForm.HTML if has_breaks else BodyForm.HTML_WITH_LINES


def _is_markup(text: str) -> bool:
    """True when the text has a comment, or elements of HTML that are empty, closed or have attributes.

    A word in angle brackets proves nothing: `<ana@x.com>` is an address, "use a <div> there" is a sentence.
    """
    comment = text.find("<!--")
    if comment >= 0 and text.find("-->", comment) > 0:
        return True
    opened: set[str] = set()
    for match in _tags(text):
        name = match[2].lower()
        if name not in defs.tags:
            continue
        begins_text = match.start() == 0 and name in _UNCLOSED
        if name in defs.empty_tags or _attributes(match[3]) or begins_text or (match[1] and name in opened):
            return True
        opened.add(name)
    return text[:14].lower() == "<!doctype html"


def _mime_parts(source: str) -> tuple[str, str] | None:
    """The first plain and the first HTML part of a MIME message; None when the text is no such message."""
    source = source[:_MIME_CHARACTERS]
    boundary = _first_boundary(source[:_PREAMBLE_CHARACTERS])
    if _begins_with_header(source) is None and boundary is None:
        return None
    try:
        message = message_from_bytes(source.encode("utf-8", "replace"))
        if _MIME_HEADERS.isdisjoint(map(str.lower, message.keys())):
            if boundary is None:
                return None
            # Parts that came without their header.
            head = f'Content-Type: multipart/mixed; boundary="{boundary[1].replace(chr(34), "")}"\n\n'
            message = message_from_bytes((head + source).encode("utf-8", "replace"))
        return _first_texts(message)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _first_texts(message: Message) -> tuple[str, str]:
    found = {"text/plain": "", "text/html": ""}
    for part in _leaves(message):
        kind = part.get_content_type()
        if not found.get(kind, "-") and part.get_content_disposition() != "attachment":
            found[kind] = _column(_decoded(part))
    return found["text/plain"], found["text/html"]


def _leaves(message: Message) -> Iterator[Message]:
    """The parts of the message itself; emails that are attached to it are not."""
    waiting = [message]
    for _ in range(_MIME_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        payload = part.get_payload()
        if not isinstance(payload, list):
            yield part
        elif part.get_content_maintype() == "multipart":
            waiting += [each for each in reversed(payload) if isinstance(each, Message)]


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    declared = str(part.get_content_charset() or "utf-8")
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    # What was not encoded came as characters, whatever the message declares: they are UTF-8 by now.
    for charset in (declared, "utf-8") if encoding in _ENCODED else ("utf-8", declared):
        try:
            return payload.decode(charset)
        except (LookupError, ValueError):
            continue
    return payload.decode("utf-8", "replace")
