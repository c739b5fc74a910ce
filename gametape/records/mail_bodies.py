"""Read the body columns of an email: plain text, HTML or a whole MIME message, recognized by parsing."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from enum import Enum, auto
from html import unescape
from typing import NamedTuple

import regex
from lxml.html import defs

from gametape.records.transfer_encoding import without_transfer_encoding

# Only the beginning of an email is parsed: the snippet needs no more.
_PLAIN_CHARACTERS = 256 * 1024
_MIME_CHARACTERS = 256 * 1024
_MIME_PARTS = 200

# Headers that distinguish a MIME message from a text with a colon in its first line.
_MIME_HEADERS = frozenset(
    ("mime-version", "content-type", "content-transfer-encoding", "message-id", "received", "return-path")
)
_begins_with_header = regex.compile(r"(?:From \S+[^\n]*\n)?[\w-]{1,60}:", regex.ASCII).match
_first_boundary = regex.compile(r"^--(\S{1,200})[ \t]*\n(?=content-[\w-]+:)", regex.I | regex.M).search
_PREAMBLE_CHARACTERS = 2000  # part of a message without header that is searched for the first boundary
_ENCODED = frozenset(("quoted-printable", "base64"))

_tags = regex.compile(r"<(/?)([a-z][a-z0-9]{0,14})((?:\s[^<>]*)?)/?>", regex.I).finditer
_attributes = regex.compile(r"\s+[\w:-]+\s*=").match
_BLOCKS = defs.block_tags | {"html", "head", "body"}
_UNCLOSED = _BLOCKS | {
    "font",
    "span",
    "style",
}  # HTML even if unclosed, at the beginning of a text
_BREAKS = _BLOCKS | {"br"}
_entities = regex.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", regex.I)


class BodyForm(Enum):
    """Format of a body."""

    PLAIN = auto()
    HTML = auto()
    HTML_WITH_LINES = auto()  # markup without line elements: the line ends of the source count


class Body(NamedTuple):
    """Body of an email with its format."""

    text: str
    form: BodyForm


def read_bodies(text_column: str, html_column: str) -> list[Body]:
    """Read the bodies in two columns, best first. Sources also put HTML and MIME into the text column.

    `("<p>Hi</p>", "")` -> `[Body("<p>Hi</p>", BodyForm.HTML)]`
    """
    plain, html = _column(text_column), _column(html_column)
    plain, inner_html = _mime_parts(plain) or (plain, "")
    html = html or inner_html
    inner_plain, html = _mime_parts(html) or ("", html)
    bodies = (_plain(plain or inner_plain), _html(html))
    if bodies[0].form is not BodyForm.PLAIN:
        bodies = (bodies[1], bodies[0])
    return [body for body in bodies if body.text]


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
    """Return True if the text has a comment, or HTML elements that are empty, closed or have attributes.

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
    """Return the first plain and the first HTML part of a MIME message; None if the text is no MIME message."""
    source = source[:_MIME_CHARACTERS]
    boundary = _first_boundary(source[:_PREAMBLE_CHARACTERS])
    if _begins_with_header(source) is None and boundary is None:
        return None
    try:
        message = message_from_bytes(source.encode("utf-8", "replace"))
        if _MIME_HEADERS.isdisjoint(map(str.lower, message.keys())):
            if boundary is None:
                return None
            # The parts came without the header of the message.
            head = f'Content-Type: multipart/mixed; boundary="{boundary[1].replace(chr(34), "")}"\n\n'
            message = message_from_bytes((head + source).encode("utf-8", "replace"))
        return _first_texts(message)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _first_texts(message: Message) -> tuple[str, str]:
    texts = {"text/plain": "", "text/html": ""}
    for part in _leaves(message):
        kind = part.get_content_type()
        if not texts.get(kind, "-") and part.get_content_disposition() != "attachment":
            texts[kind] = _column(_decoded(part))
    return texts["text/plain"], texts["text/html"]


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts of the message itself, without the parts of attached emails."""
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
    # A part without transfer encoding arrived as characters and is UTF-8 here, whatever charset it declares.
    for charset in (declared, "utf-8") if encoding in _ENCODED else ("utf-8", declared):
        try:
            return payload.decode(charset)
        except (LookupError, ValueError):
            continue
    return payload.decode("utf-8", "replace")
