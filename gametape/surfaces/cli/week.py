"""Commands `gametape brief REP` and `gametape changes`."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from gametape.analysis.learning.answers import find_rep
from gametape.analysis.week.brief_models import BriefDeal, RepBrief
from gametape.analysis.week.changed_deals import changed_deals
from gametape.analysis.week.rep_brief import BriefQuery, rep_brief
from gametape.errors import BadRequest
from gametape.queries.calendar import today
from gametape.queries.change_kinds import ChangeKind
from gametape.queries.deals import Outcome
from gametape.queries.team_changes import ChangedDeal, TeamChanges, TeamChangesQuery
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.learn import resolve_rep
from gametape.surfaces.cli.options import AsJson
from gametape.text.days import written_day
from gametape.text.plurals import count

Who = Annotated[str, typer.Argument(metavar="REP", help="Rep's email address, or part of the name.")]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="YYYY-MM-DD, monday, yesterday, or 7d for seven days.")]
Owner = Annotated[
    str | None, typer.Option(metavar="REP", help="Owner of the deals: email address, or part of the name.")
]
Manager = Annotated[str | None, typer.Option("--team", metavar="MANAGER", help="The manager's deals and all reports'.")]

_MOST = 200  # deals that `changes` prints
_WORDS = {
    ChangeKind.WON: "won",
    ChangeKind.LOST: "lost",
    ChangeKind.OPENED: "opened",
    ChangeKind.STAGE: "changed stage",
    ChangeKind.CLOSE_DATE: "changed close date",
    ChangeKind.AMOUNT: "changed amount",
    ChangeKind.OWNER: "changed owner",
    ChangeKind.QUIET: "newly quiet",
    ChangeKind.PEOPLE: "with new contacts",
}


@app.command("brief")
def brief(rep: Who, *, since: Since = None, as_json: AsJson = False) -> None:
    """Print the brief for a 1:1: open deals worst first, promises, one behavior, goals, changes since the last 1:1."""
    with speaking():
        with migrated_store(settings()) as engine, engine.connect() as connection:
            person = find_rep(connection, resolve_rep(connection, rep))
            start = day_of_text(since, today(connection, settings().zone)) if since else None
            found = rep_brief(connection, person.id, BriefQuery(since=start), settings())
        if as_json:
            out.print_json(found.model_dump_json(), indent=None)
        else:
            for line in _brief(found):
                out.print(line)


@app.command("changes")
def changes(*, since: Since = "monday", owner: Owner = None, team: Manager = None, as_json: AsJson = False) -> None:
    """List what changed on deals since a day: stage, close date, amount, won, lost, newly quiet, new contacts."""
    with speaking():
        with migrated_store(settings()) as engine, engine.connect() as connection:
            query = TeamChangesQuery(
                since=day_of_text(since or "monday", today(connection, settings().zone)),
                owner=[resolve_rep(connection, owner)] if owner else [],
                team=resolve_rep(connection, team) if team else None,
                limit=_MOST,
            )
            found = changed_deals(connection, query, settings())
        if as_json:
            out.print_json(found.model_dump_json(), indent=None)
        else:
            for line in _changes(found):
                out.print(line)


def day_of_text(text: str, now: date) -> date:
    """Return the day of a text: YYYY-MM-DD, monday (the last one before today), yesterday, today, or `7d` for days ago.

    Raises:
        BadRequest: the text is none of these, or the day is in the future.
    """
    words = text.strip().lower()
    named = {"today": 0, "yesterday": 1, "monday": now.weekday() or 7}
    try:
        if words in named:
            return now - timedelta(days=named[words])
        day = now - timedelta(days=int(words[:-1])) if words.endswith("d") else date.fromisoformat(words)
    except (ValueError, OverflowError):
        raise BadRequest(f"{text!r} is not a day.", hint="Use YYYY-MM-DD, monday, yesterday or 7d.") from None
    if day > now:
        raise BadRequest("That day is in the future.", hint="Use a day before today.")
    return day


def _brief(found: RepBrief) -> Iterator[Text | Padding]:
    closing = found.closing
    sums = ", ".join(f"{total.amount:,.0f} {total.currency or ''}".rstrip() for total in closing.sums)
    yield Text.assemble((f"1:1 with {found.rep.name}", "bold"), f" · {found.title or found.rep.role}")
    yield Text(
        f"{count(found.open, 'open deal')}, {found.quiet} quiet, {found.overdue} overdue, {closing.deals} closing by "
        f"{written_day(closing.last)}" + (f" ({sums})" if sums else "")
    )
    for item in found.deals:
        yield Text("")
        yield from _deal(item, found.period.since)
    if found.closed:
        ended = ", ".join(f"{deal.name} ({deal.outcome})" for deal in found.closed)
        yield Text(f"\nClosed since {written_day(found.period.since)}: {ended}")
    yield from _work_on(found)
    for goal in found.goals:
        yield Text(f"Goal: {goal.label} {goal.target_shown}. {goal.sentence}")
    for line in found.limitations:
        yield Text(line, style="dim")


def _work_on(found: RepBrief) -> Iterator[Text | Padding]:
    task = found.work_on
    if task is None:
        yield Text(f"\n{found.work_on_missing}")
        return
    yield Text(f"\nWork on: {task.action}")
    yield Text(task.sentence)
    for title, moment in (("Own call", task.own), ("From a won deal", task.example)):
        if moment:
            place = f"{moment.speaker}, {written_day(moment.started_at)}, {_clock(moment.at_ms)}"
            yield Padding(Text(f"{title}: “{moment.quote}” {place}"), (0, 0, 0, 2))


def _deal(item: BriefDeal, since: date) -> Iterator[Text | Padding]:
    deal = item.deal
    closes = f", closes {written_day(deal.close_date)}" if deal.close_date else ""
    yield Text.assemble((deal.name, "bold"), f" · {deal.account_name or 'no account'} · {deal.stage}{closes}")
    for line in _facts(item, since):
        yield Padding(Text(line), (0, 0, 0, 2))


def _facts(item: BriefDeal, since: date) -> Iterator[str]:
    signals = [signal.sentence for signal in item.deal.signals or () if signal.sentence not in item.missing]
    if signals:
        yield " · ".join(signals)
    if item.words:
        said = item.words.evidence
        when = f", {written_day(item.words.said_at)}" if item.words.said_at else ""
        second = f", {_clock(said.at_ms)}" if said.kind == "call" else ", email"
        yield f"{item.words.why}: “{said.quote}” {said.speaker or 'unknown'}{when}{second}"
    step = item.next_step
    age = f" (CRM, {step.days} days old or more)" if step and step.days is not None else ""
    yield f"Next step: {step.text}{age}" if step else "Next step: none in the CRM"
    if item.missing:
        yield f"Missing: {'; '.join(item.missing)}"
    for made in item.undelivered:
        yield f"We owe: {made.owner}: “{made.evidence[0].quote}” {made.sentence}"
    if item.changed:
        yield f"Since {written_day(since)}: {'; '.join(_parts(item.changed))}"


def _changes(found: TeamChanges) -> Iterator[Text | Padding]:
    kinds = ", ".join(f"{kind.deals} {_WORDS[kind.kind]}" for kind in found.kinds)
    yield Text(
        f"{count(found.total, 'deal')} changed since {written_day(found.since)}; {found.unchanged:,} did not."
        + (f" {kinds}." if kinds else "")
    )
    by_owner: dict[str, list[ChangedDeal]] = {}
    for deal in found.items:
        by_owner.setdefault(deal.owner_name or deal.owner_email or "No owner", []).append(deal)
    for owner, deals in sorted(by_owner.items()):
        yield Text(f"\n{owner}", style="bold")
        for deal in deals:
            yield Padding(
                Text(f"{deal.name} · {deal.account_name or 'no account'}: {'; '.join(_parts(deal))}"), (0, 0, 0, 2)
            )
    if found.next:
        yield Text(f"\nOnly the latest {_MOST} deals are listed: ask for an owner, a team, or a later day.")


def _parts(deal: ChangedDeal) -> Iterator[str]:
    """Yield the changes of a deal in words."""
    if deal.outcome is not Outcome.OPEN and {ChangeKind.WON, ChangeKind.LOST} & set(deal.kinds):
        yield deal.outcome.value
    if deal.is_new:
        yield "new deal"
    for move in deal.fields:
        yield f"{move.field.replace('_', ' ')} {move.old or 'none'} → {move.new or 'none'}"
    if deal.quiet_since:
        last = f"nothing since {written_day(deal.last_activity_at)}" if deal.last_activity_at else "no call or email"
        yield f"newly quiet, {last}"
    for person in deal.new_people:
        yield f"new contact {person.name or person.email}" + (f" ({person.title})" if person.title else "")
    if deal.calls or deal.emails:
        yield f"{count(deal.calls, 'call')}, {count(deal.emails, 'email')}"


def _clock(at_ms: int) -> str:
    minutes, seconds = divmod(at_ms // 1000, 60)
    return f"{minutes}:{seconds:02}"
