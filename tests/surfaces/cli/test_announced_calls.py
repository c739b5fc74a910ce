"""`gametape serve` looks for announced calls as long as it runs, and an error does not end that."""

import threading
from typing import Any

import pytest

from gametape.errors import GongUnavailable
from gametape.surfaces.cli import announced_calls
from gametape.surfaces.cli.announced_calls import reading_announced_calls
from tests.builders.gong_messages import SHOWN
from tests.conftest import SettingsFor

ENGINE: Any = None  # never used: what would use it is replaced


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Released at each look; the first two looks fail."""
    seen = threading.Semaphore(0)
    errors: list[Exception] = [GongUnavailable("busy"), KeyError("fault")]

    class Reading:
        def __init__(self, *_: object) -> None: ...

        def __call__(self) -> int:
            seen.release()
            if errors:
                raise errors.pop()
            return 0

    monkeypatch.setattr(announced_calls, "ReadAnnouncedCalls", Reading)
    return seen


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_looks_again_and_again_until_the_server_ends(looked: threading.Semaphore, settings_for: SettingsFor) -> None:
    with reading_announced_calls(settings_for(gong_webhook_public_key=SHOWN), ENGINE, every=0.001):
        for _ in range(4):
            assert looked.acquire(timeout=60)
        assert "announced-calls" in threads()
    assert "announced-calls" not in threads()


def test_without_a_webhook_nothing_is_started(looked: threading.Semaphore, settings_for: SettingsFor) -> None:
    with reading_announced_calls(settings_for(), ENGINE, every=0.001):
        assert "announced-calls" not in threads()
    assert not looked.acquire(blocking=False)
