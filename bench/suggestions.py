"""Print what is suggested on whole deals, or told in review: `python -m bench.suggestions [FOLDER] [--json]`.

The deals of a folder (by default `bench/judgement_deals`) become one company, which goes through the whole pipeline;
the store's clock stands at the deals' own today. For each deal follow the suggestions, and from its file what a good
first suggestion says (+) and what is none (-), for a person or a model to judge. The last line is a JSON object.
"""

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog

from bench.judged_company import make_warehouse, salesforce_id
from gametape.analysis.deal_insights import read_insights
from gametape.analysis.insights.view import DealInsights
from gametape.analysis.refresh import refresh
from gametape.settings import Settings
from gametape.store.database import migrate, open_store
from gametape.store.tables import opportunities
from gametape.sync.run import run
from gametape.warehouse.connect import connect

FOLDER = Path(__file__).with_name("judgement_deals")
_HOUR = "17:00:00+00:00"


def analyzed(deals: dict[str, dict[str, Any]], home: Path) -> dict[str, DealInsights]:
    """Return the insights on each deal, by the name of its file."""
    url = make_warehouse(home / "judged.duckdb", list(deals.values()))
    settings = Settings(data_dir=home, database_url=None, warehouse=url)
    engine = open_store(settings)
    try:
        migrate(engine)
        set_clock(engine, f"{max(deal['today'] for deal in deals.values())}T{_HOUR}")
        with connect(settings) as warehouse:
            run(engine, warehouse, settings, trigger="cli", full=True)
        refresh(engine, settings)
        found = {}
        with engine.connect() as connection:
            for number, name in enumerate(deals, start=1):
                key = opportunities.c.gong_opportunity_id == salesforce_id("006", number)
                deal_id = connection.execute(sa.select(opportunities.c.id).where(key)).scalar_one()
                found[name] = read_insights(connection, deal_id, settings)
    finally:
        engine.dispose()
    return found


def set_clock(engine: sa.Engine, moment: str) -> None:
    """Let `now()` of the store return a fixed moment, in this and all later connections."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(
            sa.text(
                "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql STABLE "
                f"AS $$ SELECT timestamptz '{moment}' $$"
            )
        )
        name = connection.execute(sa.text("SELECT quote_ident(current_database())")).scalar_one()
        connection.execute(sa.text(f"ALTER DATABASE {name} SET search_path = public, pg_catalog"))
    engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    deals = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(arguments.folder.glob("*.json"))}
    with tempfile.TemporaryDirectory(prefix="gametape-suggestions-") as home:
        Path(home).chmod(0o711)
        found = analyzed(deals, Path(home))
    if not arguments.json:
        for name, insights in found.items():
            _print(name, deals[name], insights)
    print(
        json.dumps({"deals": len(deals), "first": {name: _first(each) for name, each in found.items()}} | _kinds(found))
    )


def _first(insights: DealInsights) -> str | None:
    return insights.actions[0].sentence if insights.actions else insights.nothing_unusual


def _kinds(found: dict[str, DealInsights]) -> dict[str, Any]:
    shown = Counter(kind for each in found.values() for kind in {action.kind.value for action in each.actions})
    return {"open_deals_per_kind": dict(shown)}


def _print(name: str, deal: dict[str, Any], insights: DealInsights) -> None:
    print(f"\n{name}: {deal['deal']} · {deal['stage']} · {deal['today']}")
    for action in insights.actions:
        print(f"  > {action.sentence}\n    {action.reason}")
        for quote in action.evidence:
            print(f"    “{quote.quote}” {quote.speaker}")
    if insights.nothing_unusual:
        print(f"  > {insights.nothing_unusual}")
    for told in insights.review.sentences if insights.review else ():
        print(f"  * {told.sentence}")
    if review := deal["gold"].get("review"):
        print(f"      = {review}")
    for mark, kind in (("+", "good"), ("-", "bad")):
        for text in deal["gold"]["first_suggestion"][kind]:
            print(f"      {mark} {text}")


if __name__ == "__main__":
    main()
