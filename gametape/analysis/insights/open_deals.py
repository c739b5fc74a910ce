"""Open deals as suggestions look at them: state, signals, contacts and waiting emails, many deals at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.commitments.list_commitments import stored_commitments
from gametape.analysis.commitments.models import DealCommitments
from gametape.analysis.signals.rules import RuleContext, judge
from gametape.analysis.signals.stages import read_stages
from gametape.analysis.signals.thresholds import deciders, thresholds
from gametape.queries.calendar import day_of
from gametape.queries.signal_inputs import DealState, open_deal_states
from gametape.queries.signals import Signal
from gametape.queries.suggestion_inputs import CustomerContact, SuggestionFacts, suggestion_facts
from gametape.settings import Settings
from gametape.text.days import written_day


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """Open deal with what is known of it now."""

    state: DealState
    signals: tuple[Signal, ...]
    facts: SuggestionFacts
    commitments: DealCommitments
    now: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        """Today in the calendar of the deployment."""
        return day_of(self.now, self.zone)

    @property
    def last_heard(self) -> CustomerContact | None:
        """Contact who was active last; of several on one call, a deciding contact first."""
        active = [contact for contact in self.facts.contacts if contact.moments]
        return max(active, key=lambda one: (one.moments[-1], deciders().decides(one.title)), default=None)

    def day(self, at: date) -> str:
        """Write a day, or the day of a moment; with the year if it is another than today's."""
        day = day_of(at, self.zone) if isinstance(at, datetime) else at
        return written_day(day, year=day.year != self.today.year)

    def days_since(self, at: datetime) -> int:
        """Return the days from the day of a moment until today."""
        return (self.today - day_of(at, self.zone)).days


def open_deals(connection: sa.Connection, opportunity_ids: Sequence[UUID], settings: Settings) -> list[OpenDeal]:
    """Read those of the deals that are open."""
    now, states = open_deal_states(connection, opportunity_ids)
    zone = settings.zone
    context = RuleContext(
        now, day_of(now, zone), read_stages(connection, thresholds(settings.signals_file)), deciders()
    )
    facts = suggestion_facts(connection, list(states))
    made = stored_commitments(connection, list(states))
    return [
        OpenDeal(state, judge(state, context), facts[id_], made.get(id_, DealCommitments()), now, zone)
        for id_, state in states.items()
    ]
