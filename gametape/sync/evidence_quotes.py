"""Quotes whose text was removed or changed: dropped from scores, together with the insights that cite them.

Numbers stay. A dropped insight is made again from the current text the next time somebody asks for it. Quotes of text
that was dropped to save room stay: they were checked while the text was there.
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
    """Drop the quotes that are no longer in the text of these calls and emails, and the insights that cite them.

    Args:
        connection: in a transaction.
        calls: current turns by call id; no turns if the text was removed.
        mails: current body snippet by email id; "" if the text was removed.
    """
    if not calls and not mails:
        return

    def is_in_text(quote: dict[str, Any]) -> bool:
        if quote.get("email_id"):
            written = mails.get(uuid.UUID(quote["email_id"]))
            return written is None or quote["quote"] in written
        spoken = calls.get(uuid.UUID(quote["call_id"]))
        turn = quote.get("turn", -1)
        return spoken is None or (0 <= turn < len(spoken) and quote["quote"] in spoken[turn].text)

    session = coaching_sessions.c
    has_evidence = sa.func.jsonb_array_length(session.evidence) > 0
    for row in connection.execute(sa.select(coaching_sessions).where(session.call_id.in_(calls), has_evidence)):
        of_call = {"call_id": str(row.call_id)}
        kept = [item for item in row.evidence if all(is_in_text(of_call | quote) for quote in _quotes(item))]
        if kept != row.evidence:
            values = {"evidence": kept, "explanation": None, "updated_at": sa.func.now()}
            connection.execute(sa.update(coaching_sessions).where(session.id == row.id).values(values))
    citing = sa.select(insights.c.id, insights.c.body).where(_cites([*calls, *mails]))
    outdated = [row.id for row in connection.execute(citing) if not all(map(is_in_text, _quotes_with_source(row.body)))]
    connection.execute(sa.delete(insights).where(insights.c.id.in_(outdated)))


def drop_insights(connection: sa.Connection, calls: _Ids, mails: _Ids) -> int:
    """Drop insights on these calls, on deals of these calls and emails, and others that cite them; return how many."""
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
    """Return the condition for insights that name one of these calls or emails."""
    ids = sa.cast([str(source) for source in sources], pg.ARRAY(sa.Text))
    source = sa.func.unnest(ids).table_valued("id").render_derived()
    named = sa.func.strpos(sa.cast(insights.c.body, sa.Text), source.c.id) > 0
    return sa.exists(sa.select(sa.true()).select_from(source).where(named))


def _quotes_with_source(body: Any) -> Iterator[dict[str, Any]]:
    """Yield the quotes in an insight's body that name their call or email."""
    return (quote for quote in _quotes(body) if quote.get("call_id") or quote.get("email_id"))


def _quotes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("quote"), str):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _quotes(item)
