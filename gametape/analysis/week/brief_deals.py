"""Open deals of a brief: the sentence that matters, the CRM's next step, who is missing, promises not delivered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.commitments.list_commitments import commitments_on_day
from gametape.analysis.commitments.models import CommitmentState
from gametape.analysis.insights.conditions import conditions
from gametape.analysis.insights.models import ActionKind
from gametape.analysis.insights.open_deals import OpenDeal
from gametape.analysis.signals.deals import dated, notes
from gametape.analysis.week.brief_models import BriefDeal, NextStep, UpcomingMeeting
from gametape.analysis.week.deal_words import words_that_matter
from gametape.queries.activity import count_activity
from gametape.queries.calendar import day_of
from gametape.queries.calls_and_emails import Side
from gametape.queries.crm_columns import CrmFact, value_of
from gametape.queries.deals import Opportunity
from gametape.queries.signals import SignalName
from gametape.queries.suggestion_inputs import CustomerContact
from gametape.queries.team_changes import ChangedDeal
from gametape.settings import Settings
from gametape.text.plurals import count

_UNDELIVERED = 3  # promises listed on a deal
_ON_PEOPLE = {SignalName.NO_DECISION_MAKER, SignalName.SINGLE_THREADED}


def brief_deals(
    connection: sa.Connection,
    rows: Sequence[Any],
    known: Mapping[UUID, OpenDeal],
    changes: Mapping[UUID, ChangedDeal],
    settings: Settings,
) -> Iterator[BriefDeal]:
    """Yield the open deals of a brief.

    Args:
        connection: may be read-only.
        rows: rows of the deals with `COLUMNS`, `close_date_moves`, `metadata` and `source_modified_at`, in order.
        known: state and signals of the deals, by id.
        changes: changes since the last 1:1, by the deal's id.
        settings: calendar, thresholds, and the CRM column with the next step.
    """
    ids = [row.id for row in rows]
    counts = count_activity(connection, ids)
    words = words_that_matter(connection, [known[id_] for id_ in ids])
    for row in rows:
        found = known[row.id]
        values = {**row._mapping, **counts[row.id], "signals": notes(found.signals)}
        yield BriefDeal(
            deal=dated(Opportunity.model_validate(values), found.now, settings),
            words=words.get(row.id),
            next_step=_next_step(row.metadata, row.source_modified_at, found, settings),
            meeting=_meeting(found),
            missing=list(_missing(found)),
            undelivered=[
                made
                for made in commitments_on_day(found.commitments, found.today)
                if made.side is Side.OURS and made.state_today is CommitmentState.NOT_SEEN_DONE
            ][:_UNDELIVERED],
            changed=changes.get(row.id),
        )


def _next_step(
    metadata: Mapping[str, Any], modified_at: datetime | None, found: OpenDeal, settings: Settings
) -> NextStep | None:
    text = value_of(metadata, CrmFact.NEXT_STEP, settings)
    if not text:
        return None
    day = day_of(modified_at, settings.zone) if modified_at else None
    return NextStep(text=text, changed_before=day, days=max((found.today - day).days, 0) if day else None)


def _meeting(found: OpenDeal) -> UpcomingMeeting | None:
    planned = found.facts.planned
    if planned is None:
        return None
    return UpcomingMeeting(call_id=planned.id, title=planned.title, starts_at=planned.starts_at)


def _missing(found: OpenDeal) -> Iterator[str]:
    """Yield who is missing: signals on people, deciding contacts never met, and contacts who went quiet."""
    yield from (signal.sentence for signal in found.signals if signal.name in _ON_PEOPLE)
    contacts = {contact.email: contact for contact in found.facts.contacts}
    for condition in conditions(found):
        contact = contacts.get(condition.about or "")
        if contact and condition.kind is ActionKind.MEET_A_DECISION_MAKER:
            yield f"{_titled(contact)}: never on a call"
        elif contact and contact.moments and condition.kind is ActionKind.WIN_BACK_A_CONTACT:
            last = contact.moments[-1]
            yield f"{_titled(contact)}: last heard {found.day(last)}, {count(found.days_since(last), 'day')} ago"


def _titled(contact: CustomerContact) -> str:
    return f"{contact.shown_as} ({contact.title})" if contact.title else contact.shown_as
