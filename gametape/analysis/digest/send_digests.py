"""Sending of the week's digests by email or Slack: each at most once; a failed attempt is told and tried again."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from math import inf
from typing import Literal

import sqlalchemy as sa
import structlog
from pydantic import BaseModel

from gametape.analysis.digest.models import Digest, Recipient
from gametape.analysis.digest.recipients import list_recipients
from gametape.analysis.digest.render_digest import digest_email, digest_for_slack
from gametape.analysis.digest.sent_digests import DigestStatus, claim, settle, status_of
from gametape.analysis.digest.write_digest import week_of, write_digest
from gametape.errors import BadSettings, DeliveryUnknown, NotDelivered
from gametape.messages import slack
from gametape.messages.smtp import mail_server
from gametape.queries.calendar import today
from gametape.settings import DigestChannel, Settings

log = structlog.get_logger(__name__)

_Prepare = Callable[[Digest], Callable[[], None]]
"""Function that puts a digest in the form of a channel, and returns the function that sends it."""


_Shown = Literal["sent", "sent before", "nothing to tell", "failed", "unknown"]


class DigestOutcome(BaseModel):
    """Outcome for a recipient: sent now, sent before, nothing to tell, failed, or unknown whether it arrived."""

    recipient: str
    status: _Shown
    message: str | None = None


class DigestRun(BaseModel):
    """Outcomes of a run over a channel. `waiting`: recipients for whom no time was left."""

    channel: DigestChannel
    week: date
    outcomes: list[DigestOutcome]
    waiting: int = 0

    @property
    def is_complete(self) -> bool:
        """Tell whether no digest failed and none waits."""
        return not self.waiting and all(each.status != "failed" for each in self.outcomes)


def digests_of_the_week(
    connection: sa.Connection, settings: Settings, only: str | None = None
) -> tuple[date, list[Recipient]]:
    """Return the Monday of this week and its recipients; `only` is the address of the only recipient wanted."""
    week = week_of(today(connection, settings.zone))
    recipients = list_recipients(connection, settings.digest_unsubscribed)
    return week, [each for each in recipients if only is None or each.email == only.lower()]


def send_digests(
    engine: sa.Engine, settings: Settings, channel: DigestChannel, *, only: str | None = None, until: float = inf
) -> DigestRun:
    """Send this week's digests over a channel to those who did not get theirs.

    Args:
        engine: engine of the store.
        settings: name the channel's address and the site.
        channel: slack or email.
        only: address of the only recipient wanted.
        until: time on the clock `time.monotonic()` (s) after which no further digest is begun.

    Raises:
        BadSettings: a setting of the channel or of the site is missing or cannot be used.
        NotDelivered: the email server cannot be reached, or did not accept the password.
        StoreUnavailable: Postgres cannot be reached.
    """
    site = site_url(settings)
    with engine.connect() as connection:
        week, recipients = digests_of_the_week(connection, settings, only)
        waiting = [each for each in recipients if _is_due(connection, week, each, channel)]
    run = DigestRun(channel=channel, week=week, outcomes=[])
    waiting_ids = {each.person_id for each in waiting}
    for recipient in recipients:
        if recipient.person_id not in waiting_ids:
            run.outcomes.append(_settled(engine, week, recipient, channel))
    if waiting:
        with _opened(settings, channel, site) as prepare:
            for number, recipient in enumerate(waiting):
                if time.monotonic() > until:
                    run.waiting = len(waiting) - number
                    break
                run.outcomes.append(_sent(engine, settings, week, recipient, channel, prepare))
    return run


def site_url(settings: Settings) -> str:
    """Return the address of the site without a slash at its end.

    Raises:
        BadSettings: it is not set.
    """
    if not settings.site_url:
        raise BadSettings(
            "GAMETAPE_SITE_URL is not set, so a digest has nothing to link to.",
            hint="Set it to the address where people open gametape, such as https://gametape.example.com.",
        )
    return settings.site_url.rstrip("/")


def _is_due(connection: sa.Connection, week: date, recipient: Recipient, channel: DigestChannel) -> bool:
    return status_of(connection, week, recipient.person_id, channel) in (None, DigestStatus.FAILED)


_SHOWN: dict[DigestStatus, _Shown] = {
    DigestStatus.FAILED: "failed",
    DigestStatus.SENT: "sent before",
    DigestStatus.NOTHING: "nothing to tell",
    DigestStatus.UNKNOWN: "unknown",
    DigestStatus.SENDING: "unknown",
}
_MAY_HAVE_ARRIVED = "It may have arrived. Ask the recipient; `gametape digest --again ADDRESS` sends it again."


def _settled(engine: sa.Engine, week: date, recipient: Recipient, channel: DigestChannel) -> DigestOutcome:
    with engine.connect() as connection:
        status = status_of(connection, week, recipient.person_id, channel)
    shown = _SHOWN[status or DigestStatus.UNKNOWN]
    return DigestOutcome(
        recipient=recipient.email, status=shown, message=_MAY_HAVE_ARRIVED if shown == "unknown" else None
    )


def _sent(
    engine: sa.Engine, settings: Settings, week: date, recipient: Recipient, channel: DigestChannel, prepare: _Prepare
) -> DigestOutcome:
    with engine.connect() as connection:
        digest = write_digest(connection, recipient, week, settings)
    try:
        send = prepare(digest)
    except NotDelivered as error:
        return _told(recipient, channel, "failed", str(error))
    if not claim(engine, week, recipient.person_id, channel):
        return _settled(engine, week, recipient, channel)  # another process was faster
    status, message = DigestStatus.NOTHING, None
    try:
        if digest.lines:
            send()
            status = DigestStatus.SENT
    except NotDelivered as error:
        status, message = DigestStatus.FAILED, f"{error} {error.hint}".strip()
    except DeliveryUnknown as error:
        status, message = DigestStatus.UNKNOWN, f"{error} {_MAY_HAVE_ARRIVED}"
    settle(engine, week, recipient.person_id, channel, status)
    return _told(recipient, channel, "sent" if status is DigestStatus.SENT else _SHOWN[status], message)


def _told(recipient: Recipient, channel: DigestChannel, status: _Shown, message: str | None) -> DigestOutcome:
    if message:
        log.warning("digest not sent", channel=channel, person=str(recipient.person_id), reason=message)
    return DigestOutcome(recipient=recipient.email, status=status, message=message)


@contextmanager
def _opened(settings: Settings, channel: DigestChannel, site: str) -> Iterator[_Prepare]:
    """Open a channel; yield the function that prepares a digest for it."""
    if channel == "slack":
        webhook = settings.digest_slack_webhook
        if webhook is None:
            raise BadSettings(
                "GAMETAPE_DIGEST_SLACK_WEBHOOK is not set.", hint="Create an incoming webhook in Slack and set it."
            )
        yield lambda digest: partial(slack.post, webhook.get_secret_value(), digest_for_slack(digest, site))
        return
    if settings.smtp_url is None or settings.digest_from is None:
        raise BadSettings(
            "GAMETAPE_SMTP_URL and GAMETAPE_DIGEST_FROM are needed to send email.", hint="See .env.example."
        )
    sender = settings.digest_from
    with mail_server(settings.smtp_url.get_secret_value()) as server:
        yield lambda digest: partial(server.send, digest_email(digest, site, sender))
