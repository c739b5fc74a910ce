"""Read a store after a sync, in the form of the independent reading (real_reading.py)."""

from collections import defaultdict

import sqlalchemy as sa

from bench.real_reading import Facts
from bench.real_values import deal_key, text
from gametape.store.tables import (
    call_opportunities,
    call_participants,
    calls,
    emails,
    opportunities,
    opportunity_changes,
    sync_rejects,
)

Subjects = dict[str, dict[str, list[Facts]]]


def held(connection: sa.Connection) -> Subjects:
    """Return the rows that count: rows that the source deleted are left out, except deals."""
    return {
        "deals": _deals(connection, opportunities.c.deleted_at.is_(None)),
        "deleted deals": _deals(connection, opportunities.c.deleted_at.is_not(None)),
        "calls": _calls(connection),
        "participants": _participants(connection),
        "links": _links(connection),
        "emails": _emails(connection),
        "stage moves": _moves(connection),
    }


def rejected(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """Return the reason of each rejected row: subject -> id -> reason."""
    subjects = {"opportunities": "deals", "opportunity_changes": "stage moves", "call_links": "links"}
    reasons: dict[str, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(sa.select(sync_rejects).where(sync_rejects.c.resolved_at.is_(None))):
        subject = subjects.get(row.entity_type, row.entity_type.partition("_")[0])
        key = deal_key(row.source_id) if subject in ("deals", "stage moves") else row.source_id
        reasons[subject][key or ""] = f"{row.kind}: {row.reason}"
    return reasons


def _deals(connection: sa.Connection, which: sa.ColumnElement[bool]) -> dict[str, list[Facts]]:
    rows = connection.execute(sa.select(opportunities).where(which))
    return {
        deal_key(row.gong_opportunity_id) or "": [
            {
                "amount": row.amount,
                "currency": row.currency,
                "close date": row.close_date,
                "owner": row.owner_email,
                "stage": text(row.stage),
                "closed": row.is_closed,
                "won": row.is_won,
            }
        ]
        for row in rows
    }


def _calls(connection: sa.Connection) -> dict[str, list[Facts]]:
    rows = connection.execute(sa.select(calls).where(calls.c.deleted_at.is_(None)))
    return {row.gong_call_id: [{"started": row.started_at, "seconds": row.duration_seconds}] for row in rows}


def _participants(connection: sa.Connection) -> dict[str, list[Facts]]:
    people: dict[str, dict[str, str | None]] = defaultdict(dict)
    joined = call_participants.join(calls, calls.c.id == call_participants.c.call_id)
    for row in connection.execute(
        sa.select(calls.c.gong_call_id, call_participants.c.participant_id, call_participants.c.email)
        .select_from(joined)
        .where(calls.c.deleted_at.is_(None))
        .order_by(calls.c.gong_call_id, call_participants.c.participant_id)
    ):
        people[row.gong_call_id][row.participant_id] = row.email
    return {
        call: [{"people": len(each), "addresses": tuple(sorted({email for email in each.values() if email}))}]
        for call, each in people.items()
    }


def _links(connection: sa.Connection) -> dict[str, list[Facts]]:
    joined = call_opportunities.join(calls).join(opportunities)
    rows = connection.execute(
        sa.select(calls.c.gong_call_id, opportunities.c.gong_opportunity_id)
        .select_from(joined)
        .where(calls.c.deleted_at.is_(None), opportunities.c.deleted_at.is_(None))
    )
    return {f"{call}/{deal_key(deal)}": [{}] for call, deal in rows}


def _emails(connection: sa.Connection) -> dict[str, list[Facts]]:
    """Return each email row; `copy` is True if another row is shown in its place."""
    of_deal = sa.func.coalesce(opportunities.c.gong_opportunity_id, emails.c.metadata["opportunity_id"].astext)
    rows = connection.execute(
        sa.select(
            emails.c.gong_email_id, of_deal, emails.c.sent_at, emails.c.sender_email, emails.c.copy_of.is_not(None)
        )
        .select_from(emails.outerjoin(opportunities))
        .where(emails.c.deleted_at.is_(None))
    )
    return {
        key: [{"deal": deal_key(deal), "sent": sent, "sender": sender, "copy": is_copy}]
        for key, deal, sent, sender, is_copy in rows
    }


def _moves(connection: sa.Connection) -> dict[str, list[Facts]]:
    moves: dict[str, list[object]] = defaultdict(list)
    rows = connection.execute(
        sa.select(
            opportunities.c.gong_opportunity_id, opportunity_changes.c.new_value, opportunity_changes.c.changed_at
        )
        .select_from(opportunity_changes.join(opportunities))
        .where(
            opportunity_changes.c.field == "stage",
            opportunity_changes.c.deleted_at.is_(None),
            opportunities.c.deleted_at.is_(None),
        )
        .order_by(opportunity_changes.c.changed_at, opportunity_changes.c.place)
    )
    for deal, stage, at in rows:
        moves[deal_key(deal) or ""].append((text(stage), at))
    return {deal: [{"moves": tuple(deal_moves)}] for deal, deal_moves in moves.items()}
