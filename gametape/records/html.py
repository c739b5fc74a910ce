"""The visible text of an HTML mail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from gametape.records.quotes import is_forward

_ENOUGH = 8000  # characters: the reader stops there, whatever the size of the mail
_CHUNK = 16 * 1024
_STYLE_CHARACTERS = 2000

# fmt: off
_UNSEEN = frozenset((
    "head", "title", "style", "script", "noscript", "template", "object", "embed", "svg", "math", "select", "textarea",
    "audio", "video", "iframe",
))
_LINES = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
))
# fmt: on
_CELLS = frozenset(("td", "th"))

# How mail programs mark what they quote: by class, by id, and by an id behind which all is quoted.
_QUOTE_CLASSES = frozenset(("gmail_attr", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "zmail_extra"))
_QUOTE_IDS = frozenset(("olk_src_body_section", "mail-editor-reference-message-container"))
_QUOTE_FROM_IDS = frozenset(("appendonsend", "divrplyfwdmsg"))

_hides = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-(height|width)\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
).search
_font_size = re.compile(r"font-size\s*:\s*([\d.]+)", re.IGNORECASE).search
_blank = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class HtmlText:
    """Visible text in lines; `quoted`: text that the mail program marks as quoted was left out."""

    text: str
    quoted: bool


def text_of_html(html: str) -> HtmlText:
    """The first visible characters of an HTML document, however broken that is.

    The parser hands over elements as it comes across them: no tree is built, so nesting costs nothing, and reading
    stops when there is enough.
    """
    reader = _Reader()
    # The stubs want a reader to take bytes as well; the parser hands over text.
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]
    source = html.encode("utf-8", "replace")
    try:
        for start in range(0, len(source), _CHUNK):
            parser.feed(source[start : start + _CHUNK])
            if reader.characters >= _ENOUGH:
                break
        parser.close()
    except etree.LxmlError:
        pass  # nothing in it that the parser takes for a document: what was read until then is all there is
    return reader.result()


@dataclass(slots=True)
class _Stretch:
    is_quote: bool
    parts: list[str] = field(default_factory=list)
    characters: int = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)


class _Reader:
    """Takes the parser's events. `_zero` says for each open element whether its font has no size."""

    def __init__(self) -> None:
        self.characters = 0
        self._stretches = [_Stretch(is_quote=False)]
        self._zero = [False]
        self._unseen_from = 0  # the depth at which something unseen or quoted began, 0 when outside
        self._quote_from = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        style = attributes.get("style", "")[:_STYLE_CHARACTERS]
        size = _font_size(style) if style else None
        self._zero.append(self._zero[-1] if size is None else not size[1].strip("0."))
        depth = len(self._zero)
        if self._unseen_from:
            return
        if tag in _UNSEEN or "hidden" in attributes or (style and _hides(style)):
            self._unseen_from = depth
        elif not self._quote_from and attributes and _is_quote(tag, attributes):
            rest = attributes.get("id", "").lower() in _QUOTE_FROM_IDS
            self._quote_from = 1 if rest else depth
            self._stretches.append(_Stretch(is_quote=True))
        self._break(tag)

    def end(self, tag: str) -> None:
        depth = len(self._zero)
        if depth > 1:
            self._zero.pop()
        self._break(tag)
        if self._unseen_from == depth:
            self._unseen_from = 0
        if self._quote_from == depth:
            self._quote_from = 0
            self._stretches.append(_Stretch(is_quote=False))

    def data(self, text: str) -> None:
        if self._unseen_from or self._zero[-1]:
            return
        if self._quote_from:
            # A quote is only needed where there is nothing else: its beginning does.
            text = text[: max(_ENOUGH - self._stretches[-1].characters, 0)]
        text = _blank.sub(" ", text)
        self.characters += len(text.strip()) if not self._quote_from else 0
        self._add(text)

    def close(self) -> None:
        """The parser asks for a result here; `result` gives it."""

    def _break(self, tag: str) -> None:
        if tag in _LINES:
            self._add("\n")
        elif tag in _CELLS:
            self._add(" ")

    def _add(self, text: str) -> None:
        stretch = self._stretches[-1]
        if stretch.parts[-1:] != ["\n"] or text != "\n":
            stretch.parts.append(text)
            stretch.characters += len(text)

    def result(self) -> HtmlText:
        texts = [(each.text, each.is_quote and not is_forward(each.text)) for each in self._stretches]
        own = "".join(text for text, is_quote in texts if not is_quote)
        if own.strip():
            return HtmlText(_lines(own), quoted=any(is_quote and text.strip() for text, is_quote in texts))
        return HtmlText(_lines("".join(text for text, _ in texts)), quoted=False)


def _is_quote(tag: str, attributes: Mapping[str, str]) -> bool:
    name = attributes.get("id", "").lower()
    classes = attributes.get("class", "").lower().split()
    if tag == "blockquote" and ("gmail_quote" in classes or attributes.get("type", "").lower() == "cite"):
        return True
    return name in _QUOTE_IDS or name in _QUOTE_FROM_IDS or not _QUOTE_CLASSES.isdisjoint(classes)


def _lines(text: str) -> str:
    return "\n".join(filter(None, (_blank.sub(" ", line).strip() for line in text.split("\n"))))
