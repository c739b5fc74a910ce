import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from gametape.log import set_up_log


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if handler.name != "gametape.log"]


def fail(words: str) -> None:
    raise ValueError(len(words))


def log_a_failure() -> None:
    words = "what a customer said"
    try:
        fail(words)
    except ValueError:
        structlog.get_logger().exception("failed", entity="calls")


@pytest.mark.parametrize("on_terminal", [False, True])
def test_a_failure_is_told_without_the_words_it_happened_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, on_terminal: bool
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: on_terminal)
    set_up_log("INFO")
    log_a_failure()
    told = capsys.readouterr().err
    assert "ValueError" in told
    assert "test_log.py" in told
    assert "customer" not in told.replace('words = "what a customer said"', "")


def test_machines_read_a_line_of_json_for_each_event(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_log("warning")
    log = structlog.get_logger()
    log.info("page done", rows=5000)
    log.warning("trying again", attempt=2)
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["attempt"]) == ("trying again", "warning", 2)
    assert captured.out == ""


def test_a_librarys_traceback_quotes_no_row_either(capsys: pytest.CaptureFixture[str]) -> None:
    """The web server logged a statement and the row that Postgres refused. Other tests set the level of its logger."""
    set_up_log("INFO")
    refused = ValueError("Failing row contains (ana@customer.com)")
    logging.getLogger("library.of.others").error("Exception in ASGI application", exc_info=refused)
    told = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert told["event"] == "Exception in ASGI application"
    assert told["error"].startswith("ValueError")
    assert "customer.com" not in str(told)
