"""Digest of a rep or a manager, from changes, signals, commitments and close dates."""

from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa

from gametape.analysis.commitments.list_commitments import CommitmentOnDeal, CommitmentQuery, list_commitments
from gametape.analysis.commitments.models import CommitmentState
from gametape.analysis.digest.models import LINES, Digest, DigestLine, Recipient
from gametape.analysis.digest.places import changes_path, deal_path, list_path, quote_path
from gametape.analysis.signals.deals import deals_that_need_attention
from gametape.queries.calendar import written_date
from gametape.queries.change_kinds import ChangeKind
from gametape.queries.deals import Opportunity, Outcome
from gametape.queries.filters import Filters
from gametape.queries.opportunities import OpportunityQuery, list_opportunities
from gametape.queries.signals import Severity
from gametape.queries.team_changes import ChangedDeal, TeamChangesQuery, team_changes
from gametape.settings import Settings
from gametape.text.days import written_day
from gametape.text.money import written_money
from gametape.text.plurals import count

_WEEK = timedelta(days=7)
_RECENT = timedelta(days=30)  # age of a promise that is still worth a reminder
_LONGEST_QUOTE = 120  # characters
_PAGE = 200  # deals
_KINDS = [kind for kind in ChangeKind if kind not in (ChangeKind.QUIET, ChangeKind.PEOPLE)]  # what the CRM says


def week_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def write_digest(connection: sa.Connection, recipient: Recipient, week: date, settings: Settings) -> Digest:
    """Write the digest of the week that begins on the Monday `week`; it has no lines if there is nothing to tell.

    Told are changes since the Monday before, and what is open now.
    """
    since = week - _WEEK
    is_manager = recipient.role == "manager"
    scope = Filters(team=recipient.email) if is_manager else Filters(owner=[recipient.email])
    changed = _changed_deals(connection, scope, since, settings)
    lines = [
        *_headline(changed, recipient, since),
        *(_largest_change(changed) if is_manager else ()),
        *_attention(connection, scope, settings, limit=1 if is_manager else 2, with_owner=is_manager),
        *_promise(connection, scope, week, settings),
        *_closing(connection, scope, recipient, week, settings),
    ]
    return Digest(recipient=recipient, week=week, since=since, lines=lines[:LINES])


def _changed_deals(connection: sa.Connection, scope: Filters, since: date, settings: Settings) -> list[ChangedDeal]:
    """Read all changed deals, the latest change first."""
    deals: list[ChangedDeal] = []
    cursor = None
    while True:
        query = TeamChangesQuery(**scope.model_dump(), since=since, kind=_KINDS, cursor=cursor, limit=_PAGE)
        page = team_changes(connection, query, settings.zone)
        deals += page.items
        cursor = page.next
        if cursor is None:
            return deals


def _headline(changed: list[ChangedDeal], recipient: Recipient, since: date) -> list[DigestLine]:
    if not changed:
        return []
    kinds = [_kind(each) for each in changed]
    counts = {kind: kinds.count(kind) for kind in ("won", "lost", "new", "close date pushed", "stage changed")}
    parts = ", ".join(f"{number:,} {kind}" for kind, number in counts.items() if number)
    whose = "on the team" if recipient.role == "manager" else "of yours"
    text = f"{count(len(changed), 'deal')} {whose} changed since {written_day(since, year=False)}"
    path = deal_path(changed[0].id) if len(changed) == 1 else changes_path(recipient, since)
    return [DigestLine(text=f"{text}: {parts}." if parts else f"{text}.", path=path)]


def _kind(changed: ChangedDeal) -> str:
    """Return what matters most of a deal's changes."""
    for kind in (ChangeKind.WON, ChangeKind.LOST):
        if kind in changed.kinds:
            return kind.value
    if changed.is_new:
        return "new"
    if _is_pushed(changed):
        return "close date pushed"
    return "stage changed" if ChangeKind.STAGE in changed.kinds else "changed"


def _is_pushed(changed: ChangedDeal) -> bool:
    moves = [move for move in changed.fields if move.field == "close_date" and move.old and move.new]
    days = [(written_date(move.old or ""), written_date(move.new or "")) for move in moves]
    return any(old and new and new > old for old, new in days)


def _largest_change(changed: list[ChangedDeal]) -> list[DigestLine]:
    """Name the deal with the weightiest change: won, then lost, then pushed; of equal kinds the latest."""
    for kind in ("won", "lost", "close date pushed"):
        of_kind = [each for each in changed if _kind(each) == kind]
        if of_kind:
            first = of_kind[0]
            owner = first.owner_name or first.owner_email
            text = f"{kind.capitalize()}: {_named(first.account_name, first.name)}" + (f", {owner}" if owner else "")
            return [DigestLine(text=f"{text}.", path=deal_path(first.id))]
    return []


def _attention(
    connection: sa.Connection, scope: Filters, settings: Settings, *, limit: int, with_owner: bool
) -> list[DigestLine]:
    found = deals_that_need_attention(connection, scope, settings, limit=limit)
    return [
        DigestLine(text=_attention_text(each, with_owner=with_owner), path=deal_path(each.id))
        for each in found.items
        if each.signals and each.signals[0].severity is not Severity.LOW
    ]


def _attention_text(deal: Opportunity, *, with_owner: bool) -> str:
    signal = deal.signals[0].sentence if deal.signals else ""
    facts = [
        deal.owner_name or deal.owner_email if with_owner else None,
        written_money(deal.amount, deal.currency) if deal.amount is not None else None,
    ]
    about = ", ".join(fact for fact in facts if fact)
    return f"{_named(deal.account_name, deal.name)}{f' ({about})' if about else ''}: {signal}."


def _promise(connection: sa.Connection, scope: Filters, week: date, settings: Settings) -> list[DigestLine]:
    """Name the promise of our side that was due last, and count the others of the last weeks."""
    query = CommitmentQuery(**scope.model_dump() | {"outcome": [Outcome.OPEN]}, states=[CommitmentState.NOT_SEEN_DONE])
    items = list_commitments(connection, query, settings).items
    recent = [item for item in items if _due(item) >= week - _RECENT]
    if not recent:
        return []
    last = max(recent, key=lambda item: (_due(item), str(item.deal.id)))
    quote = last.commitment.evidence[0]
    others = f" {count(len(recent) - 1, 'more promise')} not seen done." if len(recent) > 1 else ""
    text = f"{last.commitment.owner} promised on {last.deal.name}: “{_short(quote.quote)}”"
    return [
        DigestLine(text=f"{text} {last.commitment.sentence}.{others}", path=quote_path(last.deal.id, quote)),
    ]


def _due(item: CommitmentOnDeal) -> date:
    return item.commitment.due or item.commitment.said_on


def _closing(
    connection: sa.Connection, scope: Filters, recipient: Recipient, week: date, settings: Settings
) -> list[DigestLine]:
    sunday = week + timedelta(days=6)
    query = OpportunityQuery(
        **scope.model_dump() | {"outcome": [Outcome.OPEN], "closes_from": week, "closes_by": sunday},
        sort="-amount",
        limit=1,
    )
    page = list_opportunities(connection, query, settings.zone)
    if not page.items or page.summary is None:
        return []
    first, number = page.items[0], page.summary.total.value
    sums = ", ".join(written_money(Decimal(each.amount), each.currency) for each in page.summary.sums or ())
    if number == 1:
        day = written_day(first.close_date, year=False) if first.close_date else ""
        text = f"Closes {day}: {_named(first.account_name, first.name)}{f', {sums}' if sums else ''}."
        return [DigestLine(text=text, path=deal_path(first.id))]
    text = f"{count(number, 'deal')} close by {written_day(sunday, year=False)}{f', {sums}' if sums else ''}."
    path = list_path(recipient, outcome="open", closes_from=week.isoformat(), closes_by=sunday.isoformat())
    return [DigestLine(text=text, path=path)]


def _named(account: str | None, name: str) -> str:
    """Name a deal with its account, unless the deal's name has it already."""
    return f"{account} · {name}" if account and account.lower() not in name.lower() else name


def _short(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
