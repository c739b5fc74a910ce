"""Try forged and honest quotes on the verifier: `python -m bench.quotes [FILE.tsv ...] [--json] [--failures]`.

Each row of `bench/quotes/*.tsv` is a stretch of talk and a quote from its first turn. A forged quote changes what was
said: it cuts a negation, a condition, somebody else's opinion, a question mark or a number, or was taken back.
`first.tsv` was written before the verifier was, each other set after it was finished, to measure it. The last line is a
JSON object.
"""

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from gametape.analysis.evidence.claims import NotSaid, Quote, verify
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn, Voice
from gametape.store.turns import Turn

FOLDER = Path(__file__).with_name("quotes")
_CALL = UUID("5c000000-0000-4000-8000-000000000042")
_VOICES = {
    "T": Voice(1, "Ana Ruiz", "ruiz@northwind.example", Side.THEIRS),
    "O": Voice(2, "Dana Okafor", "dana@lumen.example", Side.OURS),
}


class Trial(NamedTuple):
    """Quote on trial: `label` is forged or honest, `said` the turns, divided by `||`, each with its speaker."""

    label: str
    kind: str
    said: str
    quote: str


def read_trials(file: Path) -> list[Trial]:
    """Read the rows of a file."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [Trial(*row) for row in rows]


def talk_of_trial(said: str) -> CallTalk:
    """Build the call of a trial."""
    turns = []
    for number, line in enumerate(said.split("||")):
        who, text = line.strip().split(": ", 1)
        turn = Turn(who, number * 10_000, number * 10_000 + 9_000, (text,))
        turns.append(SpeakerTurn(number, turn, _VOICES[who]))
    return CallTalk(_CALL, datetime(2026, 11, 2, tzinfo=UTC), "en", is_internal=False, turns=tuple(turns), hash=b"")


def reason_against(trial: Trial) -> str | None:
    """Return the verifier's reason to refuse a quote; None if it passes."""
    try:
        verify(Quote(_CALL, 0, trial.quote, side=Side.THEIRS), talk_of_trial(trial.said))
    except NotSaid as refused:
        return refused.why.value
    return None


def tally(trials: list[Trial]) -> dict[str, dict[str, list[int]]]:
    """Count, by label and kind, the quotes tried and the quotes that passed."""
    counted: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for trial in trials:
        tried = counted[trial.label][trial.kind]
        tried[0] += 1
        tried[1] += reason_against(trial) is None
    return counted


def _lines(name: str, trials: list[Trial], *, failures: bool) -> Iterator[str]:
    for label, kinds in tally(trials).items():
        tried, passed = (sum(count[at] for count in kinds.values()) for at in (0, 1))
        yield f"{name:12} {label:7} {passed:3} of {tried:3} pass"
        yield from (f"{'':12} {'':7} {passed:3} of {tried:3}  {kind}" for kind, (tried, passed) in kinds.items())
    for trial in trials if failures else ():
        against = reason_against(trial)
        if (against is None) == (trial.label == "forged"):
            yield f"  {trial.label} {trial.kind}: {trial.said} -> {trial.quote} ({against or 'passed'})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--failures", action="store_true", help="list what the verifier got wrong")
    arguments = parser.parse_args()
    sets = {file.stem: read_trials(file) for file in arguments.files or sorted(FOLDER.glob("*.tsv"))}
    for name, trials in sets.items():
        for line in () if arguments.json else _lines(name, trials, failures=arguments.failures):
            print(line)
    print(json.dumps({name: tally(trials) for name, trials in sets.items()}))


if __name__ == "__main__":
    main()
