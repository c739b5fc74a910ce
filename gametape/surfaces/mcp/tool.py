"""From a function to a tool: what it takes is checked, what it gives is described, what goes wrong is said in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, get_type_hints

import structlog
from anyio import to_thread
from fastmcp.exceptions import ToolError
from fastmcp.tools.base import Tool, ToolResult
from fastmcp.utilities.json_schema import compress_schema
from mcp_types import ToolAnnotations
from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError, model_validator

from gametape.errors import GametapeError
from gametape.queries.question_text import renamed
from gametape.surfaces.mcp.answer import ToolAnswer
from gametape.surfaces.mcp.answer_budget import MOST_TOKENS, bounded, compact, shortened
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.store import Store
from gametape.text.inert import inert

log = structlog.get_logger(__name__)


class Asked(BaseModel):
    """What a tool takes: flat, and nothing that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _by_other_names(cls, given: Any) -> Any:
        known = cls.model_fields
        return renamed(given, {old: new for old, new in _OTHER_NAMES.items() if old not in known and new in known})


_OTHER_NAMES = {
    "opportunity_id": "deal",
    "deal": "opportunity_id",
    "rep_email": "rep",
    "rep": "rep_email",
    "focus": "focus_area",
    "stale_days": "quiet_days",
    "health_at_most": "health_max",
}
"""Names that a tool takes for a parameter of its own: those of other tools for the same thing, and former ones."""


_Asked = TypeVar("_Asked", bound=Asked)
_Answer = TypeVar("_Answer", bound=ToolAnswer)
_Function = Callable[[Snapshot, _Asked], _Answer]


@dataclass(frozen=True, slots=True)
class Declared:
    """A function that is to be a tool."""

    function: Callable[[Snapshot, Any], ToolAnswer]
    title: str
    asked: type[Asked]
    answer: type[ToolAnswer]


DECLARED: dict[str, Declared] = {}


def tool(title: str) -> Callable[[_Function[_Asked, _Answer]], _Function[_Asked, _Answer]]:
    """Declare a function as a tool; its docstring tells the assistant when to use it."""

    def declare(function: _Function[_Asked, _Answer]) -> _Function[_Asked, _Answer]:
        hints = get_type_hints(function)
        DECLARED[function.__name__] = Declared(function, title, hints["asked"], hints["return"])
        return function

    return declare


class QueryTool(Tool):
    """A declared function over one store. It reads, so asking twice does no harm, and asks nobody but the store."""

    _declared: Declared = PrivateAttr()
    _store: Store = PrivateAttr()

    async def run(self, arguments: dict[str, Any]) -> ToolResult:
        """The answer, as JSON for the model to read and as structured content for programs.

        Raises:
            ToolError: it cannot be answered; the message says what to do next.
        """
        return await to_thread.run_sync(self._answer, arguments)

    def _answer(self, arguments: dict[str, Any]) -> ToolResult:
        try:
            asked = self._declared.asked.model_validate(arguments)
            with self._store.reading() as connection:
                answer = self._declared.function(Snapshot(connection, self._store), asked)
        except ValidationError as error:
            raise ToolError(_sentence(self._refusal(error))) from None
        except GametapeError as error:
            raise ToolError(_sentence(f"{error} {error.hint}")) from None
        except Exception:
            log.exception("tool failed", tool=self.name)
            raise
        told = bounded(answer, getattr(asked, "max_tokens", MOST_TOKENS))
        return ToolResult(content=compact(told), structured_content=told)

    def _refusal(self, error: ValidationError) -> str:
        if error.title != self._declared.asked.__name__:
            raise error
        told = [f"{'.'.join(map(str, one['loc'])) or 'The question'}: {one['msg']}." for one in error.errors()]
        return " ".join([*told, f"{self.name} takes {', '.join(self._declared.asked.model_fields) or 'nothing'}."])


_LONGEST_REFUSAL = 4_000  # characters; it may name ten deals


def _sentence(refusal: str) -> str:
    return inert(shortened(refusal.strip(), _LONGEST_REFUSAL))


def tools_over(store: Store) -> Iterator[QueryTool]:
    """All declared tools, over one store."""
    for name, declared in DECLARED.items():
        made = QueryTool(
            name=name,
            title=declared.title,
            description=" ".join((declared.function.__doc__ or "").split()),
            parameters=_schema(declared.asked, "validation"),
            output_schema=_may_be_absent(_schema(declared.answer, "serialization")),
            annotations=ToolAnnotations(
                title=declared.title,
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
        )
        made._declared, made._store = declared, store
        yield made


@cache
def _schema(model: type[BaseModel], mode: Any) -> dict[str, Any]:
    return compress_schema(model.model_json_schema(mode=mode), prune_titles=True)


def _may_be_absent(schema: Any) -> Any:
    """The schema of an answer from which all that is null is left out."""
    if isinstance(schema, list):
        return [_may_be_absent(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    loosened = {name: _may_be_absent(value) for name, value in schema.items()}
    properties = loosened.get("properties")
    if isinstance(properties, dict) and "required" in loosened:
        loosened["required"] = [name for name in loosened["required"] if not _is_nullable(properties.get(name, {}))]
    return loosened


def _is_nullable(schema: dict[str, Any]) -> bool:
    return {"type": "null"} in schema.get("anyOf", ())
