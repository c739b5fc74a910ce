"""What `gametape serve` and `gametape demo` say when they cannot start."""

import socket
import urllib.error
from email.message import Message

import pytest

from gametape.errors import BadSettings
from gametape.surfaces.cli import demo
from gametape.surfaces.cli.serve import listening


def test_a_port_in_use_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=f"Port {port} of 127.0.0.1 is in use") as refused:
            listening("127.0.0.1", port)
    assert "--port" in refused.value.hint


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_told_in_a_sentence(host: str) -> None:
    with pytest.raises(BadSettings, match="cannot listen on port 8000"):
        listening(host, 8000)


def test_a_site_that_was_not_built_is_told_with_the_command_that_builds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(url: str) -> str:
        raise urllib.error.HTTPError(url, 404, "Not Found", Message(), None)

    monkeypatch.setattr(demo, "_get", answer)
    with pytest.raises(BadSettings, match="not built") as refused:
        demo._page("http://127.0.0.1/opportunities/")
    assert "scripts/build-web" in refused.value.hint
