from datetime import timedelta
from pathlib import Path

import pytest

from gametape.errors import BadSettings
from gametape.settings import Settings, settings


def read(monkeypatch: pytest.MonkeyPatch, folder: Path, **environment: str) -> Settings:
    """What the environment says, apart from the one that the tests run in."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GAMETAPE_ENV_FILE", "")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings.__wrapped__()


@pytest.mark.parametrize("text", ["90", "90.0", "PT90S", "PT1M30S"])
def test_a_length_of_time_is_seconds_or_iso_8601(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    assert read(monkeypatch, tmp_path, GAMETAPE_CRON_BUDGET=text).cron_budget == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GAMETAPE_CRON_BUDGET", "soon"),
        ("GAMETAPE_CRON_BUDGET", "0"),
        ("GAMETAPE_OVERLAP", "inf"),
        ("GAMETAPE_LOG_LEVEL", "LOUD"),
        ("GAMETAPE_REREAD", "-1"),
        ("GAMETAPE_SLACK_WEBHOOK", "hooks.slack.com/services/very-secret"),
        ("CRON_SECRET", "very-secret"),
    ],
)
def test_what_cannot_be_understood_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(BadSettings, match=name) as refused:
        read(monkeypatch, tmp_path, **{name: value})
    assert "very-secret" not in str(refused.value)


@pytest.mark.parametrize("field", [name for name, f in Settings.model_fields.items() if f.annotation is timedelta])
def test_every_length_of_time_takes_seconds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, field: str) -> None:
    read_back = read(monkeypatch, tmp_path, **{f"GAMETAPE_{field.upper()}": "86400"})
    assert getattr(read_back, field) == timedelta(days=1)


def test_a_log_level_is_read_in_any_case(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert read(monkeypatch, tmp_path, GAMETAPE_LOG_LEVEL="debug").log_level == "DEBUG"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    address = "https://hooks.slack.com/services/very-secret"
    shown = repr(read(monkeypatch, tmp_path, CRON_SECRET="very-secret-and-long", GAMETAPE_SLACK_WEBHOOK=address))
    assert "very-secret" not in shown
