"""Console on which text of strangers is only shown: it cannot send control characters to the terminal."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from gametape.text.inert import printable

_unprintable = re.compile(r"[^\x20-\x7e\n]")


class InertConsole(Console):
    """Console without markup, on which no text can send an escape sequence, change the direction of text or hide.

    Colors come from styles: `console.print("ok", style="green")`, or a `Text` with its own.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments to print, with control characters made visible; all output passes here."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=printable(segment.text))

    def render_str(self, text: str, **options: Any) -> Text:
        """Return a string as plain text, never as markup; rich measures table cells with this method."""
        return super().render_str(printable(text), **{**options, "markup": False, "emoji": False})

    def print_json(self, json: str | None = None, **_options: Any) -> None:
        """Print a JSON text on one line; characters that a terminal might obey are written as JSON escapes."""
        text = "".join(_escaped(json or ""))
        self.print(Text(text), soft_wrap=True)


def _escaped(json: str) -> Iterator[str]:
    end = 0
    for match in _unprintable.finditer(json):
        yield json[end : match.start()]
        yield match[0] if printable(match[0]) == match[0] else _escape(match[0])
        end = match.end()
    yield json[end:]


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
