"""Alerts: sent once when the sync keeps failing, and once when it works again.

An alert is about the whole sync after `FAILURES` failed runs in a row, otherwise about each entity that failed as
often. Sent alerts are kept in `sync_alerts`, so that a series of failures is reported once, whichever process runs. An
alert that could not be sent is sent again by the next run.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
import structlog
from pydantic import SecretStr
from sqlalchemy.dialects import postgresql as pg

from gametape.errors import DeliveryUnknown, NotDelivered
from gametape.messages import slack
from gametape.settings import Settings
from gametape.store.tables import sync_alerts, sync_runs, sync_status

FAILURES = 3
"""Failed runs in a row before an alert is sent."""

WHOLE = "sync"
"""Subject of alerts about the whole sync."""

_LONGEST_REASON = 500  # characters
_HINT = "Run `gametape doctor` to check the source and `gametape status` to check each entity."

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """Alert about the whole sync (`subject` is `WHOLE`) or an entity (`subject` is its name).

    `since` is the start of the first failed run of the series; for an entity its last success, None if it had none.
    `failures` is the number of failed runs in a row.
    """

    kind: Literal["failing", "recovered"]
    subject: str
    since: datetime | None
    failures: int = 0
    reason: str = ""

    def __str__(self) -> str:
        what = "The sync" if self.subject == WHOLE else f"The sync of {self.subject}"
        since = f"since {self.since:%Y-%m-%d %H:%M} UTC" if self.since else "ever since its first run"
        if self.kind == "recovered":
            return f"{what} is working again. It had been failing {since}."
        return f"{what} failed {self.failures} times in a row, {since}. {self.reason}".strip()


def send_alerts(engine: sa.Engine, settings: Settings) -> None:
    """Send new alerts to the Slack webhook, or write them to the log if no webhook is set.

    An error while sending is logged and does not stop the sync.
    """
    try:
        with engine.connect() as connection:
            news = _news(connection)
        if news and _send(news, settings.slack_webhook):
            with engine.begin() as connection:
                _remember(connection, news)
    except Exception:
        log.exception("alerts could not be told")


def _news(connection: sa.Connection) -> list[News]:
    told = {row.subject: row.since for row in connection.execute(sa.select(sync_alerts))}
    failing = {trouble.subject: trouble for trouble in (*_failing_runs(connection), *_failing_entities(connection))}
    loud = {subject for subject, trouble in failing.items() if trouble.failures >= FAILURES}
    if WHOLE in loud:  # alerts about entities would only repeat it
        loud = {WHOLE}
    fresh = [failing[subject] for subject in sorted(loud - told.keys())]
    over = [News("recovered", subject, told[subject]) for subject in sorted(told.keys() - failing.keys())]
    return fresh + over


def _failing_runs(connection: sa.Connection) -> list[News]:
    """Return the alert about the failed runs since the last run that did not fail; runs under way do not count."""
    ended = sync_runs.c.finished_at.is_not(None)
    failed = sync_runs.c.status == "failed"
    last_good = sa.select(sa.func.max(sync_runs.c.number)).where(ended, ~failed).scalar_subquery()
    streak = connection.execute(
        sa.select(sync_runs)
        .where(failed, sync_runs.c.number > sa.func.coalesce(last_good, 0))
        .order_by(sync_runs.c.number)
    ).all()
    if not streak:
        return []
    return [News("failing", WHOLE, streak[0].started_at, len(streak), _reason(streak[-1]))]


def _reason(run: sa.Row[tuple[object, ...]]) -> str:
    entities = [f"{name}: {result['message']}" for name, result in run.entities.items() if result.get("message")]
    return _cut(" ".join([*([run.message] if run.message else []), *entities]))


def _failing_entities(connection: sa.Connection) -> list[News]:
    rows = connection.execute(sa.select(sync_status).where(sync_status.c.consecutive_failures > 0))
    return [
        News("failing", row.entity_type, row.last_success_at, row.consecutive_failures, _cut(row.message or ""))
        for row in rows
    ]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]} …"


def _send(news: list[News], webhook: SecretStr | None) -> bool:
    """Send the alerts; return whether they arrived. Alerts that Slack does not accept are written to the log."""
    arrived = webhook is None or _post(webhook.get_secret_value(), news)
    if webhook is None or not arrived:
        for item in news:
            write = log.error if item.kind == "failing" else log.warning
            write(f"sync {item.kind}", subject=item.subject, told=str(item), hint=_HINT)
    return arrived


def _post(webhook: str, news: list[News]) -> bool:
    lines = [*map(str, news), *([_HINT] if any(item.kind == "failing" for item in news) else [])]
    try:
        slack.post(webhook, slack.escaped("\n".join(lines)))
    except (NotDelivered, DeliveryUnknown) as error:
        log.warning("Slack did not take the message", error=error.code, reason=str(error))
        return False
    return True


def _remember(connection: sa.Connection, news: list[News]) -> None:
    for item in news:
        if item.kind == "recovered":
            connection.execute(sa.delete(sync_alerts).where(sync_alerts.c.subject == item.subject))
        else:
            row = pg.insert(sync_alerts).values(subject=item.subject, since=item.since)
            connection.execute(row.on_conflict_do_nothing())
