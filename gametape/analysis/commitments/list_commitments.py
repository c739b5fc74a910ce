"""Commitments as surfaces show them: of a deal, or of all deals that pass filters, with their state today."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, Field, TypeAdapter

from gametape.analysis.commitments.deal_commitments import commitments_on
from gametape.analysis.commitments.keep_commitments import KIND
from gametape.analysis.commitments.models import WORKING_DAYS, Commitment, CommitmentState, DealCommitments
from gametape.analysis.evidence.claims import stored
from gametape.analysis.evidence.deal_readings import reading_key
from gametape.analysis.hearing.hear import COMMITMENT
from gametape.analysis.hearing.reliability import reliability
from gametape.analysis.judgements import read_judgement, read_judgements
from gametape.queries import cursors
from gametape.queries.calendar import today
from gametape.queries.calls_and_emails import DealName, Side
from gametape.queries.deal_texts import deal_texts
from gametape.queries.deals import deal, require_deal
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.question_text import AskedValue
from gametape.settings import Settings
from gametape.text.days import written_day

_UNSEEN = (
    "What was done elsewhere, or stands in the part of an email that is not kept, is not seen. A promise without a day "
    f"counts as due after {WORKING_DAYS} working days."
)


def commitment_limitations() -> list[str]:
    """Say what a list of commitments may miss, a sentence each."""
    return [reliability(COMMITMENT), _UNSEEN]


WAITING = [CommitmentState.NOT_SEEN_DONE, CommitmentState.UNCLEAR, CommitmentState.OPEN]
"""States of commitments that no text shows done."""

_ORDER = list(CommitmentState)
_START = TypeAdapter(int)


class ShownCommitment(Commitment):
    """Commitment with its state today and a sentence on it."""

    state_today: CommitmentState
    sentence: str = Field(description="State and days in words.")


class DealPromises(BaseModel):
    """Commitments on a deal by side: not seen done first, then open, then done."""

    ours: list[ShownCommitment]
    theirs: list[ShownCommitment]
    limitations: list[str]


class CommitmentOnDeal(BaseModel):
    """Commitment with its deal."""

    deal: DealName
    owner_email: str | None = Field(description="Address of the deal's owner.")
    commitment: ShownCommitment


class CommitmentQuery(Filters):
    """Deals whose commitments are listed, and which commitments."""

    side: Side = Field(Side.OURS, description="Side that promised.")
    states: list[CommitmentState] = Field(WAITING)


class CommitmentPageQuery(CommitmentQuery):
    """Commitments to list, and the page."""

    limit: int = Field(50, ge=1, le=200)
    cursor: AskedValue | None = Field(None, description="`next_cursor` of the page before.")


class CommitmentList(BaseModel):
    """Commitments on many deals, not seen done first, the longest due first."""

    items: list[CommitmentOnDeal]
    deals: int = Field(ge=0, description="Deals that pass the filters.")
    not_read: int = Field(ge=0, description="Deals among them whose texts were not read for commitments yet.")
    limitations: list[str]


class CommitmentPage(CommitmentList):
    """Page of commitments on many deals."""

    total: int = Field(ge=0, description="Commitments on all pages.")
    next_cursor: str | None


def get_commitments(connection: sa.Connection, opportunity_id: UUID, settings: Settings) -> DealPromises:
    """Return a deal's commitments: the stored ones, else those found at once, without writing.

    Raises:
        NotFound: the deal does not exist, or was deleted at the source.
    """
    require_deal(connection, opportunity_id)
    known = read_judgement(connection, reading_key(opportunity_id, KIND))
    made = (
        stored(DealCommitments, known.body)
        if known
        else commitments_on(deal_texts(connection, opportunity_id), settings.zone)
    )
    shown = commitments_on_day(made, today(connection, settings.zone))
    return DealPromises(
        ours=[each for each in shown if each.side is Side.OURS],
        theirs=[each for each in shown if each.side is Side.THEIRS],
        limitations=commitment_limitations(),
    )


def list_commitments(connection: sa.Connection, query: CommitmentQuery, settings: Settings) -> CommitmentList:
    """List the stored commitments of a side on the deals that pass the filters."""
    rows = connection.execute(
        sa.select(deal.id, deal.name, deal.owner_email).where(filter_condition(query, settings.zone))
    ).all()
    bodies = read_judgements(connection, "opportunity", KIND, "local", [str(row.id) for row in rows])
    now = today(connection, settings.zone)
    items = [
        CommitmentOnDeal(deal=DealName(id=row.id, name=row.name), owner_email=row.owner_email, commitment=each)
        for row in rows
        if str(row.id) in bodies
        for each in commitments_on_day(stored(DealCommitments, bodies[str(row.id)]), now)
        if each.side is query.side and each.state_today in query.states
    ]
    return CommitmentList(
        items=sorted(items, key=lambda item: (_rank(item.commitment), item.deal.name, str(item.deal.id))),
        deals=len(rows),
        not_read=sum(str(row.id) not in bodies for row in rows),
        limitations=commitment_limitations(),
    )


def commitment_page(connection: sa.Connection, query: CommitmentPageQuery, settings: Settings) -> CommitmentPage:
    """Return a page of the list of commitments.

    Raises:
        BadRequest: the cursor cannot be read, or belongs to another question.
    """
    whole = list_commitments(connection, query, settings)
    scope = cursors.scope_of("commitments", query)
    start = cursors.decode(query.cursor, scope, _START) if query.cursor else 0
    end = start + query.limit
    return CommitmentPage(
        **dict(whole) | {"items": whole.items[start:end]},
        total=len(whole.items),
        next_cursor=cursors.encode(end, scope) if end < len(whole.items) else None,
    )


def stored_commitments(connection: sa.Connection, opportunity_ids: Sequence[UUID]) -> dict[UUID, DealCommitments]:
    """Return the commitments of those of the deals whose texts were read for them."""
    bodies = read_judgements(connection, "opportunity", KIND, "local", [str(id_) for id_ in opportunity_ids])
    return {UUID(id_): stored(DealCommitments, body) for id_, body in bodies.items()}


def commitments_on_day(made: DealCommitments, now: date) -> list[ShownCommitment]:
    """Return commitments with their states on a day, those that need attention first."""
    return sorted(_with_states(made, now), key=_rank)


def _with_states(made: DealCommitments, now: date) -> Iterable[ShownCommitment]:
    for each in made.commitments:
        state = each.state(now, made.last_contact)
        values = each.model_dump() | {"state_today": state, "sentence": _sentence(each, state)}
        yield stored(ShownCommitment, values)


def _rank(shown: ShownCommitment) -> tuple[int, date]:
    return _ORDER.index(shown.state_today), shown.due or shown.said_on


def _sentence(made: Commitment, state: CommitmentState) -> str:
    due = f"due {written_day(made.due)}" if made.due else f"promised {written_day(made.said_on)}, no day named"
    done = f"done by {written_day(made.done_on)}" if made.done_on else ""
    match state:
        case CommitmentState.NOT_SEEN_DONE:
            return f"Promised, not seen done: {due}"
        case CommitmentState.UNCLEAR:
            return f"Unclear whether done: {due}"
        case CommitmentState.OPEN:
            return f"Open: {due}"
        case CommitmentState.DONE_LATE:
            return f"Done late: {due}, {done}"
        case CommitmentState.DONE:
            return f"Done: {due}, {done}"
