"""Moments to learn from: of won and of lost deals of peers in the rep's situation, and of the rep's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.dimensions import CallFacts, Dimension
from gametape.analysis.comparing.winners import Compared
from gametape.analysis.evidence.claims import Evidence
from gametape.analysis.learning.deal_facts import Book
from gametape.analysis.learning.exemplars import Pick, Scale, Told, consistent_peers, of_outcome, pick, scale_of
from gametape.analysis.learning.models import ExemplarMoment
from gametape.analysis.learning.moments import Trackers, moment
from gametape.queries.calls_and_emails import call
from gametape.queries.deals import Outcome
from gametape.queries.talk import CallTalk, read_talks
from gametape.store.tables import call_metrics, calls

WON, LOST, OWN = 2, 1, 2
"""How many moments of each are shown."""

_SPARE = 2  # more are picked than shown: a text may be gone, or show nothing


@dataclass(frozen=True, slots=True)
class Lessons:
    """The moments of one dimension."""

    won: list[ExemplarMoment] = field(default_factory=list)
    lost: list[ExemplarMoment] = field(default_factory=list)
    own: list[ExemplarMoment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Picked:
    """Calls picked for one dimension, and on which side of the middle those of each group are (1: the winners')."""

    one: Dimension
    scale: Scale
    groups: tuple[tuple[Sequence[Pick], int, int], ...]  # picks, sign, how many to show


def lessons(connection: sa.Connection, book: Book, rows: Iterable[Compared], rep: str, role: str) -> dict[str, Lessons]:
    """By dimension the moments that show it, each quote verified; a dimension without means has none."""
    told = [(deal, facts) for deal in book.deals for facts in deal.facts if facts.role == role]
    picked = [found for row in rows if (found := _pick(told, row, rep))]
    ids = {one.call.call_id for each in picked for picks, _, _ in each.groups for one in picks}
    scenes = _Scenes(connection, book, ids)
    return {each.one.name: Lessons(*(scenes.shown(each, *group) for group in each.groups)) for each in picked}


def _pick(told: Sequence[Told], row: Compared, rep: str) -> _Picked | None:
    if row.winners is None or row.losers is None:
        return None
    one = row.dimension
    values = [facts.values[one.name] for _, facts in told if one.name in facts.values]
    scale = scale_of(values, row.winners.mean, row.losers.mean)
    side = 1 if row.rep and scale.side(row.rep.mean) > 0 else -1  # as it usually goes, placed or not
    own = pick([pair for pair in told if pair[1].rep == rep], one, scale, sign=side, like=None, most=OWN + _SPARE)
    like: DealFacts | None = own[0].facts if own else next((facts for _, facts in told if facts.rep == rep), None)
    peers = [pair for pair in told if pair[1].rep != rep]
    won, lost = of_outcome(peers, Outcome.WON), of_outcome(peers, Outcome.LOST)
    steady = consistent_peers(peers, one, scale, sign=1)
    from_steady = [pair for pair in won if pair[1].rep in steady] or won
    return _Picked(
        one,
        scale,
        (
            (pick(from_steady, one, scale, sign=1, like=like, most=WON + _SPARE), 1, WON),
            (pick(lost, one, scale, sign=-1, like=like, most=LOST + _SPARE), -1, LOST),
            (own, side, OWN),
        ),
    )


class _Scenes:
    """The calls that were picked: what was said, where the trackers hit, what they are called."""

    def __init__(self, connection: sa.Connection, book: Book, call_ids: Iterable[UUID]) -> None:
        self._connection = connection
        self._people = book.people
        self._addresses: dict[str, set[str]] = {}
        for address, person in book.people.items():
            self._addresses.setdefault(person.email, {person.email.lower()}).add(address.lower())
        self._read: set[UUID] = set()
        self._talks: dict[UUID, CallTalk] = {}
        self._titles: dict[UUID, str | None] = {}
        self._trackers: dict[UUID, dict[str, Trackers]] = {}
        self._fetch(call_ids)

    def _fetch(self, call_ids: Iterable[UUID]) -> None:
        ids = [id_ for id_ in call_ids if id_ not in self._read]
        if not ids:
            return
        self._read.update(ids)
        self._talks.update((talk.call_id, talk) for talk in read_talks(self._connection, ids))
        titles = self._connection.execute(sa.select(call.id, call.title).select_from(calls).where(call.id.in_(ids)))
        self._titles.update((row.id, row.title) for row in titles)
        for row in self._connection.execute(sa.select(call_metrics).where(call_metrics.c.call_id.in_(ids))):
            self._trackers.setdefault(row.call_id, {})[row.side] = row.trackers

    def shown(self, picked: _Picked, picks: Sequence[Pick], sign: int, most: int) -> list[ExemplarMoment]:
        """The first of the picks that show something."""
        much = picked.scale.towards_winning * sign > 0
        where = f"{'Above' if much else 'Below'} {picked.one.shown(picked.scale.middle)}"
        if picked.one.kind == "tracker":
            where = "Came up" if much else "Did not come up"
        found = (
            self._moment(picked.one, one, f"{where} on {one.on_side} of {one.calls} calls of this deal.", much=much)
            for one in picks
        )
        return list(islice((one for one in found if one), most))

    def _moment(self, one: Dimension, picked: Pick, why: str, *, much: bool) -> ExemplarMoment | None:
        """Of the call that was picked; where nothing on it can be quoted, of the next best one of the deal."""
        for held, value in ((picked.call, picked.value), *picked.others):
            said = self._said(one, held.call_id, picked.facts.rep, much=much)
            if said:
                return self._told(one, picked, held, value, said, why)
        return None

    def _said(self, one: Dimension, call_id: UUID, rep: str, *, much: bool) -> Evidence | None:
        self._fetch([call_id])
        talk = self._talks.get(call_id)
        if talk is None:
            return None
        addresses = self._addresses.get(rep, {rep.lower()})
        return moment(one, talk, self._trackers.get(call_id, {}), rep=addresses, much=much)

    def _told(
        self, one: Dimension, picked: Pick, held: CallFacts, value: float, said: Evidence, why: str
    ) -> ExemplarMoment:
        return ExemplarMoment(
            call_id=held.call_id,
            call_title=self._titles.get(held.call_id),
            started_at=held.at,
            opportunity_id=picked.deal.id,
            opportunity_name=picked.deal.name,
            account_name=picked.deal.account_name,
            outcome=picked.facts.outcome,
            rep_email=picked.facts.rep,
            rep_name=self._name(picked.facts.rep),
            turn=said.turn,
            at_ms=max(0, said.at_ms),
            quote=said.quote,
            speaker=said.speaker,
            side=said.side,
            value=_value(one, value),
            why=why,
        )

    def _name(self, email: str) -> str:
        person = self._people.get(email)
        return person.name or email if person else email


def _value(one: Dimension, value: float) -> str:
    if one.kind == "tracker":
        return "came up on this call" if value else "did not come up on this call"
    return one.shown(value)
