"""Tool that lists commitments: what was promised and is not seen done, on a deal or over deals."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from gametape.analysis.commitments.list_commitments import (
    WAITING,
    CommitmentQuery,
    ShownCommitment,
    get_commitments,
    list_commitments,
)
from gametape.analysis.commitments.models import CommitmentState
from gametape.queries.calls_and_emails import Side
from gametape.queries.deals import Outcome
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.naming import DealName, RepName, resolve_deal, resolve_rep
from gametape.surfaces.mcp.naming import Text as Words
from gametape.surfaces.mcp.pages import page_of
from gametape.surfaces.mcp.quoting import CheckedQuote, quotes
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.surfaces.mcp.values import TeamName, known_team
from gametape.text.plurals import count


class FindCommitments(Asked):
    """Deal, or filters of deals; and which commitments."""

    deal: DealName | None = None
    owner: RepName | None = None
    team: TeamName | None = None
    side: Literal["ours", "theirs"] = Field("ours", description="Side that promised.")
    state: Literal["not_seen_done", "unclear", "open", "done_late", "done", "any"] | None = Field(
        None, description="Default: not_seen_done, unclear and open."
    )
    outcome: Literal["open", "won", "lost", "any"] = Field("open", description="Of the deals; not used with `deal`.")
    limit: int = Field(15, ge=1, le=50)
    cursor: Words | None = None
    max_tokens: Budget = 3000


class CommitmentLine(AnswerPart):
    """Commitment. The first quote is the promise, a second quote shows it done."""

    deal_id: UUID
    deal_name: str
    state: CommitmentState
    sentence: str
    owner: str = Field(description="Who promised, or was named to do it.")
    to: str | None
    said_on: date
    due: date | None
    evidence: list[CheckedQuote]


class CommitmentsFound(ToolAnswer):
    """Commitments of one side, not seen done first."""

    commitments: list[CommitmentLine]


@tool("Find commitments")
def find_commitments(reading: Snapshot, asked: FindCommitments) -> CommitmentsFound:
    """List what was promised and not delivered, then what is still open: on a deal, or on a rep's or all open deals.

    Each with who, by when, and the quote. not_seen_done: due, and later calls and emails would show it; unclear: they
    need not.
    """
    states = (
        list(CommitmentState) if asked.state == "any" else [CommitmentState(asked.state)] if asked.state else WAITING
    )
    lines, coverage, limitations = _of_deal(reading, asked) if asked.deal else _of_deals(reading, asked)
    wanted = [line for line in lines if line.state in states]
    page = page_of(wanted, asked, limit=asked.limit, budget=asked.max_tokens)
    return CommitmentsFound(
        commitments=page.items,
        total=len(wanted),
        coverage=f"{count(len(wanted), 'commitment')} {coverage}",
        next_cursor=page.next,
        **trust(reading, *limitations),
    )


_Lines = tuple[list[CommitmentLine], str, list[str]]


def _of_deal(reading: Snapshot, asked: FindCommitments) -> _Lines:
    deal = resolve_deal(reading, asked.deal or "")
    found = get_commitments(reading.connection, deal.id, reading.settings)
    made = found.ours if asked.side == "ours" else found.theirs
    return [_line(deal.id, deal.name, each) for each in made], "on this deal.", found.limitations


def _of_deals(reading: Snapshot, asked: FindCommitments) -> _Lines:
    query = CommitmentQuery(
        outcome=[] if asked.outcome == "any" else [Outcome(asked.outcome)],
        owner=[resolve_rep(reading, asked.owner).email] if asked.owner else [],
        team=known_team(reading, asked.team) if asked.team else None,
        side=Side(asked.side),
        states=list(CommitmentState),
    )
    found = list_commitments(reading.connection, query, reading.settings)
    lines = [_line(item.deal.id, item.deal.name, item.commitment) for item in found.items]
    waiting = f"; {found.not_read:,} of them not analyzed yet" if found.not_read else ""
    return lines, f"on {count(found.deals, 'deal')}{waiting}.", found.limitations


def _line(deal_id: UUID, deal_name: str, made: ShownCommitment) -> CommitmentLine:
    return CommitmentLine(
        deal_id=deal_id,
        deal_name=deal_name,
        state=made.state_today,
        sentence=made.sentence,
        owner=made.owner,
        to=made.to,
        said_on=made.said_on,
        due=made.due,
        evidence=quotes(made.evidence, 2),
    )
