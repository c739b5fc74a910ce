"""Make hostile text harmless: text by other people is shown without any effect on the place where it is shown.

Terminals obey control characters, direction marks and invisible letters mislead readers, and chat windows load images
and follow links in Markdown. `printable` is for all surfaces; `inert` is for assistants, whose answers are rendered;
`one_line` is for names and titles before they are stored.
"""

import html
import re
from collections.abc import Callable

import regex

from gametape.text.spelling import composed

_UNSEEN = regex.compile(r"[[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Cn}\uFE00-\uFE0D\U000E0100-\U000E01EF]--[\n\t]]", regex.V1)
_joiner = regex.compile(r"(?<=[\p{L}\p{M}\p{S}])[\u200c\u200d](?=[\p{L}\p{M}\p{S}])|[\u0600-\u0605\u06dd\u070f\u08e2]")
_selectors = re.compile("([\ufe0e\ufe0f])[\ufe0e\ufe0f]+")
_PADDING = "\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff\u2060"  # occur in ordinary text by accident
_HIDDEN_MARK = "\ufffd"
_breaks = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_entity = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = (
    (re.compile(r"!(?=\[)"), "! "),  # an image
    (re.compile(r"\](?=[(\[:])"), "] "),  # a link, or the definition of a link
    (re.compile(r"<(?=[A-Za-z/!?])"), "< "),  # HTML, or an address in angle brackets
    (re.compile(r"(?<=\w):(?=//)"), "[:]"),  # a URL that chat windows turn into a link
    (re.compile(r"\bwww\.", re.IGNORECASE), "www[.]"),
)


def visible(text: str) -> str:
    """Remove invisible characters: zero width, bidirectional, tag and control characters, lone surrogates."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def hidden_characters(text: str) -> list[str]:
    """List the invisible characters of a text, in order, as often as they occur."""
    return [str(each) for each in _UNSEEN.findall(text)]


def printable(text: str) -> str:
    """Replace each control character and each run of invisible characters by a visible sign.

    A terminal's escape becomes `␛`. Joiners between letters stay; padding is removed without a sign.
    """
    if text.isprintable() and not _selectors.search(text):
        return text  # no control character, direction mark or invisible letter is printable in Python
    shown = _replaced(text, _sign)
    return re.sub(f"{_HIDDEN_MARK}+", _HIDDEN_MARK, _selectors.sub(r"\1", shown))


def inert(text: str) -> str:
    """Make text printable, and break images, links and markup, so that Markdown or HTML renders none of them.

    `![x](https://a.example)` -> `! [x] (https[:]//a.example)`
    """
    shown = printable(text)
    for pattern, instead in _MARKUP:
        shown = pattern.sub(instead, shown)
    return shown


def one_line(text: str) -> str:
    """Return a name, title or subject as it is stored: entities decoded once, composed, one line, nothing invisible."""
    if text.isascii() and text.isprintable() and "&" not in text:
        return text.strip()  # most names: nothing to decode, compose or remove
    decoded = _entity.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text
    return composed(_replaced(_breaks.sub(" ", decoded), lambda _: "")).strip()


def _replaced(text: str, sign: Callable[[str], str]) -> str:
    """Replace each invisible character by a sign, except joiners between letters."""
    joiners = {match.start() for match in _joiner.finditer(text)}
    return _UNSEEN.sub(lambda match: match[0] if match.start() in joiners else sign(match[0]), text)


def _sign(hidden: str) -> str:
    if hidden < " ":
        return chr(0x2400 + ord(hidden))
    if hidden == "\x7f":
        return "\u2421"
    return "" if hidden in _PADDING else _HIDDEN_MARK
