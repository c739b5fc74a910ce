from collections import Counter
from pathlib import Path

import pytest

from gametape.analysis.measures.call_kinds import (
    LABELS,
    CallKind,
    KindFacts,
    content_of,
    kind_of,
    kind_of_title,
    phase_of,
    sentences_about,
)
from gametape.analysis.measures.speech import Speech
from gametape.queries.calls_and_emails import Side
from gametape.text.languages import language
from tests.builders.talks import DANA, RUIZ, talk_of

TITLES = Path(__file__).with_name("call_titles.tsv")


def known_calls() -> list[tuple[str, KindFacts]]:
    """Calls with their known kinds, written in the styles of many companies before the rules were."""
    rows = [line.split("\t") for line in TITLES.read_text("utf-8").splitlines()[1:]]
    return [
        (
            kind,
            KindFacts(
                title,
                is_internal=kind == "internal",
                place=int(place) if place else None,
                phase=phase_of(stage),
                has_engineer=engineer == "y",
            ),
        )
        for kind, title, place, stage, engineer in rows
    ]


def test_titles_of_many_companies() -> None:
    told = [(known, kind_of(facts).kind, facts.title) for known, facts in known_calls()]
    assert len(told) >= 120
    named = [row for row in told if row[1] != "unknown"]
    assert sum(known == kind for known, kind, _ in named) >= 0.97 * len(named), told
    # What no title tells stays unknown: "Legal & General <> Us" is no legal call.
    assert [row for row in told if row[0] == "unknown" and row[1] != "unknown"] == []
    assert Counter(known for known, _ in known_calls()).keys() == LABELS.keys()


def test_names_of_accounts_tell_nothing() -> None:
    assert kind_of_title("Pilot Travel / us") == "technical"
    assert kind_of_title("Pilot Travel / us", ["Pilot Travel"]) is None


def test_a_call_with_a_customer_is_not_internal() -> None:
    assert kind_of(KindFacts("Internal: prep", is_internal=True)).kind == "internal"
    assert kind_of(KindFacts("Internal: prep", place=4)).kind == "unknown"


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (KindFacts("Zoom", place=1, phase="early"), "discovery"),
        (KindFacts("Zoom", place=1, phase="paper"), "unknown"),
        (KindFacts("Zoom", place=3, content={"demo": 10, "technical": 2}), "demo"),
        (KindFacts("Zoom", place=3, content={"demo": 10, "technical": 10}), "unknown"),  # both speak for themselves
        (KindFacts("Zoom", place=3, content={"negotiation": 10}), "unknown"),
        (KindFacts("Zoom", place=3, phase="commercial", content={"negotiation": 10}), "negotiation"),
        (KindFacts("Zoom", place=3, content={"demo": 6}), "unknown"),
        (KindFacts("Zoom", place=3, content={"demo": 6}, has_engineer=True), "demo"),
        (KindFacts("Discovery with ops", place=3, content={"demo": 20}), "discovery"),  # the title comes first
    ],
)
def test_without_a_telling_title(facts: KindFacts, kind: CallKind) -> None:
    told = kind_of(facts)
    assert told.kind == kind
    assert told.how.endswith(".")


@pytest.mark.parametrize(
    ("stage", "phase"),
    [
        ("3 - Proposal/Price Quote", "commercial"),
        ("Vertrag", "paper"),
        ("Closed Won", "won"),
        ("Stage 2", None),
        (None, None),
    ],
)
def test_phases(stage: str | None, phase: str | None) -> None:
    assert phase_of(stage) == phase


def test_sentences_are_counted_by_side_and_kind() -> None:
    talk = talk_of(
        (DANA, ("Let me share my screen.", "As you can see, this view has it.", "Fine.")),
        (RUIZ, "What discount do you offer?"),
    )
    counts = sentences_about(Speech(talk.turns), language("en"))
    assert counts[Side.OURS] == {"about_demo": 2}
    assert counts[Side.THEIRS] == {"about_negotiation": 1}
    assert content_of(counts[Side.OURS], 1000)["demo"] == 2
    assert content_of(counts[Side.OURS], 100) == {}
    assert sentences_about(Speech(talk.turns), None)[Side.OURS] == {}
