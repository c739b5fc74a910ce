"""What was made of words leaves the store with the words: quotes in scores, and insights that rest on quotes.

Numbers stay. What is dropped here is made anew, from what is said now, the next time it is asked for. Text that was
dropped to save room is no reason: its quotes were checked when it was there.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.store.tables import call_opportunities, coaching_sessions, emails, insights
from gametape.store.turns import Turn

_Ids = Collection[uuid.UUID]


def drop_missing_quotes(
    connection: sa.Connection, calls: Mapping[uuid.UUID, Sequence[Turn]], mails: Mapping[uuid.UUID, str]
) -> None:
    """Drop quotes that do not stand any more in these calls and mails, given with what is said in them now."""
    if not calls and not mails:
        return

    def stands(quote: dict[str, Any]) -> bool:
        if quote.get("email_id"):
            written = mails.get(uuid.UUID(quote["email_id"]))
            return written is None or quote["quote"] in written
        spoken = calls.get(uuid.UUID(quote["call_id"]))
        turn = quote.get("turn", -1)
        return spoken is None or (0 <= turn < len(spoken) and quote["quote"] in spoken[turn].text)

    session = coaching_sessions.c
    holds_some = sa.func.jsonb_array_length(session.evidence) > 0
    for row in connection.execute(sa.select(coaching_sessions).where(session.call_id.in_(calls), holds_some)):
        own = {"call_id": str(row.call_id)}
        kept = [one for one in row.evidence if all(stands(own | quote) for quote in _quotes(one))]
        if kept != row.evidence:
            values = {"evidence": kept, "explanation": None, "updated_at": sa.func.now()}
            connection.execute(sa.update(coaching_sessions).where(session.id == row.id).values(values))
    citing = sa.select(insights.c.id, insights.c.body).where(_cites([*calls, *mails]))
    unsaid = [row.id for row in connection.execute(citing) if not all(map(stands, _sourced(row.body)))]
    connection.execute(sa.delete(insights).where(insights.c.id.in_(unsaid)))


def drop_insights(connection: sa.Connection, calls: _Ids, mails: _Ids) -> int:
    """Drop all insights on these calls, on the deals of these calls and mails, and whatever else cites them."""
    if not calls and not mails:
        return 0
    linked = call_opportunities.c
    deals = sa.union(
        sa.select(linked.opportunity_id).where(linked.call_id.in_(calls)),
        sa.select(emails.c.opportunity_id).where(emails.c.id.in_(mails)),
    ).subquery()
    subject = insights.c
    on_deals = (subject.subject_type == "opportunity") & subject.subject_id.in_(
        sa.select(sa.cast(deals.c.opportunity_id, sa.Text))
    )
    on_calls = (subject.subject_type == "call") & subject.subject_id.in_(map(str, calls))
    return connection.execute(sa.delete(insights).where(on_deals | on_calls | _cites([*calls, *mails]))).rowcount


def _cites(sources: _Ids) -> sa.ColumnElement[bool]:
    """Whether an insight names one of these calls or mails."""
    source = (
        sa.func.unnest(sa.cast([str(one) for one in sources], pg.ARRAY(sa.Text))).table_valued("id").render_derived()
    )
    named = sa.func.strpos(sa.cast(insights.c.body, sa.Text), source.c.id) > 0
    return sa.exists(sa.select(sa.true()).select_from(source).where(named))


def _sourced(body: Any) -> Iterator[dict[str, Any]]:
    """The quotes in a body that say where they are from."""
    return (quote for quote in _quotes(body) if quote.get("call_id") or quote.get("email_id"))


def _quotes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("quote"), str):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _quotes(item)
