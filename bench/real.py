"""Real data through the whole path: what was read, what became of it, and whether both engines agree.

    python -m bench.real crm FOLDER        Maven Analytics' CRM sales opportunities, as Salesforce tables
    python -m bench.real fivetran FOLDER   the seeds of Fivetran's dbt package for Salesforce, as they are

The folders hold the CSV files; they are not a part of this project. Ends with 1 when a row is unaccounted for, or when
the table differs between the DuckDB engine and the BigQuery client (which needs the group `dev`: its emulator).
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

import duckdb
import sqlalchemy as sa
import structlog
import typer

from gametape.settings import Settings
from gametape.store.database import migrate, open_store
from gametape.store.tables import opportunities
from gametape.sync.counts import Counts
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.fakes.bigquery import running

_NOT_COMPARED = {"created_at", "updated_at", "deleted_at"}  # when it was written here

_CRM = """
    CREATE SCHEMA salesforce;
    CREATE TABLE salesforce.account AS
        SELECT account AS id, account AS name, sector AS industry, revenue, employees, office_location
        FROM read_csv('{folder}/accounts.csv');
    CREATE TABLE salesforce.user AS
        SELECT sales_agent AS id, lower(replace(sales_agent, ' ', '.')) || '@vendor.example' AS email,
               sales_agent AS name, manager, regional_office
        FROM read_csv('{folder}/sales_teams.csv');
    CREATE TABLE salesforce.opportunity AS
        SELECT opportunity_id AS id, concat_ws(' for ', product, account) AS name, account AS account_id,
               sales_agent AS owner_id, product AS product_c, deal_stage AS stage_name,
               deal_stage IN ('Won', 'Lost') AS is_closed, deal_stage = 'Won' AS is_won,
               strptime(close_date, '%m/%d/%Y')::DATE AS close_date, strptime(engage_date, '%m/%d/%Y') AS created_date,
               close_value AS amount, coalesce(strptime(close_date, '%m/%d/%Y'), strptime(engage_date, '%m/%d/%Y'))
                   AS last_modified_date
        FROM read_csv('{folder}/sales_pipeline.csv', types = {{'close_date': 'VARCHAR', 'engage_date': 'VARCHAR'}});
"""
_FIVETRAN_TABLES = ("opportunity", "account", "user", "opportunity_history")


def main(which: Literal["crm", "fivetran"], folder: Path) -> None:
    """Lay the files out as a warehouse, sync it through both engines, twice each, and compare."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="gametape-real-") as home:
        Path(home).chmod(0o711)
        warehouse = Path(home, "warehouse.duckdb")
        _lay_out(which, folder, warehouse)
        through_duckdb = _synced(f"duckdb:///{warehouse}", Path(home, "one"))
        with running() as emulator:
            os.environ["BIGQUERY_EMULATOR_HOST"] = emulator.url
            through_bigquery = _synced(f"bigquery://{emulator.load(warehouse)}", Path(home, "two"))
    same = through_duckdb == through_bigquery
    sys.stdout.write(f"{len(through_duckdb)} deals; DuckDB and BigQuery give the same table: {same}\n")
    raise SystemExit(not same)


def _lay_out(which: str, folder: Path, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        if which == "crm":
            connection.execute(_CRM.format(folder=folder))
            return
        connection.execute("CREATE SCHEMA salesforce")
        for table in _FIVETRAN_TABLES:
            source = str(folder / f"sf_{table}_data.csv")
            connection.execute(f"CREATE TABLE salesforce.{table} AS FROM read_csv(?)", [source])


def _synced(url: str, data_dir: Path) -> list[dict[str, Any]]:
    data_dir.mkdir(mode=0o711)
    settings = Settings.model_validate({"DATABASE_URL": None, "data_dir": data_dir, "warehouse": url})
    engine = open_store(settings)
    migrate(engine)
    for attempt in ("first", "again"):
        with connect(settings) as warehouse:
            summary = run(engine, warehouse, settings, trigger="cli", full=attempt == "again")
        for entity, result in summary.entities.items():
            told = {name: count for name, count in result.counts.items() if count}
            sys.stdout.write(
                f"{url.partition(':')[0]:9} {attempt:6} {entity:20} {result.status:8} {json.dumps(told)}\n"
            )
            if Counts(**result.counts).unaccounted:
                raise SystemExit(f"{entity}: {Counts(**result.counts).unaccounted} rows are unaccounted for")
    with engine.connect() as connection:
        rows = connection.execute(sa.select(opportunities).order_by(opportunities.c.gong_opportunity_id))
        found = [{name: value for name, value in row._mapping.items() if name not in _NOT_COMPARED} for row in rows]
    engine.dispose()
    return found


if __name__ == "__main__":
    typer.run(main)
