"""Score Claude on the deals of `bench.judgement`: `python -m bench.judgement --claude [FOLDER] --yes`.

The deals go into a store of their own and through the product: notes on each call, the deal put together, quotes and
sentences checked. Needs ANTHROPIC_API_KEY and costs money; without `--yes` only the most that it can cost is shown.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from bench.judgement_scores import Place, Score, gold_of, score_line, score_places
from bench.judgement_store import id_in, put_deal
from gametape.analysis.claude.analyser import ClaudeAnalyser
from gametape.analysis.claude.client import require_key
from gametape.analysis.claude.notes import Note, Notes
from gametape.analysis.deal_insights import refresh_insights
from gametape.analysis.evidence.claims import stored
from gametape.analysis.insights.view import DealInsights
from gametape.errors import BadSettings
from gametape.settings import Settings
from gametape.store.database import migrate, open_store
from gametape.store.tables import insights, llm_usage

Deals = dict[str, dict[str, Any]]

KINDS = {
    "pain": "pain",
    "decision_criteria": "criterion",
    "decision_process": "decision_process",
    "economic_buyer": "decision_maker",
    "champion": "champion",
    "competition": "competitor",
    "metrics": "metric",
}
"""Kind in the gold, by the element of the methodology that Claude notes."""

_STATES = {"resolved": "settled"}


@dataclass(slots=True)
class ClaudeScores:
    """Results over all deals.

    `states`: objections of the gold, by deal and kind, that are shown; `states_right`: those in the right state. `held`
    and `dropped`: statements beyond those of rules that their quotes bear out, or not.
    """

    deals: int = 0
    kinds: dict[str, Score] = field(default_factory=dict)
    objections: int = 0
    states: int = 0
    states_right: int = 0
    held: int = 0
    dropped: int = 0
    dollars: float = 0.0

    @property
    def entailed(self) -> float:
        """Share of Claude's statements that their quotes bear out."""
        return self.held / (self.held + self.dropped) if self.held + self.dropped else 0.0

    def lines(self) -> Iterator[str]:
        """Yield the table."""
        yield from (score_line(kind, score) for kind, score in self.kinds.items())
        yield f"objections by deal: {self.states} of {self.objections} shown, {self.states_right} in the right state"
        yield f"statements borne out: {self.held} of {self.held + self.dropped} ({self.entailed:.0%})"
        yield f"cost: ${self.dollars:.2f}"


def most_dollars(deals: Deals, settings: Settings) -> Decimal:
    """Return the most that judging can cost.

    Raises:
        BadSettings: no price is known for a model.
    """
    analyser = ClaudeAnalyser(settings, None)
    total = Decimal()
    for deal in deals.values():
        words = sum(len(turn["text"].split()) for call in deal["calls"] for turn in call["turns"])
        price = analyser.price(words, len(deal["calls"]))
        if price is None:
            raise BadSettings("No price is known for a model.", hint="Set GAMETAPE_LLM_PRICES_FILE.")
        total += price
    return total


def judge(deals: Deals, engine: sa.Engine, settings: Settings) -> ClaudeScores:
    """Read the deals with Claude in an empty store, and score the reading.

    Raises:
        MoneySpent, ModelUnavailable, BadSettings: see `Claude.ask`.
    """
    found: dict[str, dict[Place, str | None]] = defaultdict(dict)
    gold: dict[str, dict[Place, str | None]] = defaultdict(dict)
    scores = ClaudeScores(deals=len(deals))
    for name, deal in deals.items():
        with engine.begin() as connection:
            deal_id = put_deal(connection, name, deal)
        local = refresh_insights(engine, deal_id, settings)
        claude = refresh_insights(engine, deal_id, settings, "claude")
        _count_statements(scores, local, claude)
        _count_states(scores, deal, claude)
        with engine.connect() as connection:
            for kind, place, detail in _noted(connection, name, deal):
                found[kind][place] = detail
        for kind in ("objection", *KINDS.values()):
            gold[kind] |= gold_of(name, deal, kind)
    scores.kinds = {kind: score_places(gold[kind], found[kind]) for kind in ("objection", *KINDS.values())}
    with engine.connect() as connection:
        scores.dollars = float(connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(llm_usage.c.dollars), 0))) or 0)
    return scores


def _count_statements(scores: ClaudeScores, local: DealInsights, claude: DealInsights) -> None:
    known = {element.element: element for element in local.methodology.elements}
    scores.held += len(claude.remarks)
    scores.held += sum(objection not in local.objections for objection in claude.objections)
    scores.held += sum(element != known.get(element.element) for element in claude.methodology.elements)
    scores.dropped += claude.ledger.claims_dropped


def _count_states(scores: ClaudeScores, deal: dict[str, Any], claude: DealInsights) -> None:
    """Compare kinds and states; of a kind that the gold has twice, the last one counts."""
    gold = {row["kind"]: row["state"] for row in deal["gold"].get("objections", [])}
    shown = {each.kind: _STATES.get(each.state, each.state.value) for each in claude.objections if each.kind}
    scores.objections += len(gold)
    scores.states += len(gold.keys() & shown.keys())
    scores.states_right += sum(shown.get(kind) == state for kind, state in gold.items())


def _noted(connection: sa.Connection, name: str, deal: dict[str, Any]) -> Iterator[tuple[str, Place, str | None]]:
    """Yield kind, place and detail of what Claude noted on the calls of a deal."""
    calls = {id_in(name, call["id"]): call["id"] for call in deal["calls"]}
    is_noted = sa.and_(insights.c.kind == "summary", insights.c.subject_id.in_(list(map(str, calls))))
    for body in connection.scalars(sa.select(insights.c.body).where(is_noted)):
        notes = stored(Notes, body)
        for note in notes.notes:
            if kind := _kind_of(note):
                detail = note.about if kind == "objection" else None
                quotes = note.evidence[:1] if kind == "objection" else note.evidence
                yield from ((kind, (name, calls[UUID(str(quote.call_id))], quote.turn), detail) for quote in quotes)


def _kind_of(note: Note) -> str | None:
    if note.kind == "objection":
        return "objection"
    return KINDS.get(note.about) if note.kind == "element" else None


def run(deals: Deals, settings: Settings, *, yes: bool, as_json: bool = False) -> int:
    """Show the most that it can cost; with `yes`, judge and show the table, then a JSON object. Return an exit code.

    Raises:
        BadSettings: no key is set.
    """
    require_key(settings)
    most = most_dollars(deals, settings)
    print(f"{len(deals)} deals are sent to Claude. This costs at most ${most:.2f}.")
    if not yes:
        print("Nothing was sent. Add --yes to do it.")
        return 2
    with tempfile.TemporaryDirectory(prefix="gametape-judgement-") as folder:
        home = Path(folder)
        home.chmod(0o711)  # Postgres may run under another account
        own = settings.model_copy(update={"database_url": None, "data_dir": home / "data", "llm_budget": most})
        engine = open_store(own)
        try:
            migrate(engine)
            scores = judge(deals, engine, own)
        finally:
            engine.dispose()
    if not as_json:
        print("\n".join(scores.lines()))
    print(json.dumps(asdict(scores) | {"entailed": scores.entailed}))
    return 0
