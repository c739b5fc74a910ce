"""What the real BigQuery client does when the service refuses, stumbles or holds more than a page."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, Protocol

import grpc  # type: ignore[import-untyped]
import pytest
from google.cloud.bigquery_storage import BigQueryReadClient
from google.cloud.bigquery_storage_v1.services.big_query_read.transports.grpc import BigQueryReadGrpcTransport
from sqlglot import exp

from gametape.errors import BadSettings, GametapeError, MissingSource, Skip, TooManyBytes, WarehouseUnavailable
from gametape.warehouse import bigquery, connect
from gametape.warehouse.bigquery import BigQuery
from tests.conftest import SettingsFor
from tests.fakes.bigquery import Emulator
from tests.fakes.bigquery_api import Answer, Answers, finished_job, refusal, serving, storing

QUERY = exp.select("'x' AS id", "1 AS stamp", "'{}' AS document")


class Answering(Protocol):
    """An engine whose service answers so."""

    def __call__(self, answers: Answers, **options: Any) -> BigQuery: ...


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answering]:
    monkeypatch.setattr(bigquery, "PATIENCE", 0.01)
    with ExitStack() as stack:

        def make(answers: Answers, **options: Any) -> BigQuery:
            monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", stack.enter_context(serving(answers)))
            engine = BigQuery("p", **options)
            stack.callback(engine.close)
            return engine

        yield make


SECRET = "Access Denied: Table secret-project:crm.deals: SELECT name WHERE name = 'Acme'"
REFUSALS = [
    (refusal(503, "backendError", SECRET), WarehouseUnavailable, "BigQuery is busy."),
    (refusal(502, "badGateway", SECRET), WarehouseUnavailable, "BigQuery is busy."),
    (refusal(429, "rateLimitExceeded", SECRET), WarehouseUnavailable, "BigQuery is busy."),
    (refusal(403, "quotaExceeded", SECRET), WarehouseUnavailable, "BigQuery is busy."),
    (refusal(403, "accessDenied", SECRET), BadSettings, "BigQuery denies access to this account."),
    (refusal(401, "authError", SECRET), BadSettings, "No BigQuery credentials found."),
    (refusal(404, "notFound", SECRET), MissingSource, "BigQuery cannot find a table or column"),
    (refusal(400, "invalidQuery", SECRET), MissingSource, "BigQuery cannot find a table or column"),
    (refusal(400, "resourcesExceeded", SECRET), Skip, "BigQuery cannot run a query."),
    (
        refusal(
            500,
            "bytesBilledLimitExceeded",
            "Query exceeded limit for bytes billed: 163595928. 164626432 or higher required.",
        ),
        TooManyBytes,
        r"163,595,928 allowed, 164,626,432 needed",
    ),
]


@pytest.mark.parametrize(
    ("answer", "error", "said"), REFUSALS, ids=[str(a[1]["error"]["errors"][0]["reason"]) for a, *_ in REFUSALS]
)
def test_refusals_are_named_by_what_to_do_next(
    answering: Answering, answer: Answer, error: type[GametapeError], said: str
) -> None:
    engine = answering(lambda *_: answer)
    with pytest.raises(error, match=said) as caught:
        list(engine.scan(QUERY, {}, 10))
    outside = f"{caught.value} {caught.value.hint}"
    assert not re.search("secret-project|Access Denied|SELECT|Acme|https?://", outside), "it is kept, sent and logged"
    assert error is TooManyBytes or caught.value.detail, "the terminal shows what BigQuery said"


def test_a_job_that_fails_by_its_limit_says_the_numbers(answering: Answering) -> None:
    failed = {
        "jobReference": {"projectId": "p", "jobId": "j"},
        "configuration": {"query": {"query": "SELECT 1"}},
        "status": {
            "state": "DONE",
            "errorResult": {
                "reason": "bytesBilledLimitExceeded",
                "message": "Query exceeded limit for bytes billed: 1000000. 20971520 or higher required.",
            },
        },
    }
    engine = answering(lambda *_: (200, failed), maximum_bytes_billed=1_000_000)
    with pytest.raises(TooManyBytes, match="1,000,000 allowed, 20,971,520 needed"):
        list(engine.scan(QUERY, {}, 10))


def test_a_service_that_is_away_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bigquery, "PATIENCE", 0.01)
    with serving(lambda *_: (200, {})) as url:
        pass
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", url)
    with pytest.raises(WarehouseUnavailable, match=r"Cannot connect to BigQuery\.$") as caught:
        BigQuery("p").datasets()
    assert "127.0.0.1" in caught.value.detail


def test_one_stumble_is_forgiven(answering: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bigquery, "PATIENCE", 30.0)
    stumbles = [refusal(503, "backendError", "try again")]
    fine = finished_job(rows=3)
    engine = answering(lambda *call: stumbles.pop() if stumbles else fine(*call))
    assert [[row[0] for row in page] for page in engine.scan(QUERY, {}, 2)] == [["rest0", "rest1"], ["rest2"]]


def test_a_query_is_one_job_with_typed_parameters_its_limit_and_a_label(answering: Answering) -> None:
    asked: list[dict[str, Any]] = []
    fine = finished_job(rows=3)

    def answers(method: str, path: str, body: dict[str, Any]) -> Answer:
        if method == "POST":
            asked.append(body)
        return fine(method, path, body)

    engine = answering(answers, location="EU", maximum_bytes_billed=10**9)
    moment = datetime(2026, 1, 1, 2, 3, 4, 567891, tzinfo=UTC)
    list(engine.scan(QUERY, {"after": moment, "position_id": "x' OR 1=1"}, 2))
    (job,) = asked
    assert job["jobReference"]["location"] == "EU"
    assert job["configuration"]["labels"] == {"application": "gametape"}
    query = job["configuration"]["query"]
    assert query["maximumBytesBilled"] == "1000000000"
    assert query["query"].endswith("ORDER BY\n  stamp,\n  id"), "NULLs are first in BigQuery without saying so"
    assert {
        p["name"]: (p["parameterType"]["type"], p["parameterValue"]["value"]) for p in query["queryParameters"]
    } == {
        "after": ("TIMESTAMP", "2026-01-01 02:03:04.567891+00:00"),
        "position_id": ("STRING", "x' OR 1=1"),
    }


def test_an_estimate_is_a_dry_run(answering: Answering) -> None:
    asked: list[dict[str, Any]] = []

    def answers(method: str, path: str, body: dict[str, Any]) -> Answer:
        asked.append(body)
        done = {"jobReference": {"projectId": "p", "jobId": "j"}, "status": {"state": "DONE"}}
        return 200, {**done, "statistics": {"query": {"totalBytesProcessed": "123456789"}}, "configuration": {}}

    assert answering(answers).estimate(QUERY, {}) == 123_456_789
    assert [body["configuration"]["dryRun"] for body in asked] == [True]


@pytest.mark.parametrize(
    "gone", [refusal(404, "notFound", "no"), refusal(403, "accessDenied", "Access Denied: Dataset p:b")]
)
def test_a_dataset_that_is_not_there_or_not_shown_is_empty(answering: Answering, gone: Answer) -> None:
    fine = finished_job(rows=1)

    def answers(method: str, path: str, body: dict[str, Any]) -> Answer:
        return gone if "`b`" in str(body) else fine(method, path, body)

    catalog = answering(answers).probe(["a", "b"])
    assert list(catalog.datasets["a"]) == ["rest0"]
    assert catalog.datasets["b"] == {}
    assert set(catalog.problems) == {"b"}


def test_an_account_that_may_do_nothing_is_told_so(answering: Answering) -> None:
    with pytest.raises(BadSettings, match="denies access to this account") as caught:
        answering(lambda *_: refusal(403, "accessDenied", "lacks bigquery.jobs.create")).probe(["a", "b"])
    assert "BigQuery Job User" in caught.value.hint
    assert "bigquery.jobs.create" in caught.value.detail


def test_missing_credentials_say_how_to_get_them(settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", "/nonexistent")
    with pytest.raises(BadSettings, match="No BigQuery credentials") as caught:
        connect(settings_for(warehouse="bigquery://p"))
    assert "gcloud auth application-default login" in caught.value.hint


@pytest.fixture
def storage() -> Iterator[Any]:
    """Give an engine a Storage Read API to read from."""
    with ExitStack() as stack:

        def give(engine: BigQuery, **options: Any) -> list[Any]:
            address, asked = stack.enter_context(storing(**options))
            channel = stack.enter_context(grpc.insecure_channel(address))
            transport = BigQueryReadGrpcTransport(channel=channel)
            engine._storage = BigQueryReadClient(transport=transport)  # type: ignore[no-untyped-call]
            return asked

        yield give


# Google's client warns of its own call into its own library: googleapis/google-cloud-python#18181.
@pytest.mark.filterwarnings("ignore:Retrieving Arrow record batches directly:PendingDeprecationWarning")
def test_large_results_come_by_arrow_in_order_and_in_pages(answering: Answering, storage: Any) -> None:
    engine = answering(finished_job(rows=10))
    asked = storage(engine, rows=10, batch=3)
    pages = list(engine.scan(QUERY, {}, 4))
    assert [len(page) for page in pages] == [4, 4, 2]
    assert [row for page in pages for row in page] == [(f"arrow{n}", n, "{}") for n in range(10)]
    assert [request.max_stream_count for request in asked] == [1], "several streams would come interleaved"


def test_an_account_without_the_storage_api_reads_by_rest(answering: Answering, storage: Any) -> None:
    engine = answering(finished_job(rows=3))
    storage(engine, rows=3, batch=3, refuse=True)
    assert [row[0] for page in engine.scan(QUERY, {}, 2) for row in page] == ["rest0", "rest1", "rest2"]


def test_07_a_page_token_that_is_ignored_is_noticed(answering: Answering) -> None:
    answer = finished_job(rows=5)
    engine = answering(lambda method, path, body: answer(method, path.replace("pageToken", "ignored"), body))
    with pytest.raises(WarehouseUnavailable, match="more rows than the 5 it announced"):
        list(engine.scan(QUERY, {}, 2))


def test_datasets_are_listed_for_whoever_misspelled_one(
    bigquery_emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", bigquery_emulator.url)
    assert BigQuery("nobody-was-here").datasets() == []
