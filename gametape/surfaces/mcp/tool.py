"""Tools made from functions: parameters are checked, answers have a schema, and errors become sentences."""

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
    """Parameters of a tool: a flat model without unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _by_other_names(cls, given: Any) -> Any:
        known = cls.model_fields
        if isinstance(given, dict):  # null means: not given
            given = {name: value for name, value in given.items() if value is not None}
        return renamed(given, {old: new for old, new in _OTHER_NAMES.items() if old not in known and new in known})


_OTHER_NAMES = {
    "opportunity_id": "deal",
    "deal": "opportunity_id",
    "rep_email": "rep",
    "rep": "rep_email",
    "focus": "focus_area",
    "search": "words",
    "stale_days": "quiet_days",
    "health_at_most": "health_max",
}
"""Parameter names that a tool accepts in place of its own: other tools' names for the same thing, and former names."""


_Asked = TypeVar("_Asked", bound=Asked)
_Answer = TypeVar("_Answer", bound=ToolAnswer)
_Function = Callable[[Snapshot, _Asked], _Answer]


@dataclass(frozen=True, slots=True)
class Declared:
    """Function declared as a tool, with its title and the models of its parameters and its answer."""

    function: Callable[[Snapshot, Any], ToolAnswer]
    title: str
    asked: type[Asked]
    answer: type[ToolAnswer]


DECLARED: dict[str, Declared] = {}


def tool(title: str) -> Callable[[_Function[_Asked, _Answer]], _Function[_Asked, _Answer]]:
    """Declare a function as a tool named like the function; its docstring is the description for the assistant.

    Example:
        @tool("Find deals")
        def find_deals(reading: Snapshot, asked: FindDeals) -> DealsFound: ...
    """

    def declare(function: _Function[_Asked, _Answer]) -> _Function[_Asked, _Answer]:
        hints = get_type_hints(function)
        DECLARED[function.__name__] = Declared(function, title, hints["asked"], hints["return"])
        return function

    return declare


class QueryTool(Tool):
    """Declared function over a store; it only reads the store, so repeated calls do no harm."""

    _declared: Declared = PrivateAttr()
    _store: Store = PrivateAttr()

    async def run(self, arguments: dict[str, Any]) -> ToolResult:
        """Return the answer as JSON text for the model, and as structured content for programs.

        Raises:
            ToolError: the question cannot be answered; the message says what to do next.
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
        values = bounded(answer, getattr(asked, "max_tokens", MOST_TOKENS))
        return ToolResult(content=compact(values), structured_content=values)

    def _refusal(self, error: ValidationError) -> str:
        if error.title != self._declared.asked.__name__:
            raise error
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'The question'}: {fault['msg']}." for fault in error.errors()]
        return " ".join([*faults, f"{self.name} takes {', '.join(self._declared.asked.model_fields) or 'nothing'}."])


_LONGEST_REFUSAL = 4_000  # characters; a refusal may list ten deals


def _sentence(refusal: str) -> str:
    return inert(shortened(refusal.strip(), _LONGEST_REFUSAL))


def tools_over(store: Store) -> Iterator[QueryTool]:
    """Yield a tool over the store for each declared function."""
    for name, declared in DECLARED.items():
        query_tool = QueryTool(
            name=name,
            title=declared.title,
            description=" ".join((declared.function.__doc__ or "").split()),
            parameters=_schema(declared.asked, "validation"),
            output_schema=_without_null_fields(_schema(declared.answer, "serialization")),
            annotations=ToolAnnotations(
                title=declared.title,
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
        )
        query_tool._declared, query_tool._store = declared, store
        yield query_tool


@cache
def _schema(model: type[BaseModel], mode: Any) -> dict[str, Any]:
    return compress_schema(model.model_json_schema(mode=mode), prune_titles=True)


def _without_null_fields(schema: Any) -> Any:
    """Return the schema with fields that can be null no longer required, because answers leave out null fields."""
    if isinstance(schema, list):
        return [_without_null_fields(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    loosened = {name: _without_null_fields(value) for name, value in schema.items()}
    properties = loosened.get("properties")
    if isinstance(properties, dict) and "required" in loosened:
        loosened["required"] = [name for name in loosened["required"] if not _is_nullable(properties.get(name, {}))]
    return loosened


def _is_nullable(schema: dict[str, Any]) -> bool:
    return {"type": "null"} in schema.get("anyOf", ())
