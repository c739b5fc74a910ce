"""Definitions of the kinds that Claude chooses from, with examples, from `prompts/kinds.toml`."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from gametape.analysis.claude.data import block
from gametape.analysis.insights.models import ThemeName
from gametape.files import read_toml
from gametape.queries.objection_names import ObjectionKind

_FILE = Path(__file__).with_name("prompts") / "kinds.toml"


class Definition(BaseModel):
    """Definition of a kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    definition: str
    examples: tuple[str, ...]


class _Kinds(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    objections: dict[str, Definition]
    themes: dict[str, Definition]


@cache
def _kinds() -> _Kinds:
    return read_toml(_Kinds, _FILE, hint="It ships with gametape.")


def objection_definition(kind: str) -> Definition:
    """Return what an objection of a kind is. Raises KeyError for an unknown kind."""
    return _kinds().objections[kind]


@cache
def kinds_block() -> str:
    """Write the definitions of all kinds that an answer may have, as data."""
    return block("kinds", _rows())


def _rows() -> Iterator[dict[str, object]]:
    for kind in ObjectionKind:
        yield {"objection": kind.value, **objection_definition(kind).model_dump(mode="json")}
    for theme in ThemeName:
        yield {"theme": theme.value, **_kinds().themes[theme].model_dump(mode="json")}
