"""Route /api/opportunities.csv: the deals that pass the filters as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from gametape.analysis.signals.deals import list_deals
from gametape.queries.deals import Opportunity
from gametape.queries.opportunities import DealSelection, OpportunityQuery
from gametape.surfaces.store import Store, StoreOf

router = APIRouter(tags=["opportunities"])

_PAGE = 200  # deals that are read, and sent, at once
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HEADER = (
    "Account", "Deal", "Owner", "Owner email", "Stage", "Outcome", "Close date", "Days to close", "Close date pushes",
    "Amount", "Currency", "Health (0-10)", "Product", "Opened", "Last activity", "Days quiet", "Calls", "Emails",
    "Signals", "Salesforce id",
)  # fmt: skip


@router.get(
    "/opportunities.csv",
    operation_id="export_opportunities",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "A line per deal."}},
)
def _file(query: Annotated[DealSelection, Query()], store: StoreOf) -> StreamingResponse:
    """Export the deals that pass the filters as CSV in UTF-8: all pages, one snapshot, sent as they are read."""
    lines = _lines(query, store)
    first = next(lines)  # reads the first page, so that an error still has a status of its own
    return StreamingResponse(
        _chain(first, lines),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="deals.csv"', "Cache-Control": "private, no-store"},
    )


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    try:
        yield first
        yield from rest
    finally:
        rest.close()  # type: ignore[attr-defined]  # a generator: its connection is given back if the client goes away


def _lines(query: DealSelection, store: Store) -> Iterator[str]:
    """Yield the text of the file in parts: the header with the first page, then page by page."""
    head = "\ufeff" + _text([_HEADER])  # Excel takes a file for UTF-8 only with this mark
    cursor = None
    with store.reading() as connection:
        while True:
            asked = OpportunityQuery(**query.model_dump(), cursor=cursor, limit=_PAGE)
            page = list_deals(connection, asked, store.settings)
            yield head + _text(map(_cells, page.items))
            head, cursor = "", page.next
            if cursor is None:
                return


def _text(rows: Iterator[tuple[Any, ...]] | list[tuple[str, ...]]) -> str:
    part = io.StringIO()
    csv.writer(part).writerows([_harmless(cell) for cell in row] for row in rows)
    return part.getvalue()


def _cells(deal: Opportunity) -> tuple[Any, ...]:
    return (
        deal.account_name,
        deal.name,
        deal.owner_name,
        deal.owner_email,
        deal.stage,
        deal.outcome.value,
        deal.close_date,
        deal.days_to_close,
        deal.close_date_moves,
        deal.amount,
        deal.currency,
        deal.health,
        deal.product,
        deal.opened_at and deal.opened_at.date(),
        deal.last_activity_at and deal.last_activity_at.date(),
        deal.quiet_days,
        deal.call_count,
        deal.email_count,
        "; ".join(signal.sentence for signal in deal.signals or ()),
        deal.gong_opportunity_id,
    )


def _harmless(cell: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; numbers and days stay as they are."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_STARTS_FORMULA) else cell
