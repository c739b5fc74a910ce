"""Find the warehouses in a folder, and convert raw data sets to a warehouse."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

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
_TABLE_FILES = {".csv", ".jsonl", ".parquet"}


@dataclass(frozen=True)
class SourceFolder:
    """Warehouse: a DuckDB file, a folder of tables, or raw files that must be converted to a DuckDB file."""

    name: str
    path: Path
    is_raw: bool = False

    def laid_out(self, home: Path) -> Path:
        """Return the path of the readable warehouse; raw files become a DuckDB file in `home`."""
        if not self.is_raw:
            return self.path
        warehouse = home / "warehouse.duckdb"
        with duckdb.connect(str(warehouse)) as connection:
            if (self.path / "sales_pipeline.csv").exists():
                connection.execute(_CRM.format(folder=str(self.path).replace("'", "''")))
            else:
                _lay_out_seeds(connection, self.path)
        return warehouse


def warehouses(path: Path) -> Iterator[SourceFolder]:
    """Yield the warehouses at or below `path`: DuckDB files, folders of tables, and known raw data sets.

    Known are Maven Analytics' CRM sales opportunities and the seeds of Fivetran's dbt package for Salesforce.
    """
    if path.suffix == ".duckdb":
        yield SourceFolder(path.name, path)
    elif (path / "sales_pipeline.csv").exists() or (path / "sf_opportunity_data.csv").exists():
        yield SourceFolder(path.name, path, is_raw=True)
    elif any(_is_table(file) for file in path.glob("*/*")):
        yield SourceFolder(path.name, path)
    elif path.is_dir():
        for each in sorted(path.iterdir()):
            yield from warehouses(each)


def _is_table(file: Path) -> bool:
    tables = {"opportunity", "call", "callcontextintegration"}
    return file.suffix.lower() in _TABLE_FILES and file.stem.replace("_", "").lower() in tables


def _lay_out_seeds(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute("CREATE SCHEMA salesforce")
    for source in sorted(folder.glob("sf_*_data.csv")):
        table = source.stem.removeprefix("sf_").removesuffix("_data")
        connection.execute(f'CREATE TABLE salesforce."{table}" AS FROM read_csv(?)', [str(source)])
