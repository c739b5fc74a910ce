"""The numbers that signals are judged by, ours and a deployment's own."""

from pathlib import Path

import pytest

from gametape.analysis.signals.thresholds import SHIPPED, deciders, thresholds
from gametape.errors import BadSettings
from gametape.queries.signals import SignalName


def test_every_signal_has_its_rule() -> None:
    assert set(thresholds().rules) == set(SignalName)


def test_a_stage_may_have_numbers_of_its_own() -> None:
    rule = thresholds().rules[SignalName.NO_ACTIVITY]
    assert rule.at("5. Negotiation")["days"] < rule.at("4. Evaluation")["days"] == rule.at(None)["days"]


def test_a_stage_stands_where_its_words_say() -> None:
    places = [
        thresholds().position_of(name) for name in ("1. Qualify", "Needs Analysis", "Proposal/Quote", "Negotiation")
    ]
    assert places == sorted(places, key=lambda place: place or 0)
    assert (places[0], places[-1], thresholds().position_of("Phase 7")) == (0, 1, None)


@pytest.mark.parametrize("title", ["CFO", "Finance Director", "VP, Sales EMEA", "Chief of Staff", "Geschäftsführerin"])
def test_who_decides(title: str) -> None:
    assert deciders().decides(title)


@pytest.mark.parametrize(
    "title", ["IT Lead", "Assistant to the CFO", "Art Director", "Product Owner", "Planner", "", None]
)
def test_who_does_not(title: str | None) -> None:
    assert not deciders().decides(title)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("days = 10\nmails = 2", "days = 10"), "ghosted.mails"),
        (("[overdue]", "[over_due]"), "over_due"),
        (('severity = "low"', 'severity = "awful"'), "single_threaded.severity"),
        (("[usual_days]", "[usual]"), "usual"),
        (("times = 1.5", "times = = 1"), "line"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_where(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(SHIPPED.read_text().replace(*change))
    with pytest.raises(BadSettings, match=named):
        thresholds(file)


def test_a_file_of_ones_own_counts(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(SHIPPED.read_text().replace("days = 14", "days = 7"))
    assert thresholds(file).rules[SignalName.NO_ACTIVITY].values["days"] == 7
    assert thresholds(file).fingerprint != thresholds().fingerprint


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="nowhere"):
        thresholds(tmp_path / "nowhere.toml")
