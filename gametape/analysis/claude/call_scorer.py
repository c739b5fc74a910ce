"""The scorer that asks Claude, bounded by what was said: no words of the person that bear it out, no points.

What a clock or a count can tell (talk ratio, pauses, fillers) it takes from the same readings as the local scorer. For
the rest Claude gives a level with quotes. Quotes are looked up, and a check of our own (scoring/quote_support.py) says
which of them are about the criterion; those bound the level, whatever made Claude give it.
docs/decisions/0108-levels-bounded-by-quotes.md, docs/decisions/0130-quotes-that-bear-out-a-criterion.md
"""

import json
import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.claude.client import AnswerForm, Claude, Question
from gametape.analysis.claude.data import block, turns
from gametape.analysis.claude.output_guard import unfit
from gametape.analysis.claude.prompts import prompt
from gametape.analysis.claude.quote_check import CORRECTION, Claimed, TurnQuote, prove
from gametape.analysis.evidence.claims import Evidence, Ledger, stored
from gametape.analysis.judgements import JudgementKey, NewJudgement, keep_judgement, read_judgement
from gametape.analysis.scoring.basis import basis_of, calculation
from gametape.analysis.scoring.call_view import Measurement, Readings
from gametape.analysis.scoring.local_scorer import LEAST_WEIGHT
from gametape.analysis.scoring.quote_support import BEST, highest_level, supporting_quotes
from gametape.analysis.scoring.readings import read
from gametape.analysis.scoring.rubrics import Criterion, Rubric
from gametape.analysis.scoring.scorer import Measures, NextTime, Rep, ScoredCriterion, ScoredDimension
from gametape.errors import Skip
from gametape.queries.scores import Origin
from gametape.queries.talk import CallTalk
from gametape.records.identity import derived_id
from gametape.settings import Settings
from gametape.text.plurals import count

PROMPT = prompt("score_call")
CODE = 2
"""Goes up when the same answers score differently."""

COUNTED = frozenset((
    "talk_ratio", "longest_turn_seconds", "patience_seconds", "interactivity_per_hour", "customer_story_seconds",
    "objection_answer_seconds", "fillers_per_100_words", "figures_per_1000_words",
))  # fmt: skip
"""Measures that a clock or a count tells better than a reader."""

_QUOTES = 2
_LONGEST_WHY = 200
_UNSHOWN = "No quote on the call supports it."
_NOTHING = "Nothing on this call to score."


class _Judged(AnswerForm):
    criterion: str
    level: int = Field(ge=0, le=BEST)
    nothing_to_judge: bool
    quotes: list[TurnQuote]
    why: str


class Judgement(AnswerForm):
    """What Claude answers on one dimension."""

    criteria: list[_Judged]


class _Held(BaseModel):
    model_config = ConfigDict(frozen=True)

    level: int
    nothing_to_judge: bool
    why: str
    evidence: tuple[Evidence, ...] = ()


class Held(BaseModel):
    """What of a judgement stands, by criterion."""

    model_config = ConfigDict(frozen=True)

    criteria: dict[str, _Held]


class ClaudeScorer:
    """A `Scorer`. What it asked is kept by call, person and dimension, and never paid for twice."""

    name: Origin = "claude"

    def __init__(self, claude: Claude, engine: sa.Engine) -> None:
        self._claude = claude
        self._engine = engine
        self.ledger = Ledger()
        """Of all quotes that were claimed since."""

    @property
    def version(self) -> str:
        """Of model, prompts, form and code."""
        return version_of(self._claude.settings)

    def score(self, talk: CallTalk, metrics: Measures, rubric: Rubric, rep: Rep) -> ScoredDimension:
        """The score, with the criteria of the rubric in their order.

        Raises:
            MoneySpent, ModelUnavailable, BadSettings: see `Claude.ask`; what was asked by then is kept.
        """
        try:
            held = self._kept(talk, rubric, rep) or self.hold(
                talk, rubric, rep, self._claude.ask(question_on(talk, rubric, rep))
            )
        except Skip as error:
            return _unscored(rubric, f"Claude could not analyze this call: {error}")
        readings = read(talk, metrics, rep)
        return _scored(rubric, held, readings)

    def is_kept(self, talk: CallTalk, rubric: Rubric, rep: Rep) -> bool:
        """Whether scoring this costs nothing."""
        return self._kept(talk, rubric, rep) is not None

    def hold(self, talk: CallTalk, rubric: Rubric, rep: Rep, answer: Judgement) -> Held:
        """What of an answer stands, kept for the next time."""
        ledger = Ledger()
        claimed = [Claimed(quote.turn, quote.quote) for one in answer.criteria for quote in one.quotes[:_QUOTES]]
        proven = iter(prove(claimed, talk, ledger, self._claude))
        held: dict[str, _Held] = {}
        for one in answer.criteria:
            evidence = tuple(filter(None, [next(proven) for _ in one.quotes[:_QUOTES]]))
            held.setdefault(one.criterion, _bounded(one, evidence, talk, rep))
        kept = Held(criteria=held)
        self._keep(talk, rubric, rep, kept, ledger)
        self.ledger.add(ledger)
        return kept

    def _kept(self, talk: CallTalk, rubric: Rubric, rep: Rep) -> Held | None:
        with self._engine.connect() as connection:
            known = read_judgement(connection, self._key(talk, rubric, rep), self._hash(talk, rubric, rep))
        return None if known is None else stored(Held, known.body)

    def _keep(self, talk: CallTalk, rubric: Rubric, rep: Rep, held: Held, ledger: Ledger) -> None:
        made = NewJudgement(
            key=self._key(talk, rubric, rep),
            input_hash=self._hash(talk, rubric, rep),
            body=held.model_dump(mode="json"),
            ledger=ledger.model_dump(mode="json"),
            model=self._claude.settings.llm_model,
            prompt_version=PROMPT.label,
        )
        with self._engine.begin() as connection:
            keep_judgement(connection, made)

    def _key(self, talk: CallTalk, rubric: Rubric, rep: Rep) -> JudgementKey:
        kind = f"judgement:{derived_id('person', rep.email).hex}:{rubric.dimension}"
        return JudgementKey("call", str(talk.call_id), kind, "claude")

    def _hash(self, talk: CallTalk, rubric: Rubric, rep: Rep) -> bytes:
        parts = f"{self.version}\x1f{rep.role}\x1f{rubric.fingerprint.hex()}".encode()
        return blake2b(parts, key=talk.hash[:64], digest_size=16).digest()


def version_of(settings: Settings) -> str:
    """Of what judges with these settings."""
    form = json.dumps(Judgement.model_json_schema(), sort_keys=True)
    parts = (str(CODE), settings.llm_model, settings.llm_effort, PROMPT.fingerprint, CORRECTION.fingerprint, form)
    return f"claude/{blake2b(chr(31).join(parts).encode(), digest_size=8).hexdigest()}"


def question_on(talk: CallTalk, rubric: Rubric, rep: Rep) -> Question[Judgement]:
    """The call first, kept at the API for the other dimensions; then what is asked of it.

    Raises:
        TextTooLong: nobody talks that much.
    """
    who = sorted({said.voice.number for said in talk.turns if (said.voice.email or "").lower() in rep.addresses})
    head: dict[str, Any] = {"who": who, "role": rep.role, "dimension": rubric.dimension, "about": rubric.about}
    asked = [{"criterion": one.name, "looks_for": one.ask} for one in rubric.criteria if one.measure not in COUNTED]
    return Question(PROMPT, Judgement, turns(talk), then=block("rubric", [head, *asked]), again=True)


def _bounded(one: _Judged, evidence: Sequence[Evidence], talk: CallTalk, rep: Rep) -> _Held:
    """As claimed, with quotes that were said; without the person's own words nothing is left of it."""
    own = [quote for quote in evidence if (talk.turns[quote.turn].voice.email or "").lower() in rep.addresses]
    names = {part for said in talk.turns for part in re.findall(r"\w{3,}", said.voice.name)}
    shown = [quote.quote for quote in evidence]
    plain = not unfit(one.why, _LONGEST_WHY, shown) and names.isdisjoint(re.findall(r"\w{3,}", one.why))
    return _Held(
        level=one.level if own else 0,
        nothing_to_judge=one.nothing_to_judge,
        why=one.why if plain and own else _UNSHOWN if not own else "The quotes next to it show why.",
        evidence=tuple(evidence) if own else (),
    )


def _scored(rubric: Rubric, held: Held, readings: Readings) -> ScoredDimension:
    criteria = tuple(_criterion(one, held.criteria.get(one.name), readings) for one in rubric.criteria)
    judged = [one for one in criteria if one.points is not None]
    reachable = sum(one.max for one in judged)
    if reachable < LEAST_WEIGHT:
        return _unscored(rubric, "Too little on this call to score.", criteria)
    score = round(100 * sum(one.points or 0 for one in judged) / reachable, 1)
    worst = max(judged, key=lambda one: one.max - (one.points or 0))
    best = max(judged, key=lambda one: (one.points or 0) / one.max)
    lost = worst.max - (worst.points or 0)
    action = next(one.action for one in rubric.criteria if one.name == worst.name)
    told = best.explanation if best is worst else f"{best.explanation} {worst.explanation}"
    return ScoredDimension(
        dimension=rubric.dimension,
        score=score,
        explanation=f"{rubric.band(score).name}: {told}",
        criteria=criteria,
        next_time=NextTime(criterion=worst.name, sentence=action, cost=round(lost * rubric.weight / 100, 2))
        if lost
        else None,
    )


def _criterion(one: Criterion, held: _Held | None, readings: Readings) -> ScoredCriterion:
    reading, nothing = readings.get(one.measure), readings.not_covered(one.measure) or _NOTHING
    if one.measure in COUNTED:
        return _counted(one, reading, nothing)
    if reading is None:  # the rules found no occasion, or have no words of the language: no quote can be checked
        return ScoredCriterion(
            name=one.name,
            label=one.label,
            points=None,
            max=one.weight,
            formula="Not judged.",
            explanation=nothing,
        )
    quotes = supporting_quotes(held.evidence, reading) if held else ()
    level = min(held.level, highest_level(one, reading, quotes)) if held else 0
    return ScoredCriterion(
        name=one.name,
        label=one.label,
        points=round(one.weight * level / BEST, 1),
        max=one.weight,
        formula=f"Level {level} of {BEST}, by {count(len(quotes), 'quote')}: {one.weight} points maximum.",
        explanation=held.why if held and level else _UNSHOWN,
        evidence=quotes,
    )


def _counted(one: Criterion, reading: Measurement | None, nothing: str) -> ScoredCriterion:
    points = None if reading is None else round(one.weight * one.share(reading.value), 1)
    basis = None if reading is None else basis_of(one, reading.value)
    return ScoredCriterion(
        name=one.name,
        label=one.label,
        points=points,
        max=one.weight,
        formula="Not on this call." if basis is None else calculation(basis, points or 0, one.weight),
        basis=basis,
        explanation=nothing if reading is None else f"{reading.words.capitalize()}.",
        evidence=() if reading is None else reading.evidence,
    )


def _unscored(rubric: Rubric, why: str, criteria: tuple[ScoredCriterion, ...] = ()) -> ScoredDimension:
    return ScoredDimension(dimension=rubric.dimension, score=None, explanation=why, criteria=criteria)
