"""Competitors as surfaces show them: of a deal, and over deals with win rates and our answers on won deals."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, Field

from gametape.analysis.competitors.keep_competitors import KIND, read_competitors
from gametape.analysis.competitors.known_names import known_names, names_in
from gametape.analysis.competitors.models import CompetitorMention, DealCompetitors
from gametape.analysis.evidence.claims import AnyEvidence, stored
from gametape.analysis.evidence.deal_readings import reading_key
from gametape.analysis.judgements import read_judgement, read_judgements
from gametape.queries.calls_and_emails import DealName
from gametape.queries.crm_columns import CrmFact, fact_column, value_of
from gametape.queries.deals import OUTCOME, Outcome, deal, require_deal
from gametape.queries.filters import Filters, filter_condition
from gametape.settings import Settings
from gametape.text.phrases import spaced_words
from gametape.text.plurals import count

MINIMUM = 8
"""Closed deals with a competitor, and without, from which a win rate is told."""

_QUOTES = 3  # quotes of a competitor over deals

LIMITATION = (
    "A competitor counts on a deal that names it in the CRM's column, on a call or in an email. Names that are not in "
    "that column or in GAMETAPE_COMPETITORS_FILE are recognized only from some wordings, in English."
)


class DealCompetitor(BaseModel):
    """Competitor on a deal."""

    name: str
    in_crm: bool = Field(description="Named in the CRM's column.")
    mention: CompetitorMention | None = Field(description="What was said; null if only the CRM's column names it.")


class CompetitorsOfDeal(BaseModel):
    """Competitors on a deal, the CRM's first."""

    competitors: list[DealCompetitor]
    limitations: list[str]


class QuoteOnDeal(BaseModel):
    """Quote with its deal."""

    deal: DealName
    outcome: Outcome
    quote: AnyEvidence


class CompetitorRecord(BaseModel):
    """Competitor over the deals that pass the filters."""

    name: str
    deals: int = Field(ge=1)
    open: int = Field(ge=0)
    won: int = Field(ge=0)
    lost: int = Field(ge=0)
    in_crm: int = Field(ge=0, description="Deals whose CRM column names it.")
    win_rate: float | None = Field(ge=0, le=1, description="Of closed deals with it; null if there are too few.")
    win_rate_without: float | None = Field(ge=0, le=1, description="Of closed deals without it; null if too few.")
    sentence: str = Field(description="Win rates in words, or that there are not enough deals.")
    mentions: list[QuoteOnDeal] = Field(description="What customers said of it, lost deals first.")
    answers: list[QuoteOnDeal] = Field(description="What our side said right after, on won deals.")


class CompetitorReport(BaseModel):
    """Competitors over deals, those on most deals first."""

    competitors: list[CompetitorRecord]
    deals: int = Field(ge=0, description="Deals that pass the filters.")
    not_read: int = Field(ge=0, description="Deals among them whose texts were not read for competitors yet.")
    limitations: list[str]


def deal_competitors(connection: sa.Connection, opportunity_id: UUID, settings: Settings) -> CompetitorsOfDeal:
    """Return a deal's competitors: from stored mentions, else from those found at once without writing, and the CRM.

    Raises:
        NotFound: the deal does not exist, or was deleted at the source.
        BadSettings: the list of competitors cannot be read.
    """
    require_deal(connection, opportunity_id)
    kept = read_judgement(connection, reading_key(opportunity_id, KIND))
    said = (
        stored(DealCompetitors, kept.body)
        if kept
        else read_competitors(connection, opportunity_id, known_names(connection, settings))
    )
    metadata = connection.execute(sa.select(deal.metadata).where(deal.id == opportunity_id)).scalar_one()
    in_crm = names_in(value_of(metadata, CrmFact.COMPETITOR, settings))
    by_name = _by_name(in_crm, said.mentions)
    return CompetitorsOfDeal(
        competitors=[
            DealCompetitor(name=name, in_crm=name in in_crm, mention=mention) for name, mention in by_name.items()
        ],
        limitations=[LIMITATION],
    )


def competitor_report(connection: sa.Connection, filters: Filters, settings: Settings) -> CompetitorReport:
    """Count competitors over the deals that pass the filters, from what is stored and from the CRM."""
    column = fact_column(connection, CrmFact.COMPETITOR, settings)
    value = sa.null().cast(sa.Text) if column is None else column
    rows = connection.execute(
        sa.select(deal.id, deal.name, OUTCOME.label("outcome"), value.label("value")).where(
            filter_condition(filters, settings.zone)
        )
    ).all()
    bodies = read_judgements(connection, "opportunity", KIND, "local", [str(row.id) for row in rows])
    found: dict[str, list[tuple[Any, CompetitorMention | None]]] = defaultdict(list)
    in_crm: dict[str, int] = defaultdict(int)
    for row in rows:
        said = stored(DealCompetitors, bodies.get(str(row.id), {}))
        named = names_in(row.value)
        for name, mention in _by_name(named, said.mentions).items():
            found[name].append((row, mention))
            in_crm[name] += name in named
    totals = _outcomes(rows)
    records = [_record(name, named, in_crm[name], totals) for name, named in found.items()]
    return CompetitorReport(
        competitors=sorted(records, key=lambda record: (-record.deals, record.name)),
        deals=len(rows),
        not_read=sum(str(row.id) not in bodies for row in rows),
        limitations=[LIMITATION],
    )


def _by_name(in_crm: Sequence[str], said: Sequence[CompetitorMention]) -> dict[str, CompetitorMention | None]:
    """Return the mention of each competitor; a name of the CRM and a name said are one if their words are."""
    mentions = {spaced_words(mention.name): mention for mention in said}
    named: dict[str, CompetitorMention | None] = {name: mentions.pop(spaced_words(name), None) for name in in_crm}
    return named | {mention.name: mention for mention in mentions.values()}


def _outcomes(rows: Sequence[Any]) -> Mapping[Outcome, int]:
    return {outcome: sum(row.outcome == outcome for row in rows) for outcome in Outcome}


def _record(
    name: str, named: Sequence[tuple[Any, CompetitorMention | None]], in_crm: int, totals: Mapping[Outcome, int]
) -> CompetitorRecord:
    counts = _outcomes([row for row, _ in named])
    won, lost = counts[Outcome.WON], counts[Outcome.LOST]
    with_it = _rate(won, lost)
    without = _rate(totals[Outcome.WON] - won, totals[Outcome.LOST] - lost)
    lost_first = sorted(named, key=lambda pair: pair[0].outcome != Outcome.LOST)
    won_deals = [(row, mention) for row, mention in named if row.outcome == Outcome.WON]
    return CompetitorRecord(
        name=name,
        deals=len(named),
        open=counts[Outcome.OPEN],
        won=won,
        lost=lost,
        in_crm=in_crm,
        win_rate=with_it,
        win_rate_without=without,
        sentence=_sentence(won, won + lost, with_it, without),
        mentions=[_quote(row, mention.evidence[0]) for row, mention in lost_first if mention][:_QUOTES],
        answers=[_quote(row, mention.answers[0]) for row, mention in won_deals if mention and mention.answers][
            :_QUOTES
        ],
    )


def _rate(won: int, lost: int) -> float | None:
    return round(won / (won + lost), 3) if won + lost >= MINIMUM else None


def _sentence(won: int, closed: int, with_it: float | None, without: float | None) -> str:
    if with_it is None or without is None:
        return f"Won {won} of {count(closed, 'closed deal')}: not enough deals for a win rate (from {MINIMUM})."
    return f"Won {with_it:.0%} of {count(closed, 'closed deal')} with it, {without:.0%} of those without."


def _quote(row: Any, quote: AnyEvidence) -> QuoteOnDeal:
    return QuoteOnDeal(deal=DealName(id=row.id, name=row.name), outcome=row.outcome, quote=quote)
