"""Figure (f): signals on open deals against the planted situations, through warehouse, sync and store."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog

from bench.phases import opened, server, settings
from bench.truth_figures import Figure
from gametape.analysis.measures.measure import measure
from gametape.analysis.signals.rules import signals_of
from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.deals import deal, is_kept, is_open
from gametape.queries.signals import SignalName
from gametape.sample import generate
from gametape.sync.run import run
from gametape.warehouse.connect import connect

BAR = 0.9
_FLAGS = {SignalName.NO_ACTIVITY: "quiet"}  # signals that have another name in the truth file
_LATE = ("3.", "4.", "5.")

Situation = Mapping[str, Any]

# Truth of a signal by the deal's numbers: natural cases count as well as planted ones.
# Open objections rest on hearing, which bench.judgement measures on deals by other hands.
_TRUE: dict[SignalName, Callable[[Situation, str], bool]] = {
    SignalName.NO_ACTIVITY: lambda now, _: now["quiet_days"] >= 10,
    SignalName.GHOSTED: lambda now, _: now["customer_silent_days"] >= 10 and now["unanswered_mails"] >= 2,
    SignalName.OVERDUE: lambda now, _: now["overdue_days"] >= 1,
    SignalName.CLOSE_DATE_PUSHED: lambda now, _: now["times_pushed"] >= 2,
    SignalName.STALLED: lambda now, _: now["stage_days"] >= 45,
    SignalName.SINGLE_THREADED: lambda now, _: now["contacts_met"] <= 1,
    SignalName.PRICING_NEVER_RAISED: lambda now, stage: not now["money_named"] and stage.startswith(_LATE),
    SignalName.NO_DECISION_MAKER: lambda now, stage: not now["decision_maker_met"] and stage.startswith(_LATE),
}


def figures(deals: int) -> list[Figure]:
    """Return the precision of signals and the recall of planted situations."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))  # the sample has bad rows on purpose
    with tempfile.TemporaryDirectory(prefix="gametape-bench-") as folder:
        fired, truth = _fired(Path(folder), deals)
    rows = list(_judged(fired, truth))
    precision = _share([is_true for _, fires, is_true, _ in rows if fires])
    recall = _share([fires for _, fires, _, planted in rows if planted])
    size = f"{len(fired)} open deals"
    return [
        Figure("f", "signals that fire and are true (precision)", precision, f">= {BAR:.0%}", precision >= BAR,
               f"{size}; {_each(rows, lambda row: row[1], 2)}"),
        Figure("f", "planted situations that are signalled (recall)", recall, f">= {BAR:.0%}", recall >= BAR,
               _each(rows, lambda row: row[3], 1)),
    ]  # fmt: skip


def _fired(home: Path, deals: int) -> tuple[dict[str, set[SignalName]], dict[str, Any]]:
    """Return the signals of each open deal by Salesforce id, and the truth."""
    made = generate(home / "warehouse.duckdb", seed=41, deals=deals, open_share=0.9)
    with server(home, "bench_truth"):
        engine = opened(home, "bench_truth")
        chosen = settings(home)
        with connect(chosen) as warehouse:
            run(engine, warehouse, chosen, trigger="cli")
        measure(engine, chosen)
        with engine.connect() as connection:
            query = sa.select(deal.id, deal.gong_opportunity_id).where(is_kept, is_open)
            salesforce_ids = dict(connection.execute(query).tuples().all())
            signals_by_deal = signals_of(connection, list(salesforce_ids), thresholds())
        engine.dispose()
    fired = {salesforce_ids[id_]: {signal.name for signal in signals} for id_, signals in signals_by_deal.items()}
    return fired, json.loads(made.truth.read_text(encoding="utf-8"))["deals"]


def _judged(
    fired: Mapping[str, set[SignalName]], truth: Mapping[str, Any]
) -> Iterator[tuple[SignalName, bool, bool, bool]]:
    """Yield for each deal and signal: name, whether it fires, whether it is true, whether it was planted."""
    for key, signals in fired.items():
        if key not in truth:
            continue
        deal_truth = truth[key]
        for name, is_true in _TRUE.items():
            planted = _FLAGS.get(name, name.value) in deal_truth["flags"]
            yield name, name in signals, is_true(deal_truth["situation"], deal_truth["stage"]), planted


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else 1.0


def _each(rows: list[tuple[SignalName, bool, bool, bool]], of: Callable[[Any], bool], hit: int) -> str:
    by_signal = ((name, [bool(row[hit]) for row in rows if row[0] is name and of(row)]) for name in _TRUE)
    return ", ".join(f"{name} {sum(hits)}/{len(hits)}" for name, hits in by_signal if hits)
