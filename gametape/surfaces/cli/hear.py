"""`gametape hear`: what sentences of one's own do, as the hearing model tells it."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from gametape.analysis.hearing.hear import Heard, Speaker, hear
from gametape.errors import BadRequest
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson

Sentence = Annotated[
    str | None, typer.Argument(metavar="SENTENCE", help="Sentence to classify; without it, JSON lines on stdin.")
]
SideOption = Annotated[str, typer.Option("--side", help="Speaker's side: theirs (the customer) or ours.")]


class HearLine(BaseModel):
    """One line of stdin."""

    model_config = ConfigDict(extra="forbid")

    text: str
    side: Speaker = "theirs"
    before: str | None = None
    after: str | None = None


@app.command("hear")
def hear_command(sentence: Sentence = None, *, side: SideOption = "theirs", as_json: AsJson = False) -> None:
    """Classify a sentence: objection, pain, commitment and so on.

    Without SENTENCE, reads JSON lines with "text", "side", "before" and "after" from stdin and prints a line for each.
    """
    with speaking():
        lines = _read(sys.stdin) if sentence is None else [_parsed(json.dumps({"text": sentence, "side": side}), 1)]
        for line in lines:
            heard = hear(line.text, line.side, line.before or "", line.after or "")
            if as_json or sentence is None:
                sys.stdout.write(json.dumps({"heard": [found._asdict() for found in heard]}) + "\n")
            else:
                out.print(_in_words(heard), markup=False, highlight=False)


def _read(lines: Iterable[str]) -> Iterator[HearLine]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _parsed(line, number)


def _parsed(line: str, number: int) -> HearLine:
    try:
        return HearLine.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "line"
        raise BadRequest(
            f"Line {number} is not valid: {where}: {first['msg']}.",
            hint='Example of a line: {"text": "It is too expensive.", "side": "theirs"}.',
        ) from None


def _in_words(heard: Iterable[Heard]) -> str:
    told = [f"{found.kind}{f' ({found.detail})' if found.detail else ''}, {found.probability:.0%}" for found in heard]
    return "\n".join(told) or "No match that the model is confident about."
