"""Kind of a call: told from its title, else from its content and place in the deal, else unknown.

A kind is told only where something speaks for it: rubrics and comparisons go by it, so a wrong kind is worse than none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict

from gametape.analysis.measures.speech import Speech
from gametape.analysis.measures.trackers import Tracker, Trackers
from gametape.files import read_toml
from gametape.queries.calls_and_emails import Side
from gametape.text.languages import Language, Part, part_files
from gametape.text.phrases import contains_phrase, spaced_words

CallKind = Literal[
    "intro",
    "discovery",
    "demo",
    "technical",
    "negotiation",
    "legal",
    "check_in",
    "onboarding",
    "renewal",
    "internal",
    "unknown",
]
Phase = Literal["early", "evaluation", "commercial", "paper", "won", "renewal"]

PHASES: tuple[Phase, ...] = get_args(Phase)

LABELS: Mapping[CallKind, str] = {
    "intro": "intro calls",
    "discovery": "discovery calls",
    "demo": "demos",
    "technical": "technical and security calls",
    "negotiation": "pricing and negotiation calls",
    "legal": "procurement and legal calls",
    "check_in": "check-ins",
    "onboarding": "kickoffs and onboarding",
    "renewal": "renewal calls",
    "internal": "internal calls",
    "unknown": "calls of unknown kind",
}
"""Names of the kinds for people, in the plural."""

METRIC = "about_"
"""Beginning of the metrics of `call_metrics` that count, by kind, the sentences with a phrase of that kind."""

TALKED_OF: tuple[CallKind, ...] = ("demo", "technical", "negotiation", "legal", "onboarding")
"""Kinds that the content of a call can tell."""

LEAST_WORDS = 400
"""Fewest words of a call by whose content a kind is told."""

_HINT = "See gametape/text/languages/en/call_kinds.toml for the format."

_LEAST_RATES: Mapping[CallKind, float] = {
    "demo": 8.0,
    "technical": 9.0,
    "negotiation": 13.0,
    "legal": 7.0,
    "onboarding": 7.0,
}
"""Fewest sentences with a phrase of the kind, per 1,000 words of the call."""

_MARGIN = 1.4
"""Ratio by which the kind must exceed its least rate more than any other kind does."""

_STAGES: Mapping[Phase, tuple[CallKind, ...]] = {
    "evaluation": ("demo", "technical"),
    "commercial": ("negotiation",),
    "paper": ("negotiation", "legal"),
    "won": ("onboarding",),
}
"""Kinds that are usual in a phase of a deal: there a lower rate of phrases tells them."""

_USUAL = 0.7
"""Share of the least rate that is enough for a kind that the stage or the people on the call suggest."""


class ToldKind(NamedTuple):
    """Kind of a call, and how it was told, as a sentence."""

    kind: CallKind
    how: str


@dataclass(frozen=True, slots=True)
class KindFacts:
    """Facts of a call that tell its kind.

    `place`: 1 for the first customer call of the deal; None without a deal. `content`: sentences with a phrase of a
    kind, per 1,000 words; empty if not measured, or fewer than `LEAST_WORDS` words.
    """

    title: str | None = None
    accounts: Sequence[str] = ()
    is_internal: bool = False
    place: int | None = None
    phase: Phase | None = None
    has_engineer: bool = False
    content: Mapping[str, float] = field(default_factory=dict)


class _Phrases(BaseModel):
    """Phrases of a language's `call_kinds.toml`: by kind in titles and talk, by phase in the names of stages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    titles: dict[CallKind, tuple[str, ...]]
    talk: dict[CallKind, tuple[str, ...]]
    stages: dict[Phase, tuple[str, ...]]


def kind_of(facts: KindFacts) -> ToldKind:
    """Tell the kind of a call by the first of these that tells one: people, title, content, place in the deal."""
    told = _by_title(facts) or _by_content(facts) or _by_place(facts)
    return told or ToldKind("unknown", "Neither the title nor the conversation tells the kind of call.")


def _by_title(facts: KindFacts) -> ToldKind | None:
    if facts.is_internal:
        return ToldKind("internal", "No customer on the call.")
    kind = kind_of_title(facts.title, facts.accounts)
    if kind == "internal":  # a customer is on the call, whatever the title says
        return ToldKind("unknown", "The title says internal, but a customer is on the call.")
    return ToldKind(kind, "From the title.") if kind else None


def _by_place(facts: KindFacts) -> ToldKind | None:
    if facts.phase == "renewal":
        return ToldKind("renewal", "From the stage of the deal on that day.")
    if facts.place == 1 and facts.phase in (None, "early", "evaluation"):
        return ToldKind("discovery", "First customer call of the deal.")
    return None


def kind_of_title(title: str | None, accounts: Sequence[str] = ()) -> CallKind | None:
    """Tell the kind of a call by its title; None if no phrase does. Names of the deal's accounts are left out."""
    words = spaced_words(title or "")
    for account in filter(str.strip, map(spaced_words, accounts)):
        words = words.replace(account, " . ")
    return next((kind for kind, phrases in _titles().items() if contains_phrase(words, phrases)), None)


def phase_of(stage: str | None) -> Phase | None:
    """Tell the phase of a deal by the name of its stage, the latest phase that the name has a word of; else None."""
    words = spaced_words(stage or "").split()
    matching = [phase for phase, known in _stages().items() if any(_matches(words, word) for word in known)]
    return max(matching, key=PHASES.index, default=None)


def sentences_about(speech: Speech, language: Language | None) -> dict[Side, dict[str, float | None]]:
    """Count by side and kind the sentences with a phrase of the kind, under the names of metrics (`about_demo`)."""
    counts: dict[Side, Counter[str]] = {side: Counter() for side in Side}
    trackers = language and _talk(language.code)
    if trackers:
        for kind, sentences in trackers.find(speech).items():
            for sentence in sentences:
                counts[sentence.said.voice.side][f"{METRIC}{kind}"] += 1
    return {side: dict(found) for side, found in counts.items()}


def content_of(counts: Mapping[str, Any], words: float) -> dict[str, float]:
    """Return the sentences about each kind per 1,000 words, from metrics of a call; empty for fewer than `LEAST_WORDS`.

    >>> content_of({"about_demo": 4}, 1000)["demo"]
    4.0
    """
    if words < LEAST_WORDS:
        return {}
    return {kind: 1000 * counts.get(f"{METRIC}{kind}", 0) / words for kind in TALKED_OF}


def _by_content(facts: KindFacts) -> ToldKind | None:
    """Tell the kind whose phrases are frequent enough, and clearly more so than those of the other kinds."""
    usual = _STAGES.get(facts.phase, ()) if facts.phase else ()
    if facts.has_engineer:
        usual = (*usual, "demo", "technical")
    above = sorted(
        (
            (facts.content.get(kind, 0.0) / (_LEAST_RATES[kind] * (_USUAL if kind in usual else 1)), kind)
            for kind in TALKED_OF
        ),
        reverse=True,
    )
    (most, kind), (second, _) = above[:2]
    is_clear = most >= 1 and most >= _MARGIN * second
    return ToldKind(kind, "From what was talked about.") if is_clear else None


@cache
def _read() -> dict[str, _Phrases]:
    return {file.parent.name: read_toml(_Phrases, file, hint=_HINT) for file in part_files(Part.CALL_KINDS)}


@cache
def _titles() -> dict[CallKind, tuple[str, ...]]:
    """Phrases of titles in all languages, by kind in the order of the English file."""
    return {
        kind: tuple(spaced_words(phrase) for read in _read().values() for phrase in read.titles.get(kind, ()))
        for kind in _read()["en"].titles
    }


@cache
def _stages() -> dict[Phase, tuple[str, ...]]:
    return {phase: tuple(word for read in _read().values() for word in read.stages.get(phase, ())) for phase in PHASES}


@cache
def _talk(code: str) -> Trackers | None:
    known = _read().get(code)
    if known is None:
        return None
    return Trackers([Tracker(name=kind, phrases=phrases) for kind, phrases in known.talk.items()], frozenset())


def _matches(words: Sequence[str], known: str) -> bool:
    if " " in known:
        return f" {known} " in f" {' '.join(words)} "
    if known.endswith("*"):
        return any(word.startswith(known[:-1]) for word in words)
    return known in words
