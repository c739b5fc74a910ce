"""`gametape hear`: sentences of one's own."""

import json

from typer.testing import CliRunner

from gametape.surfaces.cli import app

RUNNER = CliRunner()
DEAR = "That is too expensive for us."


def test_lines_of_json_are_answered_line_by_line() -> None:
    lines = [{"text": DEAR, "side": "theirs", "before": None}, {"text": "Hello."}, {"text": DEAR, "side": "ours"}]
    done = RUNNER.invoke(app, ["hear", "--json"], input="\n".join(map(json.dumps, lines)) + "\n\n")
    assert done.exit_code == 0, done.output
    first, second, third = (json.loads(line)["heard"] for line in done.stdout.splitlines())
    assert (first[0]["kind"], first[0]["detail"]) == ("objection", "price")
    assert 0.5 < first[0]["probability"] <= 1
    assert second == third == []


def test_a_sentence_on_the_command_line_is_told_in_words() -> None:
    assert "objection (price)" in RUNNER.invoke(app, ["hear", DEAR]).stdout
    assert "No match" in RUNNER.invoke(app, ["hear", "Hello there."]).stdout


def test_a_line_that_cannot_be_read_is_named() -> None:
    done = RUNNER.invoke(app, ["hear", "--json"], input='{"text": "Hi"}\n{"side": "theirs"}\n')
    assert done.exit_code == 1
    assert "Line 2 is not valid: text" in done.output
