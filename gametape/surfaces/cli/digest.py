"""Command `gametape digest`."""

from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
import typer
from pydantic import TypeAdapter
from rich.text import Text

from gametape.analysis.digest.models import Digest
from gametape.analysis.digest.render_digest import digest_text
from gametape.analysis.digest.send_digests import DigestRun, digests_of_the_week, send_digests
from gametape.analysis.digest.sent_digests import release, status_of
from gametape.analysis.digest.write_digest import write_digest
from gametape.errors import FAILED, BadRequest, NotFound
from gametape.settings import DigestChannel, settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson
from gametape.text.plurals import count


class To(StrEnum):
    """Place where a digest goes."""

    STDOUT = "stdout"
    EMAIL = "email"
    SLACK = "slack"


_CHANNELS: dict[To, DigestChannel] = {To.EMAIL: "email", To.SLACK: "slack"}

Channel = Annotated[To, typer.Option("--to", help="Print the digests, or send them.")]
Only = Annotated[str | None, typer.Option("--for", metavar="ADDRESS", help="Email address of the only recipient.")]
Again = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Send to this recipient even if this week's digest was sent.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing.")]


@app.command()
def digest(
    *, to: Channel = To.STDOUT, only: Only = None, again: Again = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Send each rep and manager this week's digest: what changed on their deals, and what needs them.

    Nobody gets a week's digest twice over a channel. What failed is sent by the next call, or the next sync. Exits with
    1 if a digest could not be sent.
    """
    with speaking():
        wanted = again or only
        channel = _CHANNELS.get(to)
        if again and (channel is None or dry_run):
            raise BadRequest("--again sends a digest.", hint="Add --to email or --to slack, without --dry-run.")
        with migrated_store(settings()) as engine:
            if channel is None or dry_run:
                shown = _digests(engine, channel, wanted)
                _print_digests(shown, as_json=as_json)
                return
            if again:
                _release(engine, channel, again)
            run = send_digests(engine, settings(), channel, only=wanted)
        if as_json:
            out.print_json(run.model_dump_json(), indent=None)
        else:
            _print_run(run)
    raise typer.Exit(0 if run.is_complete else FAILED)


def _digests(engine: sa.Engine, channel: DigestChannel | None, only: str | None) -> list[Digest]:
    """Write the digests of the week; with a channel, only those that would be sent over it now."""
    with engine.connect() as connection:
        week, recipients = digests_of_the_week(connection, settings(), only)
        if only and not recipients:
            raise _no_recipient(only)
        due = [
            each
            for each in recipients
            if channel is None or status_of(connection, week, each.person_id, channel) in (None, "failed")
        ]
        written = [write_digest(connection, each, week, settings()) for each in due]
    return [each for each in written if each.lines]


def _release(engine: sa.Engine, channel: DigestChannel, address: str) -> None:
    with engine.connect() as connection:
        week, recipients = digests_of_the_week(connection, settings(), address)
    if not recipients:
        raise _no_recipient(address)
    release(engine, week, recipients[0].person_id, channel)


def _no_recipient(address: str) -> NotFound:
    return NotFound(
        f"{address} gets no digest.",
        hint="Digests go to active people of your own who own an open deal, or manage someone who does.",
    )


def _print_digests(digests: list[Digest], *, as_json: bool) -> None:
    if as_json:
        out.print_json(TypeAdapter(list[Digest]).dump_json(digests).decode(), indent=None)
        return
    site = (settings().site_url or "").rstrip("/")
    for each in digests:
        out.print(Text(f"To {each.recipient.called} <{each.recipient.email}>", "bold"))
        out.print(Text(digest_text(each, site)), soft_wrap=True)
    out.print(f"{count(len(digests), 'digest')}.")


def _print_run(run: DigestRun) -> None:
    for each in run.outcomes:
        out.print(Text(f"{each.recipient}: {each.status}{f'. {each.message}' if each.message else ''}"), soft_wrap=True)
    sent = sum(each.status == "sent" for each in run.outcomes)
    out.print(f"{count(sent, 'digest')} sent by {run.channel}." if run.outcomes else "Nobody gets a digest.")
