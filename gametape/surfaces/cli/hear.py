"""Command `gametape hear`: classifies given sentences with the hearing model."""

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
    """Line of stdin: a sentence, its speaker's side, and the sentences before and after it."""

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
                sys.stdout.write(json.dumps({"heard": [_as_data(act) for act in heard]}) + "\n")
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


def _as_data(act: Heard) -> dict[str, str | float | None]:
    return {"kind": act.kind, "detail": act.detail, "probability": act.probability}


def _in_words(heard: Iterable[Heard]) -> str:
    lines = [f"{act.kind}{f' ({act.detail})' if act.detail else ''}, {act.probability:.0%}" for act in heard]
    return "\n".join(lines) or "No match that the model is confident about."
