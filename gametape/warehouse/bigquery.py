"""BigQuery, by its own client: REST pages, or Arrow over the Storage Read API where the extra `arrow` is installed."""

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
from sqlglot import exp

from gametape.errors import BadSettings, MissingSource, Skip, TooManyBytes, WarehouseUnavailable
from gametape.warehouse.engine import Catalog, Parameters

if TYPE_CHECKING:
    from google.cloud.bigquery_storage import BigQueryReadClient

PATIENCE = 30.0
"""Seconds for which one call to the API is tried again; after that the sync's own retries, which know its budget."""

CALL_TIMEOUT = 60.0
"""Seconds until a call without an answer is given up."""

SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
LABELS = {"application": "gametape"}

BUSY = {"backendError", "internalError", "rateLimitExceeded", "quotaExceeded", "jobBackendError", "jobInternalError"}
LOGIN = "Run `gcloud auth application-default login`, or let GOOGLE_APPLICATION_CREDENTIALS name a key file."
ROLES = "The account needs the roles BigQuery Job User on the project and BigQuery Data Viewer on the datasets."


class BigQuery:
    """Reads a project's datasets; the project also pays for the queries."""

    dialect = "bigquery"

    def __init__(self, project: str, *, location: str | None = None, maximum_bytes_billed: int | None = None) -> None:
        """Prepare a client; nothing is asked yet.

        Raises:
            BadSettings: there are no credentials.
        """
        self._maximum_bytes_billed = maximum_bytes_billed
        with _translated():
            self._credentials = _credentials()
            self._client = bigquery.Client(project=project, location=location, credentials=self._credentials)

    def datasets(self) -> list[str]:
        """Names of the project's datasets."""
        with _translated():
            return [dataset.dataset_id for dataset in self._client.list_datasets(retry=_retry(), timeout=CALL_TIMEOUT)]

    def probe(self, datasets: Collection[str]) -> Catalog:
        """Tables and columns of these datasets, from INFORMATION_SCHEMA."""
        found: dict[str, dict[str, dict[str, str]]] = {dataset: {} for dataset in datasets}
        problems: dict[str, str] = {}
        for dataset, tables in found.items():
            try:
                for page in self.pages(_columns_of(dataset), {}, 10_000):
                    for table, column, type_ in page:
                        tables.setdefault(table, {})[column] = type_
            except MissingSource:
                problems[dataset] = "There is no dataset of that name, or this account may not see it."
        return Catalog(found, problems)

    def pages(self, sql: str, parameters: Parameters, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Run one query and hand over its rows in order, at most `size` at a time."""
        config = self._config(parameters)
        config.maximum_bytes_billed = self._maximum_bytes_billed
        with _translated():
            job = self._client.query(sql, config, retry=_retry(), job_retry=None, timeout=CALL_TIMEOUT)
            yield from self._arrow_pages(job, size) if self._storage else _rest_pages(job, size)

    def estimate(self, sql: str, parameters: Parameters) -> int | None:
        """Bytes that the query would scan, by a dry run, which is free."""
        config = self._config(parameters)
        config.dry_run = True
        config.use_query_cache = False
        with _translated():
            job = self._client.query(sql, config, retry=_retry(), job_retry=None, timeout=CALL_TIMEOUT)
            scanned: int | None = job.total_bytes_processed
            return scanned

    def close(self) -> None:
        """Close the connections."""
        if storage := self.__dict__.get("_storage"):
            storage.transport.close()
        self._client.close()  # type: ignore[no-untyped-call]

    def _config(self, parameters: Parameters) -> bigquery.QueryJobConfig:
        typed = [
            bigquery.ScalarQueryParameter(name, "TIMESTAMP" if isinstance(value, datetime) else "STRING", value)
            for name, value in parameters.items()
        ]
        return bigquery.QueryJobConfig(query_parameters=typed, labels=LABELS)

    @cached_property
    def _storage(self) -> "BigQueryReadClient | None":
        """A client of the Storage Read API; None where the extra is absent, or against an emulator, which has none."""
        if os.environ.get("BIGQUERY_EMULATOR_HOST") or not (
            _installed("pyarrow") and _installed("google.cloud.bigquery_storage")
        ):
            return None
        from google.cloud.bigquery_storage import BigQueryReadClient  # noqa: PLC0415  part of the extra `arrow`

        return BigQueryReadClient(credentials=self._credentials)  # type: ignore[no-untyped-call]

    def _arrow_pages(self, job: bigquery.QueryJob, size: int) -> Iterator[list[tuple[Any, ...]]]:
        rows = job.result(page_size=size, retry=_retry(), job_retry=None)
        # One stream: several would come interleaved, and the order is the contract.
        batches = rows.to_arrow_iterable(self._storage, max_queue_size=2, max_stream_count=1)
        try:
            first = list(islice(batches, 1))
        except (api.Forbidden, api.NotFound):  # the account may read tables, but not by this API
            yield from _rest_pages(job, size)
            return
        flat = (
            row for batch in chain(first, batches) for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
        )
        while page := list(islice(flat, size)):
            yield page


def _credentials() -> Credentials:
    if os.environ.get("BIGQUERY_EMULATOR_HOST"):
        return AnonymousCredentials()  # type: ignore[no-untyped-call]
    found: Credentials = google.auth.default(scopes=SCOPES)[0]
    return found


def _rest_pages(job: bigquery.QueryJob, size: int) -> Iterator[list[tuple[Any, ...]]]:
    rows = job.result(page_size=size, retry=_retry(), job_retry=None)
    for page in rows.pages:
        yield [row.values() for row in page]


def _columns_of(dataset: str) -> str:
    view = exp.table_("COLUMNS", db="INFORMATION_SCHEMA", catalog=exp.to_identifier(dataset, quoted=True))
    columns = exp.select("table_name", "column_name", "data_type").from_(view)
    return columns.order_by("table_name", "ordinal_position").sql("bigquery")


def _retry() -> Any:
    return DEFAULT_RETRY.with_timeout(PATIENCE)


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@contextmanager
def _translated() -> Iterator[None]:
    """Google's errors as ours."""
    try:
        yield
    except auth.TransportError as error:
        raise WarehouseUnavailable(f"BigQuery's sign-in did not answer: {error}") from error
    except auth.GoogleAuthError as error:
        raise BadSettings(f"There are no credentials for BigQuery: {error}", hint=LOGIN) from error
    except api.RetryError as error:
        _raise(error.cause if isinstance(error.cause, api.GoogleAPICallError) else error)
    except api.GoogleAPICallError as error:
        _raise(error)
    except (requests.RequestException, ConnectionError) as error:
        raise WarehouseUnavailable(f"BigQuery cannot be reached: {error}") from error


def _raise(error: api.GoogleAPIError) -> NoReturn:
    details = getattr(error, "errors", None) or [{}]
    reason = details[0].get("reason", "") if isinstance(details[0], dict) else ""
    said = getattr(error, "message", None) or str(error)
    if reason == "bytesBilledLimitExceeded":
        raise _too_many_bytes(said) from error
    if reason in BUSY or isinstance(error, api.ServerError | api.TooManyRequests | api.RetryError):
        raise WarehouseUnavailable(f"BigQuery is busy: {said}") from error
    if isinstance(error, api.NotFound) or reason == "invalidQuery":
        raise MissingSource(
            said, hint="The warehouse changed since it was looked at, or a dataset is spelled otherwise."
        )
    if isinstance(error, api.Forbidden | api.Unauthorized):
        raise BadSettings(f"BigQuery refuses: {said}", hint=ROLES) from error
    raise Skip(f"BigQuery cannot run this: {said}") from error


def _too_many_bytes(said: str) -> TooManyBytes:
    numbers = [f"{int(number):,}" for number in re.findall(r"\d{3,}", said)]
    found = f" ({' allowed, '.join(numbers[:2])} needed)" if len(numbers) > 1 else ""
    return TooManyBytes(
        f"A query would scan more bytes than GAMETAPE_MAXIMUM_BYTES_BILLED allows{found}.",
        hint="Raise it, or see `gametape doctor` for what each query scans.",
    )
