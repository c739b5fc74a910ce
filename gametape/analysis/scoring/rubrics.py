"""Rubrics: the definition of a good call, by role and dimension, in data files that a sales leader can read and change.

A file in `rubrics/` holds the rubrics of a role. The comment at its top explains each entry.
"""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cache, cached_property
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from gametape.analysis.measures.call_kinds import CallKind
from gametape.errors import BadSettings
from gametape.files import file_errors, read_toml

SHIPPED = Path(__file__).with_name("rubrics")

CoachedRole = Literal["AE", "SE", "CSM"]
ScoredDimensionName = Literal["discovery", "objection_handling", "product_knowledge", "engagement"]
ROLES: tuple[CoachedRole, ...] = get_args(CoachedRole)
DIMENSIONS: tuple[ScoredDimensionName, ...] = get_args(ScoredDimensionName)

Point = tuple[float, Annotated[float, Field(ge=0, le=100)]]
_WHOLE = 100
_HINT = "See gametape/analysis/scoring/rubrics/ae.toml for the format."


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(_Table):
    """Range of scores, from `least` up to the next band, with its name and meaning."""

    least: int = Field(alias="from", ge=0, le=100)
    name: str
    words: str


class Criterion(_Table):
    """Criterion of a rubric: a measure, and the curve that turns its value into points."""

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    label: str
    weight: int = Field(gt=0)
    measure: str
    curve: tuple[Point, ...] = Field(min_length=2)
    not_on: tuple[CallKind, ...] = ()
    ask: str
    action: str

    @field_validator("curve")
    @classmethod
    def _rising(cls, curve: tuple[Point, ...]) -> tuple[Point, ...]:
        if any(lower[0] >= upper[0] for lower, upper in pairwise(curve)):
            raise ValueError("the values of a curve must rise")
        return curve

    def share(self, value: float) -> float:
        """Return the share of the weight that a value earns, 0 to 1, by linear interpolation on the curve."""
        place = bisect_right(self.curve, value, key=lambda point: point[0])
        if place == 0:
            return self.curve[0][1] / 100
        if place == len(self.curve):
            return self.curve[-1][1] / 100
        (low, below), (high, above) = self.curve[place - 1 : place + 1]
        return (below + (above - below) * (value - low) / (high - low)) / 100


class Rubric(_Table):
    """Rubric of a dimension in a role."""

    role: CoachedRole
    dimension: ScoredDimensionName
    version: int = Field(gt=0)
    weight: int = Field(gt=0)
    not_on: tuple[CallKind, ...] = ()
    about: str
    criteria: tuple[Criterion, ...] = Field(alias="criterion", min_length=1)
    bands: tuple[Band, ...]

    @model_validator(mode="after")
    def _sums_up(self) -> Self:
        total = sum(criterion.weight for criterion in self.criteria)
        if total != _WHOLE:
            raise ValueError(f"the weights of {self.dimension} sum to {total}, not to {_WHOLE}")
        if len({criterion.name for criterion in self.criteria}) < len(self.criteria):
            raise ValueError(f"two criteria of {self.dimension} have one name")
        return self

    def on(self, kind: CallKind) -> "Rubric | None":
        """Return the rubric without criteria that do not apply to a kind of call; None if the dimension does not."""
        criteria = tuple(criterion for criterion in self.criteria if kind not in criterion.not_on)
        if kind in self.not_on or not criteria:
            return None
        # The weights of the criteria that are left do not sum to 100, so the validators cannot run.
        return Rubric.model_construct(
            **{**{name: getattr(self, name) for name in Rubric.model_fields}, "criteria": criteria}
        )

    @property
    def name(self) -> str:
        """Name with version, as a score stores it: `AE/discovery/1`."""
        return f"{self.role}/{self.dimension}/{self.version}"

    @cached_property
    def fingerprint(self) -> bytes:
        """Hash (8 bytes) that changes with any part of the rubric, so that older scores are known to be stale."""
        return blake2b(self.model_dump_json().encode(), digest_size=8).digest()

    def band(self, score: float) -> Band:
        """Return the band of a score (0 to 100)."""
        return next(band for band in reversed(self.bands) if score >= band.least)


class _Dimension(_Table):
    version: int
    weight: int
    not_on: tuple[CallKind, ...] = ()
    about: str
    criterion: tuple[Criterion, ...]


class _File(_Table):
    role: CoachedRole
    band: tuple[Band, ...] = Field(min_length=1)
    dimension: dict[ScoredDimensionName, _Dimension]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if missing := [name for name in DIMENSIONS if name not in self.dimension]:
            raise ValueError(f"there is no dimension {missing[0]}")
        weights = sum(dimension.weight for dimension in self.dimension.values())
        if weights != _WHOLE:
            raise ValueError(f"the weights of the dimensions sum to {weights}, not to {_WHOLE}")
        starts = [band.least for band in self.band]
        if starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError("the bands must begin at 0 and rise")
        return self


Rubrics = Mapping[CoachedRole, Mapping[ScoredDimensionName, Rubric]]


@cache
def rubrics(own: Path | None = None) -> Rubrics:
    """Read the rubrics, by role and dimension; a file in `own` replaces the shipped file of its role; cached.

    Raises:
        BadSettings: `own` is not a folder, or a file cannot be read or is not valid; the message names the place.
    """
    by_role: dict[CoachedRole, dict[ScoredDimensionName, Rubric]] = {}
    for folder in filter(None, (SHIPPED, own)):
        if not folder.is_dir():
            raise BadSettings(
                f"{folder} is not a folder.", hint="GAMETAPE_RUBRICS_DIR must name a folder of .toml files."
            )
        for file in sorted(folder.glob("*.toml")):
            by_role |= _read(file)
    return by_role


def _read(file: Path) -> dict[CoachedRole, dict[ScoredDimensionName, Rubric]]:
    read = read_toml(_File, file, hint=_HINT)
    with file_errors(file, hint=_HINT):
        return {read.role: {name: _rubric(read, name) for name in DIMENSIONS}}


def _rubric(read: _File, name: ScoredDimensionName) -> Rubric:
    values = read.dimension[name].model_dump(by_alias=True)
    bands = [band.model_dump(by_alias=True) for band in read.band]
    return Rubric.model_validate({**values, "role": read.role, "dimension": name, "bands": bands})
