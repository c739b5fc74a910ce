"""Command `gametape said WORDS`."""

from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
import typer
from pydantic import ValidationError
from rich.padding import Padding
from rich.text import Text

from gametape.errors import BadRequest, NotFound
from gametape.queries.calls_and_emails import Side
from gametape.queries.lookup import find_deals
from gametape.queries.transcript_search import TranscriptMatch, TranscriptSearchQuery, search_transcripts
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.learn import resolve_rep
from gametape.surfaces.cli.options import AsJson
from gametape.text.days import written_day
from gametape.text.plurals import count

Words = Annotated[
    str, typer.Argument(metavar="WORDS", help="Words of one turn; a phrase in quotes; OR between alternatives.")
]
OnlySide = Annotated[Side | None, typer.Option("--side", help="Side of the speaker.")]
OnlyRep = Annotated[str | None, typer.Option("--rep", metavar="REP", help="Calls this rep was on: address or name.")]
OnlyDeal = Annotated[str | None, typer.Option("--deal", metavar="DEAL", help="Calls about this deal: id or name.")]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Calls on or after this day.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Calls before this day.")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="Quotes to list at most.")]


@app.command()
def said(
    words: Words,
    *,
    side: OnlySide = None,
    rep: OnlyRep = None,
    deal: OnlyDeal = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Find who said something on a call: quotes with the words, newest calls first, with time and deal."""
    with speaking():
        with migrated_store(settings()) as engine, engine.connect() as connection:
            try:
                query = TranscriptSearchQuery(
                    q=words,
                    side=side,
                    attendee=resolve_rep(connection, rep) if rep else None,
                    opportunity=_resolve_deal(connection, deal) if deal else None,
                    since=since.date() if since else None,
                    until=until.date() if until else None,
                    limit=limit,
                )
            except ValidationError as error:
                raise BadRequest(f"These words cannot be searched for: {error.errors()[0]['msg']}.") from None
            page = search_transcripts(connection, query, settings().zone)
        if as_json:
            out.print_json(page.model_dump_json(), indent=None)
            return
        for match in page.items:
            _print_match(match)
        more = " There are more: raise --limit." if page.next else ""
        out.print(f"{count(len(page.items), 'quote')}; {count(page.calls_searched, 'call')} searched.{more}")


def _print_match(match: TranscriptMatch) -> None:
    minutes, seconds = divmod(match.at_ms // 1000, 60)
    day = written_day(match.started_at.astimezone(settings().zone)) if match.started_at else None
    deals = ", ".join(each.name for each in match.opportunities)
    about = " · ".join(part for part in (match.call_title, day, deals, f"{minutes}:{seconds:02}") if part)
    out.print(Text.assemble((match.speaker, "bold"), f": “{match.snippet}”"), soft_wrap=True)
    out.print(Padding(Text(about), (0, 0, 0, 2)))


def _resolve_deal(connection: sa.Connection, text: str) -> str:
    found = find_deals(connection, text)
    if not found:
        raise NotFound(f"No deal matches {text!r}.", hint="Use its id, or a part of its name.")
    if len(found) > 1:
        listed = ", ".join(f"{each.name} ({each.id})" for each in found[:5])
        raise BadRequest(f"{text!r} matches several deals: {listed}.", hint="Use the id.")
    return str(found[0].id)
