"""Competitors in the answer of `count_deals`: win rates, what customers say of them, and our answers on won deals."""

from pydantic import Field

from gametape.analysis.competitors.list_competitors import competitor_report
from gametape.errors import BadRequest
from gametape.queries.breakdown import Breakdown, BreakdownQuery, breakdown
from gametape.queries.filters import Filters
from gametape.surfaces.mcp.answer import AnswerPart
from gametape.surfaces.mcp.quoting import CheckedQuote, quotes
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.text.phrases import spaced_words

_MOST = 5  # competitors of an answer
_ANSWERS = 2  # quotes of our answers per competitor


class CompetitorLine(AnswerPart):
    """Competitor from the CRM or from what was said, with what customers say and our answers on won deals."""

    name: str
    deals: int
    won: int
    lost: int
    sentence: str = Field(description="Win rate with it and without.")
    mentions: list[CheckedQuote]
    answers: list[CheckedQuote] = Field(description="What our side said right after the customer named it.")


def competitor_lines(reading: Snapshot, query: BreakdownQuery, name: str | None) -> list[CompetitorLine]:
    """Return the competitors on most deals; of `name`, only that competitor."""
    filters = Filters.model_validate(query.model_dump(exclude={"group_by"}))
    report = competitor_report(reading.connection, filters, reading.settings)
    wanted = [
        record
        for record in report.competitors
        if name is None or spaced_words(name).strip() in spaced_words(record.name)
    ]
    return [
        CompetitorLine(
            name=record.name,
            deals=record.deals,
            won=record.won,
            lost=record.lost,
            sentence=record.sentence,
            mentions=quotes([each.quote for each in record.mentions], 1),
            answers=quotes([each.quote for each in record.answers], _ANSWERS),
        )
        for record in wanted[:_MOST]
    ]


def counted(reading: Snapshot, query: BreakdownQuery, *, has_lines: bool) -> Breakdown:
    """Return the groups of deals; none where the CRM has no column for competitors, but some were named.

    Raises:
        BadRequest: no deal has a column for the group, and there is nothing else to tell.
    """
    try:
        return breakdown(reading.connection, query, reading.settings)
    except BadRequest:
        if not has_lines:
            raise
        return Breakdown(group_by=query.group_by, groups=[], deals=0)
