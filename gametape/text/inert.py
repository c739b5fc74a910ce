"""Hostile text made harmless: what other people wrote is shown, and does nothing where it is shown.

Terminals obey control characters, readers are misled by marks of direction and by letters that nobody sees, and chat
windows load the images and follow the links of Markdown. `printable` is for any surface; `inert` is for assistants,
whose answers are rendered; `one_line` is for names, which are stored so.
"""

import html
import re
from collections.abc import Callable

import regex

from gametape.text.spelling import composed

_UNSEEN = regex.compile(r"[[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Cn}\uFE00-\uFE0D\U000E0100-\U000E01EF]--[\n\t]]", regex.V1)
_joiner = regex.compile(r"(?<=[\p{L}\p{M}\p{S}])[\u200c\u200d](?=[\p{L}\p{M}\p{S}])|[\u0600-\u0605\u06dd\u070f\u08e2]")
_selectors = re.compile("([\ufe0e\ufe0f])[\ufe0e\ufe0f]+")
_PADDING = "\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff\u2060"  # ordinary text has these by accident
_HIDDEN_MARK = "\ufffd"
_breaks = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_entity = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = (
    (re.compile(r"!(?=\[)"), "! "),  # an image
    (re.compile(r"\](?=[(\[:])"), "] "),  # a link, and the address of one
    (re.compile(r"<(?=[A-Za-z/!?])"), "< "),  # HTML, and an address in brackets
    (re.compile(r"(?<=\w):(?=//)"), "[:]"),  # an address that chat windows make a link of
    (re.compile(r"\bwww\.", re.IGNORECASE), "www[.]"),
)


def visible(text: str) -> str:
    """The text without what cannot be seen: zero width, bidirectional and tag characters, controls, lone halves."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def printable(text: str) -> str:
    """The text with a visible sign for each control character and each run of hidden ones.

    A terminal's escape becomes `␛`. Joiners between letters stay; padding goes without a sign.
    """
    if text.isprintable() and not _selectors.search(text):
        return text  # Python calls no control, mark of direction or hidden letter printable
    shown = _replaced(text, _sign)
    return re.sub(f"{_HIDDEN_MARK}+", _HIDDEN_MARK, _selectors.sub(r"\1", shown))


def inert(text: str) -> str:
    """As `printable`, and nothing in it is an image, a link or markup to whoever renders it as Markdown or HTML.

    `![x](https://a.example)` -> `! [x] (https[:]//a.example)`
    """
    shown = printable(text)
    for pattern, instead in _MARKUP:
        shown = pattern.sub(instead, shown)
    return shown


def one_line(text: str) -> str:
    """A name, title or subject as it is stored: entities decoded once, composed, on one line, nothing hidden in it."""
    decoded = _entity.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text
    return composed(_replaced(_breaks.sub(" ", decoded), lambda _: "")).strip()


def _replaced(text: str, sign: Callable[[str], str]) -> str:
    """The text with a sign for each character that cannot be seen, but for joiners between letters."""
    joiners = {match.start() for match in _joiner.finditer(text)}
    return _UNSEEN.sub(lambda match: match[0] if match.start() in joiners else sign(match[0]), text)


def _sign(hidden: str) -> str:
    if hidden < " ":
        return chr(0x2400 + ord(hidden))
    if hidden == "\x7f":
        return "\u2421"
    return "" if hidden in _PADDING else _HIDDEN_MARK
