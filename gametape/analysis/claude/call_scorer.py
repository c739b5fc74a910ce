"""Scorer that asks Claude; a criterion without supporting quotes of the rep gets no points.

Measures of times and counts (talk ratio, pauses, fillers) come from the same code as in the local scorer. For the other
criteria Claude gives a level with quotes. The quotes are checked against the transcript, and a check by rules
(scoring/quote_support.py) selects the quotes that support the criterion; they limit the level.
docs/decisions/0108-levels-bounded-by-quotes.md, docs/decisions/0130-quotes-that-bear-out-a-criterion.md
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict

from gametape.analysis.claude.client import Claude, Question
from gametape.analysis.claude.data import block, call_data, speakers_digest
from gametape.analysis.claude.entailment import ClaimToCheck, are_borne_out, version_parts
from gametape.analysis.claude.forms import JudgedCriterion, Judgement, form_text
from gametape.analysis.claude.output_guard import refusal
from gametape.analysis.claude.prompts import prompt
from gametape.analysis.claude.quote_check import CORRECTION, Claimed, verify_quotes
from gametape.analysis.claude.tasks import Task, choice
from gametape.analysis.evidence.claims import Evidence, stored
from gametape.analysis.evidence.quote_counts import Ledger
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
CODE = 3
"""Version of this code; increase it when the same answers give another score."""

COUNTED = frozenset((
    "talk_ratio", "longest_turn_seconds", "patience_seconds", "interactivity_per_hour", "customer_story_seconds",
    "objection_answer_seconds", "fillers_per_100_words", "figures_per_1000_words",
))  # fmt: skip
"""Measures of times and counts, which code computes better than a language model."""

_QUOTES = 2
_LONGEST_WHY = 200
_UNSHOWN = "No quote on the call supports it."
_QUOTES_SHOW = "The quotes next to it show why."
_NOTHING = "Nothing on this call to score."


class _CheckedCriterion(BaseModel):
    model_config = ConfigDict(frozen=True)

    level: int
    nothing_to_judge: bool
    why: str
    is_worded: bool = False
    """True if `why` is the model's sentence."""
    evidence: tuple[Evidence, ...] = ()


class CheckedJudgement(BaseModel):
    """Judgement after the checks, by criterion."""

    model_config = ConfigDict(frozen=True)

    criteria: dict[str, _CheckedCriterion]


class ClaudeScorer:
    """`Scorer` that asks Claude. Judgements are stored by call, person and dimension, and not paid for twice."""

    name: Origin = "claude"

    def __init__(self, claude: Claude, engine: sa.Engine) -> None:
        self._claude = claude
        self._engine = engine
        self.ledger = Ledger()
        """Counts of the quotes claimed through this scorer."""

    @property
    def version(self) -> str:
        """Version that changes with the model, the prompts, the answer form and the code."""
        return version_of(self._claude.settings)

    def score(self, talk: CallTalk, metrics: Measures, rubric: Rubric, rep: Rep) -> ScoredDimension:
        """Return the score, with the criteria in the rubric's order.

        Raises:
            MoneySpent, ModelUnavailable, BadSettings: see `Claude.ask`; earlier judgements stay stored.
        """
        try:
            checked = self._kept(talk, rubric, rep) or self.check_and_keep(
                talk, rubric, rep, self._claude.ask(question_on(talk, rubric, rep))
            )
        except Skip as error:
            return _unscored(rubric, f"Claude could not analyze this call: {error}")
        readings = read(talk, metrics, rep)
        return _scored(rubric, checked, readings)

    def is_kept(self, talk: CallTalk, rubric: Rubric, rep: Rep) -> bool:
        """Return True if the judgement is stored, so that scoring is free."""
        return self._kept(talk, rubric, rep) is not None

    def check_and_keep(self, talk: CallTalk, rubric: Rubric, rep: Rep, answer: Judgement) -> CheckedJudgement:
        """Check the quotes of an answer, store the checked judgement, and return it."""
        ledger = Ledger()
        claimed = [
            Claimed(quote.turn, quote.quote) for criterion in answer.criteria for quote in criterion.quotes[:_QUOTES]
        ]
        proven = iter(verify_quotes(claimed, talk, ledger, self._claude, Task.SCORING))
        checked: dict[str, _CheckedCriterion] = {}
        for criterion in answer.criteria:
            evidence = tuple(filter(None, [next(proven) for _ in criterion.quotes[:_QUOTES]]))
            checked.setdefault(criterion.criterion, _bounded(criterion, evidence, talk, rep, ledger))
        kept = CheckedJudgement(criteria=self._borne_out(checked, ledger))
        self._keep(talk, rubric, rep, kept, ledger)
        self.ledger.add(ledger)
        return kept

    def _borne_out(self, checked: dict[str, _CheckedCriterion], ledger: Ledger) -> dict[str, _CheckedCriterion]:
        """Replace the sentences that their quotes do not bear out; the quotes and the level stay."""
        worded = {name: each for name, each in checked.items() if each.is_worded}
        claims = [ClaimToCheck(each.why, each.evidence) for each in worded.values()]
        holds = dict(zip(worded, are_borne_out(self._claude, claims, ledger), strict=True))
        neutral = {"why": _QUOTES_SHOW, "is_worded": False}
        return checked | {name: worded[name].model_copy(update=neutral) for name, held in holds.items() if not held}

    def _kept(self, talk: CallTalk, rubric: Rubric, rep: Rep) -> CheckedJudgement | None:
        with self._engine.connect() as connection:
            known = read_judgement(connection, self._key(talk, rubric, rep), self._hash(talk, rubric, rep))
        return None if known is None else stored(CheckedJudgement, known.body)

    def _keep(self, talk: CallTalk, rubric: Rubric, rep: Rep, checked: CheckedJudgement, ledger: Ledger) -> None:
        made = NewJudgement(
            key=self._key(talk, rubric, rep),
            input_hash=self._hash(talk, rubric, rep),
            body=checked.model_dump(mode="json"),
            ledger=ledger.model_dump(mode="json"),
            model=choice(self._claude.settings, Task.SCORING).model,
            prompt_version=PROMPT.label,
        )
        with self._engine.begin() as connection:
            keep_judgement(connection, made)

    def _key(self, talk: CallTalk, rubric: Rubric, rep: Rep) -> JudgementKey:
        kind = f"judgement:{derived_id('person', rep.email).hex}:{rubric.dimension}"
        return JudgementKey("call", str(talk.call_id), kind, "claude")

    def _hash(self, talk: CallTalk, rubric: Rubric, rep: Rep) -> bytes:
        parts = f"{self.version}\x1f{rep.role}\x1f{rubric.fingerprint.hex()}\x1f{speakers_digest(talk)}".encode()
        return blake2b(parts, key=talk.hash[:64], digest_size=16).digest()


def version_of(settings: Settings) -> str:
    """Return the version of the Claude scorer with these settings."""
    fingerprints = (PROMPT.fingerprint, CORRECTION.fingerprint, form_text(Judgement), *version_parts(settings))
    parts = (str(CODE), *choice(settings, Task.SCORING), *fingerprints)
    return f"claude/{blake2b(chr(31).join(parts).encode(), digest_size=8).hexdigest()}"


def question_on(talk: CallTalk, rubric: Rubric, rep: Rep) -> Question[Judgement]:
    """Return the question: first the call, cached at the API for the other dimensions, then the rubric.

    Raises:
        TextTooLong: the call has more than `data.MOST_CHARACTERS` characters.
    """
    who = sorted({said.voice.number for said in talk.turns if (said.voice.email or "").lower() in rep.addresses})
    head: dict[str, Any] = {"who": who, "role": rep.role, "dimension": rubric.dimension, "about": rubric.about}
    asked = [
        {"criterion": criterion.name, "looks_for": criterion.ask}
        for criterion in rubric.criteria
        if criterion.measure not in COUNTED
    ]
    return Question(PROMPT, Judgement, call_data(talk), block("rubric", [head, *asked]), Task.SCORING)


def _bounded(
    judged: JudgedCriterion, evidence: Sequence[Evidence], talk: CallTalk, rep: Rep, ledger: Ledger
) -> _CheckedCriterion:
    """Return the claimed level with its checked quotes; without a quote of the rep, level 0 and no quotes."""
    own = [quote for quote in evidence if (talk.turns[quote.turn].voice.email or "").lower() in rep.addresses]
    names = {part for said in talk.turns for part in re.findall(r"\w{3,}", said.voice.name)}
    is_named = not names.isdisjoint(re.findall(r"\w{3,}", judged.why))
    refused = refusal(judged.why, _LONGEST_WHY, evidence) if own else None
    if refused is not None:
        ledger.drop(refused)
    is_worded = bool(own) and refused is None and not is_named
    return _CheckedCriterion(
        level=judged.level if own else 0,
        nothing_to_judge=judged.nothing_to_judge,
        why=judged.why if is_worded else _QUOTES_SHOW if own else _UNSHOWN,
        is_worded=is_worded,
        evidence=tuple(evidence) if own else (),
    )


def _scored(rubric: Rubric, checked: CheckedJudgement, readings: Readings) -> ScoredDimension:
    criteria = tuple(
        _criterion(criterion, checked.criteria.get(criterion.name), readings) for criterion in rubric.criteria
    )
    judged = [criterion for criterion in criteria if criterion.points is not None]
    reachable = sum(criterion.max for criterion in judged)
    if reachable < LEAST_WEIGHT:
        return _unscored(rubric, "Too little on this call to score.", criteria)
    score = round(100 * sum(criterion.points or 0 for criterion in judged) / reachable, 1)
    worst = max(judged, key=lambda criterion: criterion.max - (criterion.points or 0))
    best = max(judged, key=lambda criterion: (criterion.points or 0) / criterion.max)
    lost = worst.max - (worst.points or 0)
    action = next(criterion.action for criterion in rubric.criteria if criterion.name == worst.name)
    sentences = best.explanation if best is worst else f"{best.explanation} {worst.explanation}"
    return ScoredDimension(
        dimension=rubric.dimension,
        score=score,
        explanation=f"{rubric.band(score).name}: {sentences}",
        criteria=criteria,
        next_time=NextTime(criterion=worst.name, sentence=action, cost=round(lost * rubric.weight / 100, 2))
        if lost
        else None,
    )


def _criterion(criterion: Criterion, checked: _CheckedCriterion | None, readings: Readings) -> ScoredCriterion:
    reading, nothing = readings.get(criterion.measure), readings.not_covered(criterion.measure) or _NOTHING
    if criterion.measure in COUNTED:
        return _counted(criterion, reading, nothing)
    if reading is None:  # nothing to measure, or no word lists of the language: quotes cannot be checked
        return ScoredCriterion(
            name=criterion.name,
            label=criterion.label,
            points=None,
            max=criterion.weight,
            formula="Not judged.",
            explanation=nothing,
        )
    quotes = supporting_quotes(checked.evidence, reading) if checked else ()
    level = min(checked.level, highest_level(criterion, reading, quotes)) if checked else 0
    return ScoredCriterion(
        name=criterion.name,
        label=criterion.label,
        points=round(criterion.weight * level / BEST, 1),
        max=criterion.weight,
        formula=f"Level {level} of {BEST}, by {count(len(quotes), 'quote')}: {criterion.weight} points maximum.",
        explanation=checked.why if checked and level else _UNSHOWN,
        evidence=quotes,
    )


def _counted(criterion: Criterion, reading: Measurement | None, nothing: str) -> ScoredCriterion:
    points = None if reading is None else round(criterion.weight * criterion.share(reading.value), 1)
    basis = None if reading is None else basis_of(criterion, reading.value)
    return ScoredCriterion(
        name=criterion.name,
        label=criterion.label,
        points=points,
        max=criterion.weight,
        formula="Not on this call." if basis is None else calculation(basis, points or 0, criterion.weight),
        basis=basis,
        explanation=nothing if reading is None else f"{reading.words.capitalize()}.",
        evidence=() if reading is None else reading.evidence,
    )


def _unscored(rubric: Rubric, why: str, criteria: tuple[ScoredCriterion, ...] = ()) -> ScoredDimension:
    return ScoredDimension(dimension=rubric.dimension, score=None, explanation=why, criteria=criteria)
