"""Part of `gametape doctor` on Gong: key, address, clock, requests left, scopes, the webhook, what the API lacks."""

from datetime import UTC, datetime

import sqlalchemy as sa
from pydantic import BaseModel

from gametape.errors import GametapeError
from gametape.settings import Settings
from gametape.source import SourceGap
from gametape.surfaces.cli.gong import webhook_problems
from gametape.sync.gong_source import GAPS
from gametape.sync.open_sources import read_from_gong
from gametape.sync.sources import was_read
from gametape.sync.webhook_queue import WebhookState, webhook_state


class GongFinding(BaseModel):
    """Finding on one point, such as a scope."""

    name: str
    ok: bool
    text: str


class GongDiagnosis(BaseModel):
    """Diagnosis of Gong's API. `ok` is True if a sync can read it."""

    ok: bool
    findings: list[GongFinding]
    gaps: list[tuple[str, SourceGap]]


def diagnose_gong(engine: sa.Engine, settings: Settings) -> GongDiagnosis:
    """Ask Gong's API with one request per scope, counted among the day's requests."""
    # Here, because the client is slow to import.
    from gametape.gong.access import gong_access  # noqa: PLC0415
    from gametape.gong.checks import check_gong  # noqa: PLC0415
    from gametape.gong.gong_client import GongClient  # noqa: PLC0415
    from gametape.sync.gong_api import RequestCount  # noqa: PLC0415

    gaps = [(entity, gap) for entity, listed in GAPS.items() if read_from_gong(settings, entity) for gap in listed]
    count = RequestCount(engine, settings.gong_daily_requests)
    try:
        access = gong_access(settings)
    except GametapeError as error:
        finding = GongFinding(name="Gong API", ok=False, text=error.in_full)
        return GongDiagnosis(ok=False, findings=[finding], gaps=gaps)
    with GongClient(access, budget=count) as client:
        checks = check_gong(client, left=count.left, now=datetime.now(UTC))
    with engine.connect() as connection:
        is_lost = any(c.entity and not c.ok and was_read(connection, c.entity) for c in checks)
        webhook = _webhook(settings, webhook_state(connection))
    findings = [GongFinding(name=check.name, ok=check.ok, text=check.text) for check in checks]
    findings[0].name = "Gong API"
    findings[0].text = f"{access.url}: {findings[0].text}"
    return GongDiagnosis(
        ok=not is_lost and not any(check.fails for check in checks), findings=[*findings, webhook], gaps=gaps
    )


def _webhook(settings: Settings, state: WebhookState) -> GongFinding:
    """Return what is known of the webhook. A team may do without it, so it is "missing" only when half set up."""
    name = "webhook"
    if not settings.gong_webhook_public_key and not settings.gong_webhook_url:
        text = "not set up: calls arrive with the daily sync. `gametape gong webhook` shows the steps"
        return GongFinding(name=name, ok=True, text=text)
    if problems := webhook_problems(settings):
        return GongFinding(name=name, ok=False, text=" ".join(problems))
    told = [
        f"last test message {state.tested_at:%Y-%m-%d %H:%M} UTC" if state.tested_at else "no test message yet",
        f"last call {state.received_at:%Y-%m-%d %H:%M} UTC" if state.received_at else "no call yet",
    ]
    told += [f"{state.waiting:,} waiting"] if state.waiting else []
    told += [f"{state.given_up:,} left to the daily sync in 30 days"] if state.given_up else []
    return GongFinding(name=name, ok=True, text=", ".join(told))
