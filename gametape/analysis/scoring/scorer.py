"""What a score is, whoever gives it: the protocol of scorers, and how their scores are stored and read again.

Scorers differ in how they judge, never in what they hand over. Scores of different ones never stand in one comparison.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.evidence.claims import Evidence, stored
from gametape.analysis.scoring.basis import Basis
from gametape.analysis.scoring.rubrics import CoachedRole, Rubric, ScoredDimensionName
from gametape.queries.scores import Origin
from gametape.queries.talk import CallTalk
from gametape.records.identity import derived_id


@dataclass(frozen=True, slots=True)
class Rep:
    """One of our people on a call. `email` is the one by which they are known, `addresses` are all of theirs."""

    email: str
    role: CoachedRole
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class MeasuredSide:
    """What was measured of one side of a call (`call_metrics`)."""

    metrics: Mapping[str, float | None]
    trackers: Mapping[str, Sequence[int]]
    words_covered: bool
    lacks: frozenset[str] = frozenset()  # parts of the call's language that are not covered


Measures = Mapping[str, MeasuredSide]
"""By side, `ours` and `theirs`."""


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True)


class ScoredCriterion(_Given):
    """What one criterion comes to on one call."""

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
    """What to do differently, about the criterion that cost most. `cost` is in points, weighted by the role."""

    criterion: str
    sentence: str
    cost: float = Field(ge=0)


class ScoredDimension(_Given):
    """One score, and everything it rests on. Without a score, the explanation says why."""

    dimension: ScoredDimensionName
    score: float | None = Field(ge=0, le=100)
    explanation: str
    criteria: tuple[ScoredCriterion, ...]
    next_time: NextTime | None = None


class Scorer(Protocol):
    """Judges one dimension of one person on one call.

    `name` is the origin of its scores, `version` changes whenever the same call could score differently.
    """

    @property
    def name(self) -> Origin:
        """`local` or `claude`."""
        ...

    @property
    def version(self) -> str:
        """Of the code, the prompt or the model, whatever decides."""
        ...

    def score(self, talk: CallTalk, metrics: Measures, rubric: Rubric, rep: Rep) -> ScoredDimension:
        """The score, with the criteria of the rubric in their order."""
        ...


def source_id(origin: str, gong_call_id: str, rep_email: str, dimension: str) -> str:
    """What a score goes by; the person stands in it as an id, for a key is nothing that an erasure could change."""
    return f"{origin}:{gong_call_id}:{derived_id('person', rep_email).hex}:{dimension}"


def input_hash(measured: bytes, origin: str, version: str, reps: Sequence[tuple[Rep, Sequence[Rubric]]]) -> bytes:
    """16 bytes that change when a call would have to be scored again.

    Args:
        measured: `call_metrics.input_hash`, which covers the text, the sides and how they are measured.
        origin: who judges, by name.
        version: theirs.
        reps: our people on the call whom a rubric is for, with the rubrics of their role.
    """
    digest = blake2b(measured, digest_size=16)
    digest.update(f"\x1e{origin}\x1f{version}".encode())
    for rep, theirs in sorted(reps, key=lambda pair: pair[0].email):
        digest.update(f"\x1e{rep.email}\x1f{rep.role}".encode("utf-8", "backslashreplace"))
        for rubric in theirs:
            digest.update(rubric.fingerprint)
    return digest.digest()


def to_row(scored: ScoredDimension, scorer: Scorer, rubric: Rubric, rep: Rep) -> dict[str, Any]:
    """The columns of `coaching_sessions` that hold a score; evidence is one list, for an erasure goes by its turns."""
    return {
        "rep_email": rep.email,
        "dimension": scored.dimension,
        "score": scored.score,
        "origin": scorer.name,
        "explanation": scored.explanation,
        "rubric_version": rubric.name,
        "model": scorer.version,
        "evidence": [
            {**one.model_dump(mode="json", exclude={"kind", "call_id"}), "criterion": criterion.name}
            for criterion in scored.criteria
            for one in criterion.evidence
        ],
        "metadata": {
            "role": rep.role,
            "criteria": [criterion.model_dump(exclude={"evidence"}) for criterion in scored.criteria],
            "next_time": scored.next_time and scored.next_time.model_dump(),
        },
    }


def evidence_of(call_id: UUID, evidence: Sequence[Any]) -> dict[str, tuple[Evidence, ...]]:
    """By criterion the evidence of a stored score."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for one in evidence:
        values = {name: value for name, value in one.items() if name != "criterion"}
        known = stored(Evidence, {**values, "call_id": call_id})
        found[one["criterion"]] = (*found.get(one["criterion"], ()), known)
    return found
