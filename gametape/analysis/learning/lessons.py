"""Moments to learn from: from won and lost deals of peers in a similar situation, and from the rep's own deals."""

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
from gametape.analysis.learning.exemplars import DealOfRole, Pick, Scale, consistent_peers, of_outcome, pick, scale_of
from gametape.analysis.learning.models import ExemplarMoment
from gametape.analysis.learning.moments import Trackers, moment
from gametape.queries.calls_and_emails import call
from gametape.queries.deals import Outcome
from gametape.queries.heard import HeardAct, acts_of
from gametape.queries.talk import CallTalk, read_talks
from gametape.store.tables import call_metrics, calls

WON, LOST, OWN = 2, 1, 2
"""Number of moments shown from won deals, from lost deals, and from the rep's own deals."""

_SPARE = 2  # extra picks: a transcript may be deleted, or have no quote


@dataclass(frozen=True, slots=True)
class Lessons:
    """Moments of a dimension."""

    won: list[ExemplarMoment] = field(default_factory=list)
    lost: list[ExemplarMoment] = field(default_factory=list)
    own: list[ExemplarMoment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Picked:
    """Calls picked for a dimension, in groups of won, lost and own deals; sign 1 is the won side of the middle."""

    dimension: Dimension
    scale: Scale
    groups: tuple[tuple[Sequence[Pick], int, int], ...]  # picks, sign, how many to show


def lessons(connection: sa.Connection, book: Book, rows: Iterable[Compared], rep: str, role: str) -> dict[str, Lessons]:
    """Return by dimension its moments, each quote verified; a dimension without means has no moments."""
    deals = [(deal, facts) for deal in book.deals for facts in deal.facts if facts.role == role]
    picked_by_row = [picked for row in rows if (picked := _pick(deals, row, rep))]
    ids = {pick_.call.call_id for picked in picked_by_row for picks, _, _ in picked.groups for pick_ in picks}
    quotes = _QuoteReader(connection, book, ids)
    return {
        picked.dimension.name: Lessons(*(quotes.shown(picked, *group) for group in picked.groups))
        for picked in picked_by_row
    }


def _pick(deals: Sequence[DealOfRole], row: Compared, rep: str) -> _Picked | None:
    if row.winners is None or row.losers is None:
        return None
    dimension = row.dimension
    values = [facts.values[dimension.name] for _, facts in deals if dimension.name in facts.values]
    scale = scale_of(values, row.winners.mean, row.losers.mean)
    side = (
        1 if row.rep and scale.side(row.rep.mean) > 0 else -1
    )  # the usual side of the rep, even if the distance may be chance
    own = pick(
        [pair for pair in deals if pair[1].rep == rep], dimension, scale, sign=side, like=None, most=OWN + _SPARE
    )
    like: DealFacts | None = own[0].facts if own else next((facts for _, facts in deals if facts.rep == rep), None)
    peers = [pair for pair in deals if pair[1].rep != rep]
    won, lost = of_outcome(peers, Outcome.WON), of_outcome(peers, Outcome.LOST)
    steady = consistent_peers(peers, dimension, scale, sign=1)
    from_steady = [pair for pair in won if pair[1].rep in steady] or won
    return _Picked(
        dimension,
        scale,
        (
            (pick(from_steady, dimension, scale, sign=1, like=like, most=WON + _SPARE), 1, WON),
            (pick(lost, dimension, scale, sign=-1, like=like, most=LOST + _SPARE), -1, LOST),
            (own, side, OWN),
        ),
    )


class _QuoteReader:
    """Transcripts, titles and tracker hits of the picked calls, and the quotes found in them."""

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
        self._heard: dict[UUID, list[HeardAct]] = {}
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
            self._heard.setdefault(row.call_id, []).extend(acts_of(row.side, row.heard))

    def shown(self, picked: _Picked, picks: Sequence[Pick], sign: int, most: int) -> list[ExemplarMoment]:
        """Return the moments of the first picks that have a quote, `most` at the most."""
        much = picked.scale.towards_winning * sign > 0
        where = f"{'Above' if much else 'Below'} {picked.dimension.shown(picked.scale.middle)}"
        if picked.dimension.scope == "tracker":
            where = "Came up" if much else "Did not come up"
        moments = (
            self._moment(
                picked.dimension, pick_, f"{where} on {pick_.on_side} of {pick_.calls} calls of this deal.", much=much
            )
            for pick_ in picks
        )
        return list(islice(filter(None, moments), most))

    def _moment(self, dimension: Dimension, picked: Pick, why: str, *, much: bool) -> ExemplarMoment | None:
        """Return the moment of the picked call; if it has no quote, of the next best call of the deal."""
        for held, value in ((picked.call, picked.value), *picked.others):
            quote = self._quote(dimension, held.call_id, picked.facts.rep, much=much)
            if quote:
                return self._exemplar(dimension, picked, held, value, quote, why)
        return None

    def _quote(self, dimension: Dimension, call_id: UUID, rep: str, *, much: bool) -> Evidence | None:
        self._fetch([call_id])
        talk = self._talks.get(call_id)
        if talk is None:
            return None
        addresses = self._addresses.get(rep, {rep.lower()})
        trackers, heard = self._trackers.get(call_id, {}), self._heard.get(call_id, [])
        return moment(dimension, talk, trackers, heard, rep=addresses, much=much)

    def _exemplar(
        self, dimension: Dimension, picked: Pick, held: CallFacts, value: float, quote: Evidence, why: str
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
            turn=quote.turn,
            at_ms=max(0, quote.at_ms),
            quote=quote.quote,
            speaker=quote.speaker,
            side=quote.side,
            value=_value(dimension, value),
            why=why,
        )

    def _name(self, email: str) -> str:
        person = self._people.get(email)
        return person.name or email if person else email


def _value(dimension: Dimension, value: float) -> str:
    if dimension.scope == "tracker":
        return "came up on this call" if value else "did not come up on this call"
    return dimension.shown(value)
