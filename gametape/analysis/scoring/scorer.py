"""Protocol of scorers, and how their scores are stored and read.

Scorers differ in how they judge; the shape of their result is the same. Scores of different scorers are never compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.evidence.claims import Evidence, stored
from gametape.analysis.measures.call_kinds import CallKind
from gametape.analysis.scoring.basis import Basis
from gametape.analysis.scoring.rubrics import CoachedRole, Rubric, ScoredDimensionName
from gametape.queries.heard import HeardAct
from gametape.queries.scores import Origin
from gametape.queries.talk import CallTalk
from gametape.records.identity import derived_id


@dataclass(frozen=True, slots=True)
class Rep:
    """Rep on a call. `email` is the person's main address, `addresses` are all addresses with `email` among them."""

    email: str
    role: CoachedRole
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class MeasuredSide:
    """Metrics, trackers and heard acts of a side of a call (`call_metrics`)."""

    metrics: Mapping[str, float | None]
    trackers: Mapping[str, Sequence[int]]
    words_covered: bool
    lacks: frozenset[str] = frozenset()  # parts of the call's language that are not covered
    heard: Sequence[HeardAct] = ()


Measures = Mapping[str, MeasuredSide]
"""Metrics by side, `ours` and `theirs`."""


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True)


class ScoredCriterion(_Given):
    """Result of a criterion on a call."""

    name: str
    label: str
    points: float | None = Field(ge=0, description="Null where the call gave nothing to judge.")
    max: float = Field(gt=0)
    formula: str = Field(description="How the points come about, in a sentence, with the numbers of this call.")
    basis: Basis | None = Field(
        None,
        description="The measured number and its curve; null where nothing was measured or a language model judged, "
        "and for scores of versions before it was kept.",
    )
    explanation: str = Field(description="What that means, in a sentence.")
    evidence: tuple[Evidence, ...] = ()


class NextTime(_Given):
    """Action for the criterion that cost most. `cost` is in points, weighted by the dimension's weight in the role."""

    criterion: str
    sentence: str
    cost: float = Field(ge=0)


class ScoredDimension(_Given):
    """Score of a dimension with its criteria. If `score` is None, the explanation gives the reason."""

    dimension: ScoredDimensionName
    score: float | None = Field(ge=0, le=100)
    explanation: str
    criteria: tuple[ScoredCriterion, ...]
    next_time: NextTime | None = None


class Scorer(Protocol):
    """Scorer of a dimension of a rep on a call.

    `name` is the origin of its scores; `version` must change when the same call could get another score.
    """

    @property
    def name(self) -> Origin:
        """`local` or `claude`."""
        ...

    @property
    def version(self) -> str:
        """Version of everything that decides the score: code, prompt and model."""
        ...

    def score(self, talk: CallTalk, metrics: Measures, rubric: Rubric, rep: Rep) -> ScoredDimension:
        """Return the score, with the criteria in the rubric's order."""
        ...


def source_id(origin: str, gong_call_id: str, rep_email: str, dimension: str) -> str:
    """Return the key of a score; it contains the person's derived id, not the address, because erasure keeps keys."""
    return f"{origin}:{gong_call_id}:{derived_id('person', rep_email).hex}:{dimension}"


def input_hash(
    measured: bytes, kind: CallKind, origin: str, version: str, reps: Sequence[tuple[Rep, Sequence[Rubric]]]
) -> bytes:
    """Return 16 bytes that change when a call must be scored again.

    Args:
        measured: `call_metrics.input_hash`, which covers the text, the sides and the definitions of the metrics.
        kind: kind of the call, which decides what is scored.
        origin: name of the scorer.
        version: version of the scorer.
        reps: the reps on the call in a coached role, with the rubrics of their role.
    """
    digest = blake2b(measured, digest_size=16)
    digest.update(f"\x1e{kind}\x1f{origin}\x1f{version}".encode())
    for rep, rubrics in sorted(reps, key=lambda pair: pair[0].email):
        digest.update(f"\x1e{rep.email}\x1f{rep.role}".encode("utf-8", "backslashreplace"))
        for rubric in rubrics:
            digest.update(rubric.fingerprint)
    return digest.digest()


def to_row(scored: ScoredDimension, scorer: Scorer, rubric: Rubric, rep: Rep, kind: CallKind) -> dict[str, Any]:
    """Return the columns of `coaching_sessions` for a score; evidence is a flat list, as erasure needs it."""
    return {
        "rep_email": rep.email,
        "dimension": scored.dimension,
        "score": scored.score,
        "origin": scorer.name,
        "explanation": scored.explanation,
        "rubric_version": rubric.name,
        "model": scorer.version,
        "evidence": [
            {**quote.model_dump(mode="json", exclude={"kind", "call_id"}), "criterion": criterion.name}
            for criterion in scored.criteria
            for quote in criterion.evidence
        ],
        "metadata": {
            "role": rep.role,
            "kind": kind,
            "criteria": [criterion.model_dump(exclude={"evidence"}) for criterion in scored.criteria],
            "next_time": scored.next_time and scored.next_time.model_dump(),
        },
    }


def evidence_of(call_id: UUID, evidence: Sequence[Any]) -> dict[str, tuple[Evidence, ...]]:
    """Return the evidence of a stored score, by criterion."""
    by_criterion: dict[str, tuple[Evidence, ...]] = {}
    for quote in evidence:
        values = {name: value for name, value in quote.items() if name != "criterion"}
        known = stored(Evidence, {**values, "call_id": call_id})
        by_criterion[quote["criterion"]] = (*by_criterion.get(quote["criterion"], ()), known)
    return by_criterion
