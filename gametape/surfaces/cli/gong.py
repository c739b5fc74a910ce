"""Command `gametape gong webhook`: what a Gong administrator enters for the webhook."""

import typer

from gametape.errors import GametapeError
from gametape.settings import Settings, settings
from gametape.surfaces.cli.app import app, out, speaking
from gametape.sync.open_sources import calls_come_from_gong

commands = typer.Typer(help="Set up Gong's webhook.", no_args_is_help=True)
app.add_typer(commands, name="gong")

_PATH = "/api/gong/webhook"


@commands.callback()
def _group() -> None:
    """Set up Gong's webhook."""


@commands.command()
def webhook() -> None:
    """Show what to enter in Gong, and what to set here, so that a call arrives minutes after its end."""
    with speaking():
        chosen = settings()
        url = (chosen.gong_webhook_url or "").strip() or f"https://YOUR-ADDRESS{_PATH}"
        out.print(
            "In Gong, as a technical administrator, create an automation rule for processed calls (docs/gong.md):"
        )
        _value("action", "Fire webhook")
        _value("destination URL", url)
        _value("authentication", "Signed JWT header")
        out.print("Copy the public key that Gong shows, and set here:")
        out.print(f"GONG_WEBHOOK_URL={url}", soft_wrap=True)
        key = "(set)" if chosen.gong_webhook_public_key else "..."
        out.print(f"GONG_WEBHOOK_PUBLIC_KEY={key}", soft_wrap=True)
        out.print("Then send Gong's test message: `gametape doctor` shows when it arrived.")
        for problem in webhook_problems(chosen):
            out.print(f"Missing: {problem}", soft_wrap=True)


def webhook_problems(chosen: Settings) -> list[str]:
    """List what stands in the way of Gong's webhook, as sentences; empty if it is set up."""
    problems = []
    key, url = chosen.gong_webhook_public_key, (chosen.gong_webhook_url or "").strip()
    if not key:
        problems.append("GONG_WEBHOOK_PUBLIC_KEY is not set.")
    else:
        from gametape.gong.webhook import public_key  # noqa: PLC0415  slow to import

        try:
            public_key(key)
        except GametapeError as error:
            problems.append(f"GONG_WEBHOOK_PUBLIC_KEY: {error} {error.hint}")
    if not url:
        problems.append("GONG_WEBHOOK_URL is not set.")
    elif not (url.startswith("https://") and url.endswith(_PATH)):
        problems.append(f"GONG_WEBHOOK_URL must begin with https:// and end with {_PATH}.")
    try:
        if not calls_come_from_gong(chosen):
            problems.append("Calls come from the warehouse. Set GAMETAPE_CALLS_FROM=gong to read announced calls.")
    except GametapeError as error:
        problems.append(f"{error} {error.hint}".strip())
    return problems


def _value(name: str, value: str) -> None:
    out.print(f"  {name:<16} {value}", highlight=False, soft_wrap=True)
