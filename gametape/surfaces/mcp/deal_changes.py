"""Tool that shows what changed since a day: on one deal, or on the deals of an owner, a team or the company."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from gametape.analysis.week.changed_deals import changed_deals
from gametape.errors import BadRequest
from gametape.queries.calendar import today
from gametape.queries.change_kinds import ChangeKind
from gametape.queries.changes_since import Change, FieldMove, SinceQuery, changes_since
from gametape.queries.deals import Outcome
from gametape.queries.question_text import AskedDay
from gametape.queries.team_changes import NewPerson, TeamChanges, TeamChangesQuery
from gametape.queries.timeline import EmailItem, ItemType, TimelineQuery, timeline
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.answer_budget import fitting, tokens
from gametape.surfaces.mcp.naming import DealName, RepName, Text, resolve_deal, resolve_rep
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget, Event, event
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.surfaces.mcp.values import TeamName, known_team
from gametape.text.plurals import count

_MOVES = 30  # changes of fields in an answer


class ChangesAsked(Asked):
    """Day since which changes are shown, and the deal, or whose deals."""

    since: AskedDay = Field(description="Day, YYYY-MM-DD, inclusive, in the company's time zone.")
    deal: DealName | None = None
    owner: RepName | None = Field(None, description="All deals of this owner.")
    team: TeamName | None = None
    limit: int = Field(25, ge=1, le=100, description="Deals per page.")
    cursor: Text | None = None
    max_tokens: Budget = 3000


class ChangedLine(AnswerPart):
    """Deal that changed: fields then and now, new contacts, and when it became quiet."""

    id: UUID
    name: str
    account_name: str | None
    owner_name: str | None
    owner_email: str | None
    outcome: Outcome
    stage: str | None
    currency: str | None
    kinds: list[ChangeKind]
    is_new: bool
    fields: list[FieldMove]
    quiet_since: datetime | None = Field(description="When the open deal became quiet, if in the period.")
    new_people: list[NewPerson] = Field(description="Customer contacts met for the first time.")
    calls: int
    emails: int


class Changes(ToolAnswer):
    """Changed fields, calls and emails since the day: of one deal, or a line per deal that changed."""

    since: date
    deals: list[ChangedLine] = Field([], description="Deals that changed, latest change first; empty for one deal.")
    deal: str | None = None
    deal_id: UUID | None = None
    fields: list[FieldMove] = Field([], description="Each field that changed: value then and now.")
    moves: list[Change] = Field([], description="Each change, newest first.")
    calls: int | None = None
    emails: int | None = None
    events: list[Event] = Field([], description="Calls and emails, newest first.")


@tool("Deal changes")
def deal_changes(reading: Snapshot, asked: ChangesAsked) -> Changes:
    """Show what changed since a day: on one deal with its calls and emails, or on all deals of an owner or a team.

    Without a deal, an owner and a team: on all deals. Over several deals: stage, close date, amount, owner, won, lost,
    opened, newly quiet and new contacts, a line per deal.
    """
    if asked.since > today(reading.connection, reading.settings.zone):
        raise BadRequest("That day is in the future.", hint="Ask for a day before today.")
    return _on_deal(reading, asked, asked.deal) if asked.deal else _on_deals(reading, asked)


def _on_deals(reading: Snapshot, asked: ChangesAsked) -> Changes:
    page = _changed_deals(reading, asked, asked.limit)
    fit = fitting(page.items, asked.max_tokens, lambda deal: tokens(ChangedLine.model_validate(deal)))
    if fit < len(page.items):
        page = _changed_deals(reading, asked, fit)
    return Changes(
        since=asked.since,
        deals=[ChangedLine.model_validate(deal) for deal in page.items],
        coverage=f"{count(page.total, 'deal')} changed or opened; {page.unchanged:,} did not change.",
        total=page.total,
        next_cursor=page.next,
        **trust(reading, "Changes of stage, amount, close date and owner count; other columns have no history."),
    )


def _changed_deals(reading: Snapshot, asked: ChangesAsked, limit: int) -> TeamChanges:
    query = TeamChangesQuery(
        since=asked.since,
        owner=[resolve_rep(reading, asked.owner).email] if asked.owner else [],
        team=known_team(reading, asked.team) if asked.team else None,
        cursor=asked.cursor,
        limit=limit,
    )
    return changed_deals(reading.connection, query, reading.settings)


def _on_deal(reading: Snapshot, asked: ChangesAsked, name: str) -> Changes:
    deal = resolve_deal(reading, name)
    changes = changes_since(reading.connection, deal.id, SinceQuery(since=asked.since), reading.settings.zone)
    query = TimelineQuery(type=[ItemType.CALL, ItemType.EMAIL], limit=50)
    page = timeline(reading.connection, deal.id, query)
    now = reading.now()
    counted = (item for item in page.items if not (isinstance(item, EmailItem) and item.is_automatic))
    events = [item for item in map(event, counted) if item.at and changes.since <= item.at <= now]
    moves = changes.changes[: min(fitting(changes.changes, asked.max_tokens // 2), _MOVES)]
    fit = fitting(events, asked.max_tokens - sum(map(tokens, moves)))
    total = changes.calls + changes.emails
    is_cut = fit < total or len(moves) < len(changes.changes)
    return Changes(
        deal=deal.name,
        deal_id=deal.id,
        since=asked.since,
        fields=changes.fields,
        moves=moves,
        calls=changes.calls,
        emails=changes.emails,
        events=events[:fit],
        total=total,
        coverage=f"{count(changes.calls, 'call')} and {count(changes.emails, 'email')} since, {fit} of them shown.",
        truncated="Older items are left out; deal_timeline has all of them." if is_cut else None,
        **trust(reading, _observed(changes.changes)),
    )


def _observed(moves: list[Change]) -> str | None:
    observed = sum(move.origin == "observed" for move in moves)
    if not observed:
        return None
    return f"{count(observed, 'change')} detected by the sync: the actual time is that time or earlier."
