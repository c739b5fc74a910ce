"""Write Postgres's query plans for the API's questions as a page of documentation."""

import re
from typing import Any

import psycopg
import sqlalchemy as sa

Statement = tuple[str, Any]
"""Statement for psycopg, and its parameters."""

WIDTH = 150  # longest line of a plan, in characters
_EXPLAIN = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) "
_TOOK = re.compile(r"Execution Time: ([\d.]+) ms")
_HEAD = """# Plans of what readers ask

Written by `python -m bench.read --explain FILE`. {told}.

For each question the plan of the statement that takes longest, of those that the API makes to answer it, as it ran on a
warm store; above it the medians of the same run, in milliseconds: over HTTP, and of the bare statements together.
"""


def plans(
    questions: dict[str, list[Statement]], engine: sa.Engine, figures: dict[str, dict[str, float]], size: str
) -> str:
    """Return the page, with a section per question."""
    parts = [_HEAD.format(told=size)]
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        for name, statements in questions.items():
            ms = figures[name]
            plan = _cut(
                max(
                    (_plan(connection, *statement) for statement in statements if returns_rows(statement[0])), key=_took
                )
            )
            title = f"## {name}\n\n{ms['http_p50']:.1f} over HTTP, {ms['bare_p50']:.1f} bare."
            parts.append(f"{title}\n\n```text\n{plan}\n```\n")
    return "\n".join(parts)


def returns_rows(statement: str) -> bool:
    """Tell whether a statement is a query."""
    return statement.lstrip().upper().startswith(("SELECT", "WITH"))


def _plan(connection: psycopg.Connection, statement: str, parameters: Any) -> str:
    rows = connection.execute((_EXPLAIN + statement).encode(), parameters)
    return "\n".join(line for (line,) in rows)


def _took(plan: str) -> float:
    match = _TOOK.search(plan)
    return float(match[1]) if match else 0.0


def _cut(plan: str) -> str:
    lines = (line.rstrip() for line in plan.splitlines())
    return "\n".join(line if len(line) <= WIDTH else f"{line[: WIDTH - 2]} …" for line in lines)
