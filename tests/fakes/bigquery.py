"""BigQuery on loopback: the real client speaks HTTP to an emulator beside the tests."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery
from sqlglot import exp


class Emulator:
    """A running emulator. `BIGQUERY_EMULATOR_HOST=<url>` sends the client there."""

    def __init__(self, url: str) -> None:
        self.url = url

    def load(self, path: Path) -> str:
        """All tables of a DuckDB file as datasets of a new project, whose name is returned.

        As Fivetran lands them: text is STRING, a DECIMAL is NUMERIC, a time without a zone is DATETIME.
        """
        project = f"test-{uuid4().hex[:12]}"
        nobody = AnonymousCredentials()  # type: ignore[no-untyped-call]
        client = bigquery.Client(project, nobody, client_options={"api_endpoint": self.url})
        with duckdb.connect(str(path), read_only=True) as warehouse:
            tables = warehouse.execute(
                "SELECT table_schema, table_name FROM information_schema.tables"
                " WHERE table_catalog = current_database() ORDER BY ALL"
            ).fetchall()
            for dataset in sorted({dataset for dataset, _ in tables}):
                client.create_dataset(dataset)
            for dataset, table in tables:
                _copy(warehouse, client, dataset, table, path.with_name(f"{uuid4().hex}.parquet"))
        client.close()  # type: ignore[no-untyped-call]
        return project


def _copy(
    warehouse: duckdb.DuckDBPyConnection, client: bigquery.Client, dataset: str, table: str, parquet: Path
) -> None:
    name = exp.table_(table, db=dataset, quoted=True).sql("duckdb")
    columns = [
        exp.ColumnDef(this=exp.to_identifier(column[0], quoted=True), kind=exp.DataType.build(column[1], "duckdb"))
        for column in warehouse.execute(f"DESCRIBE {name}").fetchall()
    ]
    schema = exp.Schema(this=exp.table_(table, db=dataset, quoted=True), expressions=columns)
    client.query_and_wait(exp.Create(this=schema, kind="TABLE").sql("bigquery"))
    target = exp.Literal.string(str(parquet)).sql("duckdb")
    warehouse.execute(f"COPY (FROM {name}) TO {target} (FORMAT parquet)")
    config = bigquery.LoadJobConfig(source_format=bigquery.SourceFormat.PARQUET)
    with parquet.open("rb") as file:
        client.load_table_from_file(file, f"{dataset}.{table}", job_config=config).result()
    parquet.unlink()


@pytest.fixture(scope="session")
def bigquery_emulator() -> Iterator["Emulator"]:
    """One emulator for all tests of a process; each test loads its tables into a project of its own."""
    with running() as emulator:
        yield emulator


@contextmanager
def running() -> Iterator[Emulator]:
    """Start the emulator on a free port of loopback, and stop it."""
    with tempfile.TemporaryFile("w+") as log:
        command = [sys.executable, str(Path(__file__).with_name("bigquery_server.py"))]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True) as server:
            assert server.stdin
            assert server.stdout
            url = next((line.strip() for line in server.stdout if line.startswith("http")), None)
            if url is None:
                log.seek(0)
                raise RuntimeError(f"The BigQuery emulator did not start: {log.read()[-2000:]}")
            yield Emulator(url)
            server.stdin.close()
