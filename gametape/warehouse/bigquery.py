"""BigQuery through Google's client.

REST pages, or Arrow over the Storage Read API if the extra `arrow` is installed.
"""

import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from importlib.util import find_spec
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NoReturn

import google.auth
import requests
from google.api_core import exceptions as api
from google.auth import exceptions as auth
from google.auth.credentials import AnonymousCredentials, Credentials
from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_RETRY
from google.oauth2 import service_account
from pydantic import SecretStr
from sqlglot import exp

from gametape.errors import BadSettings, MissingSource, Skip, TooManyBytes, WarehouseUnavailable
from gametape.warehouse.engine import Catalog, Parameters, Row

if TYPE_CHECKING:
    from google.cloud.bigquery_storage import BigQueryReadClient

PATIENCE = 30.0
"""Seconds for which a failed API call is repeated.

After that, the sync repeats the call itself, within its time budget.
"""

CALL_TIMEOUT = 60.0
"""Seconds to wait for an answer before an API call fails."""

SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
LABELS = {"application": "gametape"}

AGAIN = "Try again in a moment."
DETAILS = "Set GAMETAPE_LOG_LEVEL=DEBUG to see BigQuery's error in the log."
GONE = f"The warehouse changed since it was checked, or a dataset name is misspelled. {DETAILS}"
AWAY = (requests.RequestException, ConnectionError)
BUSY = {"backendError", "internalError", "rateLimitExceeded", "quotaExceeded", "jobBackendError", "jobInternalError"}
LOGIN = (
    "Run `gcloud auth application-default login`, set GOOGLE_APPLICATION_CREDENTIALS to a key file,"
    " or set GAMETAPE_BIGQUERY_KEY."
)
ROLES = "The account needs the roles BigQuery Job User on the project and BigQuery Data Viewer on the datasets."


class BigQuery:
    """Reads the datasets of a Google Cloud project. The same project pays for the queries."""

    dialect = "bigquery"

    def __init__(
        self,
        project: str,
        *,
        location: str | None = None,
        maximum_bytes_billed: int | None = None,
        key: SecretStr | None = None,
    ) -> None:
        """Create the client without sending a request.

        `key` is the JSON key of a service account. Without a key, Google's default credentials are used.

        Raises:
            BadSettings: no credentials are set up.
        """
        self._maximum_bytes_billed = maximum_bytes_billed
        with _translated():
            self._credentials = _credentials(key)
            self._client = bigquery.Client(project=project, location=location, credentials=self._credentials)

    def datasets(self) -> list[str]:
        """List the names of the project's datasets."""
        with _translated():
            return [dataset.dataset_id for dataset in self._client.list_datasets(retry=_retry(), timeout=CALL_TIMEOUT)]

    def probe(self, datasets: Collection[str]) -> Catalog:
        """Read the tables and columns of these datasets from INFORMATION_SCHEMA."""
        catalog: dict[str, dict[str, dict[str, str]]] = {dataset: {} for dataset in datasets}
        refused: dict[str, BadSettings] = {}
        for dataset, tables in catalog.items():
            try:
                for table, column, type_ in self._rows(_columns_of(dataset)):
                    tables.setdefault(table, {})[column] = type_
            except MissingSource:
                continue
            except BadSettings as error:  # BigQuery refuses a dataset that the account may not see
                refused[dataset] = error
        if refused and len(refused) == len(catalog):
            raise next(iter(refused.values()))
        absent = "The dataset does not exist, or this account has no access to it."
        return Catalog(catalog, {name: str(refused.get(name, absent)) for name in catalog if not catalog[name]})

    def scan(self, query: exp.Select, parameters: Parameters, size: int) -> Iterator[list[Row]]:
        """Run the query as one job and yield its rows in order, in pages of at most `size` rows."""
        config = self._config(parameters)
        config.maximum_bytes_billed = self._maximum_bytes_billed
        sql = query.order_by("stamp NULLS FIRST", "id NULLS FIRST").sql(self.dialect, pretty=True)
        with _translated():
            job = self._client.query(sql, config, retry=_retry(), job_retry=None, timeout=CALL_TIMEOUT)
            yield from self._arrow_pages(job, size) if self._storage else _rest_pages(job, size)

    def estimate(self, query: exp.Select, parameters: Parameters) -> int | None:
        """Return the bytes that the query would scan, from a dry run, which costs nothing."""
        config = self._config(parameters)
        config.dry_run = True
        config.use_query_cache = False
        with _translated():
            sql = query.sql(self.dialect)
            job = self._client.query(sql, config, retry=_retry(), job_retry=None, timeout=CALL_TIMEOUT)
            scanned: int | None = job.total_bytes_processed
            return scanned

    def close(self) -> None:
        """Close the connections."""
        if storage := self.__dict__.get("_storage"):
            storage.transport.close()
        self._client.close()  # type: ignore[no-untyped-call]

    def _rows(self, query: exp.Select) -> list[tuple[str, ...]]:
        with _translated():
            job = self._client.query(query.sql(self.dialect), retry=_retry(), job_retry=None, timeout=CALL_TIMEOUT)
            return [row.values() for row in job.result(retry=_retry(), job_retry=None)]

    def _config(self, parameters: Parameters) -> bigquery.QueryJobConfig:
        typed = [
            bigquery.ScalarQueryParameter(name, "TIMESTAMP" if isinstance(value, datetime) else "STRING", value)
            for name, value in parameters.items()
        ]
        return bigquery.QueryJobConfig(query_parameters=typed, labels=LABELS)

    @cached_property
    def _storage(self) -> "BigQueryReadClient | None":
        """Client of the Storage Read API. None if the extra `arrow` is not installed or an emulator is used.

        It has no such API.
        """
        if os.environ.get("BIGQUERY_EMULATOR_HOST") or not (
            _installed("pyarrow") and _installed("google.cloud.bigquery_storage")
        ):
            return None
        from google.cloud.bigquery_storage import BigQueryReadClient  # noqa: PLC0415  part of the extra `arrow`

        return BigQueryReadClient(credentials=self._credentials)  # type: ignore[no-untyped-call]

    def _arrow_pages(self, job: bigquery.QueryJob, size: int) -> Iterator[list[Row]]:
        rows = job.result(page_size=size, retry=_retry(), job_retry=None)
        # Several streams would arrive interleaved, but callers rely on the order of rows: read a single stream.
        batches = rows.to_arrow_iterable(self._storage, max_queue_size=2, max_stream_count=1)
        try:
            first = list(islice(batches, 1))
        except (api.Forbidden, api.NotFound):  # the account may read tables, but not through this API
            yield from _rest_pages(job, size)
            return
        flat = (
            row for batch in chain(first, batches) for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
        )
        while page := list(islice(flat, size)):
            yield page


def _credentials(key: SecretStr | None) -> Credentials:
    if os.environ.get("BIGQUERY_EMULATOR_HOST"):
        return AnonymousCredentials()  # type: ignore[no-untyped-call]
    if key:
        return _of_service_account(key.get_secret_value())
    default: Credentials = google.auth.default(scopes=SCOPES)[0]
    return default


def _of_service_account(key: str) -> Credentials:
    try:
        credentials: Credentials = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            json.loads(key), scopes=SCOPES
        )
    except (ValueError, TypeError, AttributeError, KeyError):  # the error's text could contain parts of the key
        raise BadSettings(
            "GAMETAPE_BIGQUERY_KEY is not a service account's key.", hint="Set it to the full text of the JSON file."
        ) from None
    return credentials


def _rest_pages(job: bigquery.QueryJob, size: int) -> Iterator[list[Row]]:
    rows = job.result(page_size=size, retry=_retry(), job_retry=None)
    left = rows.total_rows
    for page in rows.pages:
        left -= page.num_items
        if left < 0:  # a server that ignores the page token sends the first page again and again
            raise WarehouseUnavailable(f"BigQuery returned more rows than the {rows.total_rows:,} it announced.")
        if page.num_items:
            yield [row.values() for row in page]


def _columns_of(dataset: str) -> exp.Select:
    view = exp.table_("COLUMNS", db="INFORMATION_SCHEMA", catalog=exp.to_identifier(dataset, quoted=True))
    columns = exp.select("table_name", "column_name", "data_type").from_(view)
    return columns.order_by("table_name", "ordinal_position")


def _retry() -> Any:
    return DEFAULT_RETRY.with_timeout(PATIENCE)


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@contextmanager
def _translated() -> Iterator[None]:
    """Turn Google's errors into gametape's own.

    Google's text contains project names and queries, so it only goes into `detail`.
    """
    try:
        yield
    except auth.TransportError as error:
        raise WarehouseUnavailable("BigQuery's sign-in is not responding.", hint=AGAIN, detail=str(error)) from error
    except auth.GoogleAuthError as error:
        raise BadSettings("No BigQuery credentials found.", hint=LOGIN, detail=str(error)) from error
    except (api.RetryError, api.GoogleAPICallError, *AWAY) as error:
        _raise(error.cause if isinstance(error, api.RetryError) and error.cause else error)


def _raise(error: Exception) -> NoReturn:
    if isinstance(error, AWAY):
        raise WarehouseUnavailable("Cannot connect to BigQuery.", hint=AGAIN, detail=str(error)) from error
    details = getattr(error, "errors", None) or [{}]
    reason = details[0].get("reason", "") if isinstance(details[0], dict) else ""
    text = getattr(error, "message", None) or str(error)
    if reason == "bytesBilledLimitExceeded":
        raise _too_many_bytes(text) from error
    if reason in BUSY or isinstance(error, api.ServerError | api.TooManyRequests | api.RetryError):
        raise WarehouseUnavailable("BigQuery is busy.", hint=AGAIN, detail=text) from error
    if isinstance(error, api.NotFound) or reason == "invalidQuery":
        raise MissingSource("BigQuery cannot find a table or column.", hint=GONE, detail=text)
    if isinstance(error, api.Forbidden | api.Unauthorized):
        raise BadSettings("BigQuery denies access to this account.", hint=ROLES, detail=text) from error
    raise Skip("BigQuery cannot run a query.", hint=DETAILS, detail=text) from error


def _too_many_bytes(message: str) -> TooManyBytes:
    numbers = re.search(r"billed: (\d+)\D+(\d+) or higher", message)
    figures = f" ({int(numbers[1]):,} allowed, {int(numbers[2]):,} needed)" if numbers else ""
    return TooManyBytes(
        f"A query would scan more bytes than GAMETAPE_MAXIMUM_BYTES_BILLED allows{figures}.",
        hint="Raise the limit, or run `gametape doctor` to see what each query scans.",
    )
