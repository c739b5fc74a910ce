"""Asks every route of the API and every tool of MCP, each about one synced store."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.surfaces.mcp import server  # noqa: F401 - its import declares the tools
from gametape.surfaces.mcp.tool import DECLARED
from tests.assistant import Assistant

_BUSY_CALL = sa.text("""
    SELECT call.id AS call, deal.id AS opportunity, rep.id AS rep, rep.email AS rep_email,
           md5(lower(deal.account_name))::uuid AS account,
           (SELECT id FROM emails ORDER BY id LIMIT 1) AS email
    FROM calls AS call
    JOIN transcripts AS text ON text.call_id = call.id AND text.turns IS NOT NULL
    JOIN call_metrics AS measured ON measured.call_id = call.id
    JOIN coaching_sessions AS scored ON scored.call_id = call.id AND scored.origin = 'local'
    JOIN call_opportunities AS linked ON linked.call_id = call.id
    JOIN opportunities AS deal ON deal.id = linked.opportunity_id AND deal.deleted_at IS NULL
        AND deal.account_name IS NOT NULL
    JOIN people AS rep ON rep.email = deal.owner_email AND rep.is_internal AND rep.deleted_at IS NULL
    WHERE call.deleted_at IS NULL ORDER BY call.id, deal.id LIMIT 1
""")
_OF_PATH = {"opportunities": "opportunity", "calls": "call", "emails": "email", "reps": "rep", "accounts": "account"}


@dataclass(frozen=True, slots=True)
class Subjects:
    """Rows that every question can be asked about: a scored call of a deal, its rep and account, an email."""

    opportunity: str
    call: str
    email: str
    rep: str
    rep_email: str
    account: str


def subjects_in(engine: sa.Engine) -> Subjects:
    with engine.connect() as connection:
        row = connection.execute(_BUSY_CALL).one()
    return Subjects(**{name: str(value) for name, value in row._mapping.items()})


@contextmanager
def most_connections(engine: sa.Engine) -> Iterator[Callable[[], int]]:
    """Counts how many connections of an engine are in use at once, at most."""
    most = 0

    def taken(*_: object) -> None:
        nonlocal most
        assert isinstance(engine.pool, sa.QueuePool)
        most = max(most, engine.pool.checkedout())

    sa.event.listen(engine, "checkout", taken)
    try:
        yield lambda: most
    finally:
        sa.event.remove(engine, "checkout", taken)


def route_answers(client: TestClient, about: Subjects, method: str) -> Iterator[tuple[str, int, str]]:
    """Each operation of one method (`get`, `post`) in the API's description, with the status and text of its answer."""
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        assert methods.keys() <= {"get", "post"}, "a method that nobody asks here"
        if method not in methods:
            continue
        operation = methods[method]
        query = {
            parameter["name"]: _QUERY[parameter["name"]]
            for parameter in operation.get("parameters", ())
            if parameter["required"] and parameter["in"] == "query"
        }
        address = path.replace("{id}", getattr(about, _OF_PATH.get(path.split("/")[2], ""), ""))
        if method == "get":
            answer = client.get(address, params=query)
        else:
            body = _BODIES[operation["operationId"]](client, about)
            address = address.replace("{agreement_id}", _last_agreement(client, about))
            answer = client.post(address, params=query, json=body)
        yield f"{method.upper()} {path}", answer.status_code, answer.text


def tool_answers(assistant: Assistant, about: Subjects) -> Iterator[tuple[str, bool, str]]:
    """Each tool with whether it refused, and its text."""
    for name, declared in DECLARED.items():
        asked = {
            field: _ARGUMENTS[field](about) for field, of in declared.asked.model_fields.items() if of.is_required()
        }
        told = assistant.ask(name, **asked)
        yield name, told.is_error, told.text


_QUERY = {"since": "2026-01-01", "q": "price", "group_by": "stage"}


def _insight_review(client: TestClient, about: Subjects) -> dict[str, Any]:
    insights = client.get(f"/api/opportunities/{about.opportunity}/insights").json()
    return {
        "item": insights["methodology"]["elements"][0]["id"],
        "verdict": "contest",
        "reason": "Not so.",
        "author": "Ann",
    }


def _score_review(client: TestClient, about: Subjects) -> dict[str, Any]:
    coaching = client.get(f"/api/calls/{about.call}/coaching").json()
    score = next(score for rep in coaching["reps"] for score in rep["scores"])
    return {"score_id": score["id"], "verdict": "override", "score": 50, "reason": "Better than that.", "author": "Ann"}


def _last_agreement(client: TestClient, about: Subjects) -> str:
    agreements = client.get(f"/api/reps/{about.rep}/agreements").json()
    return str(agreements[-1]["id"]) if agreements else ""


_BODIES: dict[str, Callable[[TestClient, Subjects], dict[str, Any]]] = {
    "restore_call": lambda _client, _about: {},
    "refresh_insights": lambda _client, _about: {},
    "review_insights": _insight_review,
    "review_score": _score_review,
    "agree": lambda _client, _about: {"dimension": "open_questions", "target": 4},
    "record_one_on_one": lambda _client, _about: {"held_on": "2026-01-05"},
    "end_agreement": lambda _client, _about: {},
}
"""What each writing operation is sent; a new one needs its line here."""

_ARGUMENTS: dict[str, Callable[[Subjects], str]] = {
    "call": lambda about: about.call,
    "deal": lambda about: about.opportunity,
    "group_by": lambda _about: "stage",
    "opportunity_id": lambda about: about.opportunity,
    "rep": lambda about: about.rep_email,
    "rep_email": lambda about: about.rep_email,
    "since": lambda _about: "2026-01-01",
    "words": lambda _about: "price",
}
"""What each required argument of a tool is given; a new one needs its line here."""
