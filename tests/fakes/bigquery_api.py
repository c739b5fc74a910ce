"""BigQuery's REST and Storage APIs, as far as a client asks: answers that the emulator cannot give."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
from google.cloud.bigquery_storage_v1 import types

Answer = tuple[int, dict[str, Any]]
Answers = Callable[[str, str, dict[str, Any]], Answer]
"""(method, path, body) -> (status, body)"""


def refusal(status: int, reason: str, message: str) -> Answer:
    """An error as BigQuery words it."""
    return status, {"error": {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}}


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    """The address of a server that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = answers(self.command, self.path, json.loads(body or b"{}"))
            payload = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def finished_job(rows: int) -> Answers:
    """A query that ran: the job is done, its rows are `rows` many and wait in a temporary table."""
    done = {
        "jobReference": {"projectId": "p", "jobId": "j", "location": "EU"},
        "status": {"state": "DONE"},
        "statistics": {"query": {"statementType": "SELECT"}},
    }
    fields = [
        {"name": "id", "type": "STRING"},
        {"name": "stamp", "type": "INTEGER"},
        {"name": "document", "type": "STRING"},
    ]

    def answer(method: str, path: str, body: dict[str, Any]) -> Answer:
        if "/queries/" in path:
            start = 2 if "pageToken" in path else 0
            page = [{"f": [{"v": f"rest{n}"}, {"v": str(n)}, {"v": "{}"}]} for n in range(start, min(start + 2, rows))]
            more = {"pageToken": "t"} if start + 2 < rows else {}
            base = {"jobComplete": True, "jobReference": done["jobReference"], "totalRows": str(rows)}
            return 200, {**base, "schema": {"fields": fields}, "rows": page, **more}
        table = {"projectId": "p", "datasetId": "_d", "tableId": "t"}
        query = {"query": "SELECT 1 ORDER BY 1", "destinationTable": table}
        return 200, {**done, "configuration": {"jobType": "QUERY", "query": query}}

    return answer


@contextmanager
def storing(
    rows: int, batch: int, *, refuse: bool = False
) -> Iterator[tuple[str, list[types.CreateReadSessionRequest]]]:
    """A Storage Read API with one stream of Arrow batches: its address, and the sessions that were asked for."""
    asked: list[types.CreateReadSessionRequest] = []
    schema = pa.schema([("id", pa.string()), ("stamp", pa.int64()), ("document", pa.string())])
    arrow = types.ArrowSchema(serialized_schema=schema.serialize().to_pybytes())

    def create(request: types.CreateReadSessionRequest, context: grpc.ServicerContext) -> types.ReadSession:
        if refuse:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "bigquery.readsessions.create denied")
        asked.append(request)
        return types.ReadSession(
            name="s", data_format="ARROW", arrow_schema=arrow, streams=[types.ReadStream(name="s/1")]
        )

    def read(request: types.ReadRowsRequest, context: grpc.ServicerContext) -> Iterator[types.ReadRowsResponse]:
        for start in range(request.offset, rows, batch):
            numbers = list(range(start, min(start + batch, rows)))
            columns = [pa.array([f"arrow{n}" for n in numbers]), pa.array(numbers), pa.array(["{}" for _ in numbers])]
            record = pa.record_batch(columns, schema=schema)
            data = types.ArrowRecordBatch(
                serialized_record_batch=record.serialize().to_pybytes(), row_count=len(numbers)
            )
            said = {} if start else {"arrow_schema": arrow}  # the first answer tells the schema
            yield types.ReadRowsResponse(arrow_record_batch=data, row_count=len(numbers), **said)

    def wire(kind: Any) -> dict[str, Any]:
        return {"request_deserializer": kind.deserialize, "response_serializer": lambda m: type(m).serialize(m)}

    methods = {
        "CreateReadSession": grpc.unary_unary_rpc_method_handler(create, **wire(types.CreateReadSessionRequest)),
        "ReadRows": grpc.unary_stream_rpc_method_handler(read, **wire(types.ReadRowsRequest)),
    }
    with ThreadPoolExecutor(4) as workers:
        server = grpc.server(workers)
        server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler("google.cloud.bigquery.storage.v1.BigQueryRead", methods),)
        )
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        yield f"127.0.0.1:{port}", asked
        server.stop(None).wait()
