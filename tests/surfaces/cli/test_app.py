"""How a command ends: a sentence, what to do, an exit code; never a traceback."""

import sys

import pytest
import structlog
import typer

from gametape.errors import LeaseHeld, StoreUnavailable
from gametape.surfaces.cli.app import speaking


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[speaking.__module__]  # its package has an attribute of the same name
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("GAMETAPE_ENV_FILE", "")
    monkeypatch.setattr(module, "set_up_log", lambda _: structlog.configure(processors=[_drop]))


def _drop(*_: object) -> dict[str, object]:
    raise structlog.DropEvent


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (StoreUnavailable("Away.", hint="Wait.", detail="host db"), 1, "store_unavailable: Away."),
        (LeaseHeld("Busy."), 3, "lease_held: Busy."),
        (
            PermissionError(13, "Permission denied", "/data"),
            1,
            "The operating system reports an error for /data: Permission denied.",
        ),
        (ValueError("Failing row contains (ana@customer.com)"), 1, "A bug in gametape stopped this (ValueError)."),
        (typer.Exit(7), 7, ""),
    ],
)
def test_an_error_is_a_sentence_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int, sentence: str
) -> None:
    with pytest.raises(typer.Exit) as ended, speaking():
        raise error
    told = " ".join(capsys.readouterr().err.split())
    structlog.reset_defaults()
    assert ended.value.exit_code == code
    assert sentence in told
    assert "Traceback" not in told
    assert "customer.com" not in told
