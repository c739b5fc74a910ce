"""Extract the visible text of an HTML email."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from gametape.records.mail_marks import marks
from gametape.records.quoted_replies import is_forward

_ENOUGH = 8000  # characters of visible text at which reading stops, for emails of any size
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

_hides = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-(height|width)\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
).search
_font_size = re.compile(r"font-size\s*:\s*([\d.]+)", re.IGNORECASE).search
_blank = re.compile(r"\s+")
_blank_in_line = re.compile(r"[^\S\n]+")
# Addresses in angle brackets, which browsers take for unknown elements.
_not_a_tag = re.compile(r"<(?=[\w.+'-]{1,64}@|https?:|mailto:|www\.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HtmlText:
    """Visible text of an HTML document, in lines.

    Attributes:
        quoted: a quote that the email program marked was left out.
        uncertain: parts of the text may not be by the sender.
    """

    text: str
    quoted: bool
    uncertain: bool


def text_of_html(html: str, *, keep_lines: bool = False) -> HtmlText:
    """Extract the first visible characters of an HTML document, even if the document is broken.

    With `keep_lines`, line ends in the source are line ends of the text. The parser reports elements while it reads. No
    tree is built, so deep nesting costs nothing, and reading stops when there is enough text.
    """
    reader = _Reader(keep_lines=keep_lines)
    # The type stubs require a reader that accepts bytes, too; the parser passes text only.
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]
    source = _not_a_tag.sub("&lt;", html).encode("utf-8", "replace")
    try:
        for start in range(0, len(source), _CHUNK):
            parser.feed(source[start : start + _CHUNK])
            if reader.characters >= _ENOUGH:
                break
        parser.close()
    except etree.LxmlError:
        pass  # the rest is no HTML document: keep the text read so far
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
    """Receives the parser's events. `_zero` tells for each open element whether its font size is zero."""

    def __init__(self, *, keep_lines: bool) -> None:
        self.characters = 0
        self._blank = _blank_in_line if keep_lines else _blank
        self._uncertain = False
        self._stretches = [_Stretch(is_quote=False)]
        self._zero = [False]
        self._unseen_from = 0  # depth of the element at which hidden or quoted content began; 0 outside
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
            rest = attributes.get("id", "").lower() in marks().html.ids_from
            self._quote_from = 1 if rest else depth
            self._stretches.append(_Stretch(is_quote=True))
        # Without such a mark, a block quote can be an earlier email or a passage that the sender emphasizes.
        self._uncertain = self._uncertain or (tag == "blockquote" and not self._quote_from)
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
            # A quote is used only if there is no other text; its beginning is enough.
            text = text[: max(_ENOUGH - self._stretches[-1].characters, 0)]
        text = self._blank.sub(" ", text)
        self.characters += len(text.strip()) if not self._quote_from else 0
        self._add(text)

    def close(self) -> None:
        """Do nothing. The parser requires this method; `result` returns the text."""

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
        forwards = [each.is_quote and is_forward(each.text) for each in self._stretches]
        own = "".join(
            each.text for each, is_kept in zip(self._stretches, forwards, strict=True) if is_kept or not each.is_quote
        )
        if not own.strip():
            whole = _lines("".join(each.text for each in self._stretches))
            return HtmlText(whole, quoted=False, uncertain=bool(whole))
        left_out = any(
            each.is_quote and not is_kept and each.text.strip()
            for each, is_kept in zip(self._stretches, forwards, strict=True)
        )
        return HtmlText(_lines(own), quoted=left_out, uncertain=self._uncertain or any(forwards))


def _is_quote(tag: str, attributes: Mapping[str, str]) -> bool:
    html_marks = marks().html
    name = attributes.get("id", "").lower()
    classes = attributes.get("class", "").lower().split()
    if tag == "blockquote":
        is_cited = attributes.get("type", "").lower() in html_marks.blockquote_types
        if is_cited or not html_marks.blockquote_classes.isdisjoint(classes):
            return True
    is_named = (
        name in html_marks.ids or name in html_marks.ids_from or attributes.get("name", "").lower() in html_marks.names
    )
    return is_named or not html_marks.classes.isdisjoint(classes)


def _lines(text: str) -> str:
    return "\n".join(filter(None, (_blank.sub(" ", line).strip() for line in text.split("\n"))))
