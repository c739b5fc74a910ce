"""The verifier against forged quotes: the sets of `bench/quotes`, with what was measured on them."""

import pytest

from bench.quotes import FOLDER, read_trials, reason_against


@pytest.mark.parametrize("name", ["first", "second", "third", "fourth"])
def test_no_forged_quote_passes_and_hardly_an_honest_one_is_refused(name: str) -> None:
    trials = read_trials(FOLDER / f"{name}.tsv")
    forged = [trial for trial in trials if trial.label == "forged"]
    honest = [trial for trial in trials if trial.label == "honest"]
    assert [trial.quote for trial in forged if reason_against(trial) is None] == []
    refused = [trial.quote for trial in honest if reason_against(trial)]
    assert len(refused) <= 0.07 * len(honest), refused


def test_whole_sentences_that_nobody_takes_back_always_pass() -> None:
    trials = [trial for file in FOLDER.glob("*.tsv") for trial in read_trials(file)]
    whole = [trial for trial in trials if trial.label == "honest" and trial.kind in ("whole", "two")]
    assert [(trial.said, reason_against(trial)) for trial in whole if reason_against(trial)] == []
